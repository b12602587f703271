package io.github.snapshotexporter.export;

import static io.github.snapshotexporter.export.Steps.reasonsOfComeBacks;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.ExportCall;
import io.github.snapshotexporter.localcloud.QueuedMessage;
import io.github.snapshotexporter.localcloud.SnapshotScript;
import io.github.snapshotexporter.world.InvocationDied;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Good messages and every kind of trouble in one batch. */
class MixedBatchTest {
    private final World world = World.create();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void the_answer_names_exactly_those_that_come_back_and_the_good_ones_are_exported_at_once() {
        world.set("MAX_IN_FLIGHT", "10");
        world.lightsail().instanceSnapshot("good-1");
        world.lightsail().instanceSnapshot("good-2");
        world.lightsail().diskSnapshot("good-3");
        world.lightsail().instanceSnapshot("throttled-1").onExport(ExportCall.throttle());
        world.lightsail().instanceSnapshot("refused-1").onExport(ExportCall.error("InvalidInputException", 400, "no"));
        world.lightsail()
                .instanceSnapshot("doubtful-1")
                .onExport(
                        ExportCall.error("ServiceException", 500, "oops"),
                        ExportCall.error("ServiceException", 500, "oops"));
        world.lightsail().instanceSnapshot("pending-1").state("pending");
        world.send("good-1");
        String throttled = world.send("throttled-1");
        world.send("refused-1");
        world.send("good-2");
        String doubtful = world.send("doubtful-1");
        String pending = world.send("pending-1");
        world.send("no-such-snapshot");
        world.send("{\"sourceSnapshotName\": ");
        world.send(Requests.track("arn:aws:lightsail:eu-central-1:111122223333:InstanceSnapshot/gone", 1, 1));
        world.send("good-3");
        List<QueuedMessage> batch = world.sqs().receive(world.queueUrl(), 10, World.VISIBILITY);

        Set<String> comingBack = world.invokeWith(batch, World.FUNCTION_TIMEOUT);

        assertThat(comingBack).containsExactlyInAnyOrder(throttled, doubtful, pending);
        assertThat(world.lightsail().accepted())
                .extracting(accepted -> accepted.snapshotName())
                .containsExactlyInAnyOrder("good-1", "good-2", "good-3");
        assertThat(world.publishedTypes())
                .containsExactlyInAnyOrder(
                        "ExportStarted",
                        "ExportStarted",
                        "ExportStarted",
                        "ExportFailed",
                        "RequestRejected",
                        "RequestRejected");
        assertThat(world.deadLetters())
                .extracting(kept -> kept.messageAttributes().get("reason"))
                .containsExactlyInAnyOrder("InvalidInput", "SnapshotNotFound", "InvalidRequest");
    }

    @Test
    void a_call_that_hangs_does_not_delay_the_good_ones() {
        try (World impatient = World.thatGivesUpOnHangingCalls()) {
            impatient.lightsail().instanceSnapshot("hanging-1").onExport(ExportCall.hang());
            impatient.lightsail().instanceSnapshot("good-1");
            impatient.send("hanging-1");
            impatient.send("good-1");
            AtomicBoolean wasInTime = new AtomicBoolean();
            impatient
                    .sns()
                    .onPublish(message ->
                            wasInTime.set(reasonsOfComeBacks(impatient).isEmpty()));

            impatient.deliver();

            assertThat(wasInTime).isTrue();
            assertThat(reasonsOfComeBacks(impatient)).containsExactly("CallInDoubt");
            impatient.settle();
            assertThat(impatient.lightsail().accepted("hanging-1")).hasSize(1);
        }
    }

    @Test
    void a_job_that_dies_comes_back_and_the_good_ones_are_done() {
        SnapshotScript good = world.lightsail().instanceSnapshot("good-1");
        world.lightsail().instanceSnapshot("deadly-1");
        world.lightsail().instanceSnapshot("good-2");
        world.send("good-1");
        world.send("deadly-1");
        world.send("good-2");
        AtomicBoolean dead = new AtomicBoolean();
        world.tap().before(call -> {
            if (call.equals("Lightsail.ExportSnapshot") && dead.compareAndSet(false, true)) {
                throw new InvocationDied("in one job");
            }
        });
        List<QueuedMessage> batch = world.sqs().receive(world.queueUrl(), 10, World.VISIBILITY);

        Set<String> comingBack = world.invokeWith(batch, World.FUNCTION_TIMEOUT);

        assertThat(comingBack).hasSize(1);
        assertThat(world.lightsail().accepted()).hasSize(2);
        assertThat(good.arn()).isNotEmpty();
    }

    @Test
    void each_comes_back_after_its_own_delay() {
        Instant begun = world.clock().instant();
        world.lightsail().instanceSnapshot("pending-1").state("pending");
        world.send("pending-1");
        world.send("no-such-snapshot");

        world.deliver();

        assertThat(world.sqs().nextVisibleAt(world.queueUrl())).contains(begun.plus(Duration.ofSeconds(30)));
        assertThat(world.queued()).hasSize(1);
    }
}
