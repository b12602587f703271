package io.github.snapshotexporter.export;

import static io.github.snapshotexporter.export.Interruptions.doBefore;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.QueuedMessage;
import io.github.snapshotexporter.world.World;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two messages under one request id, of which one is given up at the moment at which the other one goes on. */
class TwoMessagesOfOneJobTest extends OneSnapshotFixture {
    @Test
    void what_one_message_gives_up_the_other_one_does_not_begin() {
        List<QueuedMessage> first = receiveOne();
        List<QueuedMessage> givenUp = receiveOneToGiveUp();
        doBefore(world, "DynamoDb.TransactWriteItems", () -> world.invokeElsewhere(givenUp));

        world.invokeAndDelete(first, World.FUNCTION_TIMEOUT);
        world.settle();

        assertThat(world.publishedTypes()).containsExactly("RequestRejected");
        assertThat(world.lightsail().accepted()).isEmpty();
        assertThat(world.slots()).isEmpty();
    }

    @Test
    void what_one_message_has_begun_the_other_one_does_not_reject() {
        List<QueuedMessage> first = receiveOne();
        List<QueuedMessage> givenUp = receiveOneToGiveUp();
        doBefore(world, "DynamoDb.UpdateItem", () -> world.invokeAndDelete(first, World.FUNCTION_TIMEOUT));

        world.invokeElsewhere(givenUp);
        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
        assertThat(world.deadLetters()).isEmpty();
    }

    @Test
    void what_one_message_is_answered_the_other_one_does_not_reject() {
        succeed();
        List<QueuedMessage> first = receiveOne();
        List<QueuedMessage> givenUp = receiveOneToGiveUp();
        doBefore(world, "DynamoDb.UpdateItem", () -> world.invokeAndDelete(first, World.FUNCTION_TIMEOUT));

        world.invokeElsewhere(givenUp);
        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded", "AlreadyExported");
        assertThat(world.deadLetters()).isEmpty();
    }

    private List<QueuedMessage> receiveOne() {
        world.send(Requests.named("my-site-1", "order-7"));
        return world.sqs().receive(world.queueUrl(), 1, World.VISIBILITY);
    }

    /** One that was received so often that it is given up now. */
    private List<QueuedMessage> receiveOneToGiveUp() {
        return List.of(Requests.received(receiveOne().getFirst(), 950));
    }
}
