package io.github.snapshotexporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.job.InvalidRequestException;
import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.settings.InvalidSettingsException;
import io.github.snapshotexporter.world.EventFiles;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Selections that a person or the schedule asks the function for. */
class DirectSelectionTest {
    private final World world = World.create();

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void a_dry_run_tells_every_decision_and_sends_and_writes_nothing() {
        world.lightsail().instanceSnapshot("site-1").fromResource("site");
        world.lightsail().diskSnapshot("data-1").fromResource("data");

        JsonNode answer = world.invoke("{\"select\": {\"resourceTypes\": [\"DiskSnapshot\"], \"dryRun\": true}}");

        assertThat(answer.path("dryRun").booleanValue()).isTrue();
        assertThat(answer.path("selected").intValue()).isEqualTo(1);
        assertThat(answer.path("decisions")).singleElement().satisfies(decision -> {
            assertThat(decision.path("sourceSnapshotName").asText()).isEqualTo("data-1");
            assertThat(decision.path("decision").asText()).isEqualTo("Selected");
        });
        assertThat(world.tap().calls())
                .isSubsetOf(
                        "Lightsail.GetDiskSnapshots", "Lightsail.GetExportSnapshotRecords", "DynamoDb.BatchGetItem");
    }

    @Test
    void a_selection_is_queued_and_carried_out_from_there() {
        world.lightsail().instanceSnapshot("site-1").fromResource("site");

        JsonNode answer = world.invoke("{\"select\": {}, \"requestId\": \"night-1\"}");

        assertThat(answer.path("outcome").asText()).isEqualTo("QUEUED");
        assertThat(answer.path("jobId").asText()).isEqualTo("night-1");
        world.settle();
        assertThat(world.only("RunCompleted").path("runId").asText()).isEqualTo("night-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"scheduler_default", "scheduler_input-of-the-stack", "eventbridge-rule_scheduled-event"})
    void the_schedule_asks_for_the_stacks_policy_in_a_run_named_after_its_time(String file) {
        advanceToSchedule();
        world.lightsail().instanceSnapshot("site-1").fromResource("site");
        world.lightsail().instanceSnapshot("site-2").fromResource("site");

        assertThat(world.invoke(EventFiles.text(file)).path("outcome").asText()).isEqualTo("QUEUED");
        world.settle();

        JsonNode report = world.only("RunCompleted");
        assertThat(report.path("runId").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(report.path("requestedBy").asText()).isEqualTo("schedule");
        assertThat(report.path("summary").path("selected").intValue()).isEqualTo(1);
    }

    @Test
    void a_repeated_event_of_the_schedule_is_the_same_run_and_does_nothing_more() {
        advanceToSchedule();
        world.lightsail().instanceSnapshot("site-1").fromResource("site");
        world.invoke(EventFiles.text("scheduler_input-of-the-stack"));
        world.settle();
        world.lightsail().instanceSnapshot("site-2").fromResource("site");

        world.invoke(EventFiles.text("scheduler_input-of-the-stack"));
        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded", "RunCompleted");
        assertThat(world.lightsail().accepted()).hasSize(1);
    }

    @Test
    void an_event_of_the_schedule_that_is_repeated_after_its_run_has_failed_begins_the_run_anew() {
        advanceToSchedule();
        world.lightsail().instanceSnapshot("site-1").fromResource("site");
        world.lightsail().faultAlways("GetInstanceSnapshots", Fault.error("AccessDeniedException", 400, "Not you."));
        world.invoke(EventFiles.text("scheduler_input-of-the-stack"));
        world.settle();
        world.lightsail().clearFaults();
        world.clock().advance(Duration.ofMinutes(1));

        world.invoke(EventFiles.text("scheduler_input-of-the-stack"));
        world.settle();

        assertThat(world.publishedTypes())
                .containsExactly("RunCompleted", "ExportStarted", "ExportSucceeded", "RunCompleted");
    }

    @Test
    void the_dry_run_in_the_folder_of_events_is_answered() {
        world.lightsail().instanceSnapshot("site-1").fromResource("site");

        JsonNode answer = world.invoke(EventFiles.text("direct_dry-run"));

        assertThat(answer.path("selected").intValue()).isEqualTo(1);
        assertThat(answer.path("decisions").path(0).path("reason").asText()).isEqualTo("Selected");
        assertThat(world.queued()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"select\": []}|select must be an object, but is an array",
                "{\"select\": {\"latest\": true}}|[\"latest\"]",
                "{\"select\": {\"resourceTypes\": []}}|resourceTypes must be an array of 1 to 2 texts",
                "{\"select\": {\"resourceTypes\": [\"Bucket\"]}}|resourceTypes must name InstanceSnapshot, DiskSnapshot or both",
                "{\"select\": {\"sources\": \"my-site\"}}|sources must be an array",
                "{\"select\": {\"namePattern\": \"a b\"}}|namePattern must have 1 to 255",
                "{\"select\": {\"tags\": {\"a\": 1}}}|each value in tags must be a text, but is a number",
                "{\"select\": {\"createdWithin\": \"3 days\"}}|createdWithin must be an ISO-8601 duration",
                "{\"select\": {\"createdWithin\": \"PT0S\"}}|createdWithin must be longer than nothing and at most 3650 days, but is PT0S",
                "{\"select\": {\"limit\": 0}}|limit must be a whole number from 1 to 10000, but is 0",
                "{\"select\": {\"limit\": 99999999999}}|limit must be a whole number from 1 to 10000, but is 99999999999",
                "{\"select\": {\"limit\": true}}|limit must be a whole number from 1 to 10000, but is a boolean",
                "{\"select\": {\"sources\": [\"my-site \"]}}|each of sources must have",
                "{\"select\": {\"sources\": [\"-\"]}}|but one is \"-\"",
                "{\"select\": {\"limit\": 1.5}}|limit must be a whole number",
                "{\"select\": {\"dryRun\": \"yes\"}}|dryRun must be true or false",
                "{\"select\": {}, \"force\": true}|[\"force\"]"
            })
    void a_selection_that_cannot_be_understood_is_refused_with_the_members_name(String payload, String problem) {
        assertThatThrownBy(() -> world.invoke(payload))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void a_bad_policy_stops_the_function_at_its_start() {
        assertThatThrownBy(() -> world.set("SELECTION_POLICY", "{\"limit\": 0}"))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("SELECTION_POLICY")
                .hasMessageContaining("limit must be");
    }

    /** The default time of the stack's schedule, as the files of events have it. */
    private void advanceToSchedule() {
        world.clock().advanceTo(Instant.parse("2026-11-22T03:30:00Z"));
    }
}
