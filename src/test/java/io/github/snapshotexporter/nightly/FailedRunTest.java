package io.github.snapshotexporter.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.localcloud.Published;
import io.github.snapshotexporter.localcloud.QueuedMessage;
import io.github.snapshotexporter.world.PublishedDocuments;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Runs that cannot select. */
class FailedRunTest {
    private static final Fault DENIED = Fault.error("AccessDeniedException", 400, "Not you.");

    private final World world = World.create();

    @AfterEach
    void end() {
        PublishedDocuments.assertValid(world);
        world.close();
    }

    @Test
    void a_run_that_may_not_list_for_minutes_is_reported_as_failed_once() {
        Night.instance(world, "site-1", "site");
        world.lightsail().faultAlways("GetInstanceSnapshots", DENIED);
        world.send(Night.everything("night-1"));
        world.settle();

        JsonNode report = world.only("RunCompleted");
        assertThat(report.path("status").asText()).isEqualTo("FAILED");
        assertThat(report.path("error").path("reason").asText()).isEqualTo("AccessDenied");
        assertThat(report.path("error").path("code").asText()).isEqualTo("AccessDeniedException");
        assertThat(report.path("error").path("message").asText()).contains("GetInstanceSnapshots: Not you.");
        assertThat(report.path("members")).isEmpty();
        assertThat(world.published()).hasSize(1);
        assertThat(world.lightsail().accepted()).isEmpty();
    }

    @Test
    void the_message_of_a_failed_run_that_is_delivered_once_more_is_not_kept_twice() {
        world.lightsail().faultAlways("GetInstanceSnapshots", DENIED);
        world.send(Night.everything("night-1"));
        List<QueuedMessage> batch = world.sqs().receive(world.queueUrl(), 10, World.VISIBILITY);
        world.invokeWith(batch, World.FUNCTION_TIMEOUT);
        world.clock().advance(Duration.ofMinutes(3));
        world.invokeWith(batch, World.FUNCTION_TIMEOUT);

        world.invokeWith(batch, World.FUNCTION_TIMEOUT);

        assertThat(world.deadLetters()).hasSize(1);
        assertThat(world.published()).hasSize(1);
    }

    @Test
    void the_message_of_a_failed_run_is_kept_with_the_reason() {
        world.lightsail().faultAlways("GetInstanceSnapshots", DENIED);
        world.send(Night.everything("night-1"));

        world.settle();

        assertThat(world.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.body()).isEqualTo(Night.everything("night-1"));
            assertThat(letter.messageAttributes())
                    .containsEntry("reason", "AccessDenied")
                    .doesNotContainKey("published");
        });
    }

    @Test
    void a_run_that_may_not_list_the_export_records_is_reported_as_failed_without_members() {
        Night.instance(world, "site-1", "site");
        world.lightsail().faultAlways("GetExportSnapshotRecords", DENIED);
        world.send(Night.everything("night-1"));

        world.settle();

        assertThat(world.only("RunCompleted").path("status").asText()).isEqualTo("FAILED");
        assertThat(Night.counts(world.only("RunCompleted"))).isEmpty();
    }

    @Test
    void throttling_is_waited_out() {
        Night.instance(world, "site-1", "site");
        world.lightsail().fault("GetInstanceSnapshots", Fault.throttle(), Fault.throttle(), Fault.throttle());
        world.send(Night.everything("night-1"));

        world.settle();

        assertThat(world.only("RunCompleted").path("status").asText()).isEqualTo("OK");
        assertThat(world.lightsail().accepted("site-1")).hasSize(1);
    }

    @Test
    void a_denial_after_long_throttling_is_waited_out_for_minutes_of_its_own() {
        Night.instance(world, "site-1", "site");
        Fault[] throttles = new Fault[8];
        Arrays.fill(throttles, Fault.throttle());
        world.lightsail()
                .fault("GetInstanceSnapshots", throttles)
                .fault("GetInstanceSnapshots", Fault.error("AccessDeniedException", 400, "no"));
        world.send(Night.everything("night-1"));

        world.settle();

        assertThat(world.only("RunCompleted").path("status").asText()).isEqualTo("OK");
    }

    @Test
    void a_run_that_is_throttled_until_the_deadline_is_reported_as_failed() {
        world.set("RETRY_DEADLINE", "PT1H");
        world.lightsail().faultAlways("GetDiskSnapshots", Fault.throttle());
        world.send(Night.everything("night-1"));

        world.settle();

        JsonNode report = world.only("RunCompleted");
        assertThat(report.path("error").path("reason").asText()).isEqualTo("RetryDeadline");
        assertThat(report.path("durationSeconds").asLong()).isBetween(3600L, 3600L + 900);
        assertThat(world.deadLetters()).hasSize(1);
    }

    @Test
    void a_run_that_has_not_selected_by_its_deadline_is_reported_as_failed_and_exports_nothing_later() {
        world.set("RUN_DEADLINE", "PT1H");
        Night.instance(world, "site-1", "site");
        world.lightsail().faultAlways("GetInstanceSnapshots", Fault.throttle());
        world.send(Night.everything("night-1"));
        Night.untilReported(world);
        world.lightsail().clearFaults();

        world.settle();

        assertThat(world.only("RunCompleted").path("status").asText()).isEqualTo("FAILED");
        assertThat(world.lightsail().accepted()).isEmpty();
        assertThat(world.deadLetters()).hasSize(1);
    }

    @Test
    void the_same_request_delivered_again_after_the_failure_is_answered() {
        world.lightsail().faultAlways("GetInstanceSnapshots", DENIED);
        world.send(Night.everything("night-1"));
        world.send(Night.everything("night-1"));

        world.settle();

        assertThat(world.published()).hasSize(1);
        assertThat(world.deadLetters()).hasSize(1);
    }

    @Test
    void a_failed_run_whose_message_is_moved_back_runs_anew_and_reports_under_another_id() {
        Night.instance(world, "site-1", "site");
        world.lightsail().faultAlways("GetInstanceSnapshots", DENIED);
        world.send(Night.everything("night-1"));
        world.settle();
        Published failure = world.published().getFirst();
        world.lightsail().clearFaults();
        world.clock().advance(Duration.ofHours(5));
        QueuedMessage letter = world.deadLetters().getFirst();
        world.sns().forgetPublished();
        world.send(letter.body(), Map.copyOf(letter.messageAttributes()));

        world.settle();

        JsonNode report = world.only("RunCompleted");
        assertThat(report.path("status").asText()).isEqualTo("OK");
        assertThat(Night.lines(report)).containsExactly("site-1 exported");
        assertThat(report.path("id")).isNotEqualTo(failure.document().path("id"));
    }
}
