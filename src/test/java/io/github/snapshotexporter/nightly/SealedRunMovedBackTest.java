package io.github.snapshotexporter.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.QueuedMessage;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A run that SQS has not let ask for its members, asked for again. */
class SealedRunMovedBackTest {
    private final World world = World.create();

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void moved_back_after_sqs_had_taken_nothing_for_long_the_run_has_its_time_anew() {
        world.set("RETRY_DEADLINE", "PT1H").set("RUN_DEADLINE", "P3D");
        Night.instance(world, "site-1", "site");
        world.sqs().failBatchEntries("SendMessageBatch", 400, "InvalidMessageContents", 100_000);
        world.send(Night.everything("night-1"));
        world.settle(Duration.ofHours(3));
        QueuedMessage letter = world.deadLetters().getFirst();
        world.sqs().clearFaults();
        world.sqs().failBatchEntries("SendMessageBatch", 500, "InternalError", 1);
        world.send(letter.body(), Map.copyOf(letter.messageAttributes()));

        world.settle();

        assertThat(Night.lines(world.only("RunCompleted"))).containsExactly("site-1 exported");
        assertThat(world.deadLetters()).hasSize(1);
    }
}
