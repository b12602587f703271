package io.github.snapshotexporter.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.localcloud.Published;
import io.github.snapshotexporter.localcloud.QueuedMessage;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What belongs to one round of a run stays out of the next one. */
class RunRoundsTest {
    private final World world = World.create();
    private List<QueuedMessage> selection = List.of();
    private List<QueuedMessage> report = List.of();

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
        receiveBoth();
        AtomicBoolean once = new AtomicBoolean();
        world.tap().after(call -> {
            if (call.endsWith(".Publish") && !once.getAndSet(true)) {
                world.clock().advance(Duration.ofSeconds(1));
                world.invokeElsewhere(selection);
                world.lightsail().clearFaults();
                world.clock().advance(Duration.ofSeconds(30));
                moveBack();
            }
        });
        world.invokeAndDelete(report, World.FUNCTION_TIMEOUT);
        selection.forEach(message -> world.sqs().delete(world.queueUrl(), message));

        world.settle();

        assertThat(statuses()).contains("FAILED", "OK");
    }

    @Test
    void a_report_that_has_seen_the_run_overdue_does_not_fail_the_one_that_is_begun_anew_right_after() {
        selectionIsOverdue();
        world.tap().after(beginningAnewAtFirst(".GetItem", 1));

        world.invokeAndDelete(report, World.FUNCTION_TIMEOUT);
        world.settle();

        assertThat(statuses()).containsExactly("FAILED", "OK");
    }

    @Test
    void a_report_that_is_about_to_fail_an_overdue_run_does_not_fail_the_one_that_is_begun_anew_right_before() {
        selectionIsOverdue();
        world.tap().before(beginningAnewAtFirst(".UpdateItem", 1));

        world.invokeAndDelete(report, World.FUNCTION_TIMEOUT);
        world.settle();

        assertThat(statuses()).containsExactly("FAILED", "OK");
    }

    @Test
    void a_report_that_has_seen_the_run_overdue_does_not_report_the_one_that_is_begun_anew_before_that_has_ended() {
        selectionIsOverdue();
        world.tap().before(beginningAnewAtFirst(".UpdateItem", 0));

        world.invokeAndDelete(report, World.FUNCTION_TIMEOUT);
        assertThat(statuses()).containsExactly("FAILED");
        world.settle();

        assertThat(statuses()).containsExactly("FAILED", "OK");
    }

    /** The selection is denied until the run's deadline, and then both of its messages are delivered. */
    private void selectionIsOverdue() {
        world.set("RUN_DEADLINE", "PT1H");
        Night.instance(world, "site-1", "site");
        world.lightsail().faultAlways("GetInstanceSnapshots", Fault.error("AccessDeniedException", 400, "Not you."));
        world.send(Night.everything("night-1"));
        world.deliver();
        world.clock().advance(Duration.ofMinutes(61));
        receiveBoth();
    }

    /**
     * At the first such call the selection fails the run, and its parked message is moved back.
     *
     * @param throttled how often the selection is throttled then
     */
    private Consumer<String> beginningAnewAtFirst(String call, int throttled) {
        AtomicBoolean once = new AtomicBoolean();
        return made -> {
            if (made.endsWith(call) && !once.getAndSet(true)) {
                world.invokeAndDelete(selection, World.FUNCTION_TIMEOUT);
                world.lightsail().clearFaults();
                world.lightsail()
                        .fault(
                                "GetInstanceSnapshots",
                                Collections.nCopies(throttled, Fault.throttle()).toArray(Fault[]::new));
                world.clock().advance(Duration.ofSeconds(5));
                moveBack();
            }
        };
    }

    /** Receives the run's two messages, its selection and its report. */
    private void receiveBoth() {
        Map<Boolean, List<QueuedMessage>> both = world.sqs().receive(world.queueUrl(), 10, World.VISIBILITY).stream()
                .collect(Collectors.partitioningBy(message -> message.body().contains("ReportRun")));
        report = both.get(true);
        selection = both.get(false);
        assertThat(report).hasSize(1);
        assertThat(selection).hasSize(1);
    }

    /** Moves the parked message back to the queue, and delivers it. */
    private void moveBack() {
        QueuedMessage letter = world.deadLetters().getFirst();
        world.send(letter.body(), Map.copyOf(letter.messageAttributes()));
        world.deliverElsewhere();
    }

    private List<String> statuses() {
        return world.published().stream()
                .map(Published::document)
                .filter(document -> document.path("type").asText().equals("RunCompleted"))
                .map(document -> document.path("status").asText())
                .toList();
    }
}
