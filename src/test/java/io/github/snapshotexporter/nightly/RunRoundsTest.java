package io.github.snapshotexporter.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.localcloud.QueuedMessage;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What belongs to one round of a run stays out of the next one. */
class RunRoundsTest {
    private final World world = World.create();

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void a_slow_report_of_a_failed_run_does_not_mark_the_run_as_reported_that_was_begun_anew_meanwhile() {
        Night.instance(world, "site-1", "site");
        world.lightsail().faultAlways("GetInstanceSnapshots", Fault.error("AccessDeniedException", 400, "Not you."));
        world.send(Night.everything("night-1"));
        // The selecting invocation dies after it has failed the run, before it tells anybody.
        world.dieBeforeCall("Sns.Publish"::equals);
        world.deliver();
        world.calmDown();
        assertThat(world.published()).isEmpty();
        world.clock().advance(Duration.ofMinutes(16));
        List<QueuedMessage> both = world.sqs().receive(world.queueUrl(), 10, World.VISIBILITY);
        List<QueuedMessage> report = both.stream()
                .filter(message -> message.body().contains("ReportRun"))
                .toList();
        List<QueuedMessage> selection = both.stream()
                .filter(message -> !message.body().contains("ReportRun"))
                .toList();
        assertThat(report).hasSize(1);
        assertThat(selection).hasSize(1);
        AtomicBoolean once = new AtomicBoolean();
        world.tap().after(call -> {
            if (call.endsWith(".Publish") && !once.getAndSet(true)) {
                world.clock().advance(Duration.ofSeconds(1));
                world.invokeElsewhere(selection);
                QueuedMessage letter = world.deadLetters().getFirst();
                world.lightsail().clearFaults();
                world.clock().advance(Duration.ofSeconds(30));
                world.send(letter.body(), Map.copyOf(letter.messageAttributes()));
                world.invokeElsewhere(world.sqs().receive(world.queueUrl(), 1, World.VISIBILITY));
            }
        });
        world.invokeAndDelete(report, World.FUNCTION_TIMEOUT);
        selection.forEach(message -> world.sqs().delete(world.queueUrl(), message));

        world.settle();

        assertThat(world.published().stream()
                        .map(published -> published.document())
                        .filter(document -> document.path("type").asText().equals("RunCompleted"))
                        .map(document -> document.path("status").asText()))
                .contains("FAILED", "OK");
    }
}
