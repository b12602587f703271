package io.github.snapshotexporter.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.QueuedMessage;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/** Runs with more members than one invocation can write down and ask for. Their exports do not matter here. */
class LargeRunTest {
    private static final int MEMBERS = 410;
    /** So many are written, or asked for, before the time is looked at again. */
    private static final int AT_ONCE = 400;

    private final World world = World.create();
    private final AtomicInteger writesOfMembers = new AtomicInteger();
    private int slowAfter;

    @BeforeEach
    void makeSnapshots() {
        world.lightsail().pageSize(1000);
        IntStream.range(0, MEMBERS).forEach(i -> Night.instance(world, "site-" + i, "site-" + i));
        world.tap().watch(this::watch);
        world.send(Night.everything("night-1"));
    }

    @AfterEach
    void close() {
        world.close();
    }

    /** A member is written twice: when it is chosen, and when it was asked for. */
    private void watch(SdkRequest request) {
        if (request instanceof TransactWriteItemsRequest together) {
            int members = (int) together.transactItems().stream()
                    .filter(item -> item.update().key().get("sk").s().startsWith("member#"))
                    .count();
            if (writesOfMembers.addAndGet(members) == slowAfter) {
                world.clock().advance(Duration.ofSeconds(50));
            }
        }
    }

    @Test
    void members_that_could_not_be_written_in_time_are_written_by_the_next_receive_and_no_other_again() {
        slowAfter = AT_ONCE;
        world.deliver();
        assertThat(Night.members(world, "night-1")).hasSize(AT_ONCE);
        assertThat(state()).isEqualTo("Selecting");
        assertThat(requests()).isEmpty();
        world.lightsail().forgetCalls();

        untilDispatched();

        assertThat(world.lightsail().count("GetInstanceSnapshots")).isZero();
        assertThat(writesOfMembers).hasValue(2 * MEMBERS);
        assertAskedForAllOnce();
    }

    @Test
    void what_could_not_be_asked_for_in_time_is_asked_for_by_the_next_receive_and_nothing_else_again() {
        slowAfter = MEMBERS + AT_ONCE;
        world.deliver();
        assertThat(state()).isEqualTo("Sealed");
        assertThat(requests()).hasSize(AT_ONCE);

        untilDispatched();

        assertThat(writesOfMembers).hasValue(2 * MEMBERS);
        assertAskedForAllOnce();
    }

    private void assertAskedForAllOnce() {
        assertThat(Night.memberNames(world, "night-1")).hasSize(MEMBERS).doesNotHaveDuplicates();
        assertThat(world.item("run#night-1", "run").get("total").n()).isEqualTo(Integer.toString(MEMBERS));
        assertThat(Night.members(world, "night-1")).allMatch(member -> member.containsKey("sent"));
        assertThat(requests()).hasSize(MEMBERS).doesNotHaveDuplicates();
    }

    /** Delivers only the message that asks for the run, so that no export begins. */
    private void untilDispatched() {
        while (!state().equals("Dispatched")) {
            world.clock().advance(World.VISIBILITY);
            world.invokeAndDelete(
                    world.sqs().receive(world.queueUrl(), 2 * MEMBERS, Duration.ZERO).stream()
                            .filter(message -> message.body().contains("\"select\""))
                            .toList(),
                    World.FUNCTION_TIMEOUT);
        }
    }

    private String state() {
        return world.item("run#night-1", "run").get("state").s();
    }

    private List<String> requests() {
        return world.queued().stream()
                .map(QueuedMessage::body)
                .filter(body -> body.contains("ExportRequest"))
                .toList();
    }
}
