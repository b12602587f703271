package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NarratorTest {
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final Observed observed = new Observed();
    private final Narrator narrator =
            new Narrator(Screen.plain(new PrintStream(shown, true, StandardCharsets.UTF_8), 118, 10), observed);

    @Test
    void a_copy_is_told_of_under_the_name_of_its_instance() throws IOException {
        narrator.log("""
                {"step": "copy", "decision": "Lightsail makes a copy of the automatic snapshot", "jobId": "job-1",
                 "fromResource": "my-forum", "copy": "auto-1", "date": "2026-11-21"}""");
        narrator.log("""
                {"step": "copy", "decision": "the copy is deleted", "snapshot": "auto-1", "arn": "arn-1"}""");
        narrator.published(published("{\"type\": \"ExportSucceeded\", \"sourceSnapshotName\": \"auto-1\"}"));

        assertThat(rows()).hasSize(3).allMatch(row -> row.contains(" s  my-forum  "));
    }

    @Test
    void a_member_of_a_run_is_told_of_under_its_own_name() {
        narrator.log("""
                {"step": "receive", "decision": "come back", "reason": "SnapshotPending", "jobId": "job-1",
                 "run": "night-1", "fromResource": "my-forum"}""");

        assertThat(rows()).singleElement().asString().contains(" s  my-forum  ");
    }

    @Test
    void a_report_is_told_of_at_once_and_kept() throws IOException {
        narrator.published(published("{\"type\": \"RunCompleted\", \"runId\": \"night-1\"}"));

        assertThat(rows()).singleElement().asString().contains("the run     publishes  RunCompleted");
        assertThat(observed.publishedOf("RunCompleted")).hasSize(1);
    }

    @Test
    void a_payload_that_comes_back_from_the_queue_is_told_of_once() {
        narrator.invoked("the night", "the schedule's event", "{\"detail\": {}}");
        narrator.arrived("message-1", "{\"detail\": {}}", Map.of());

        assertThat(rows()).hasSize(1);
    }

    @Test
    void the_message_that_a_direct_invocation_has_put_on_the_queue_is_explained() {
        narrator.arrived(
                "message-1", "{\"sourceSnapshotName\": \"my-site-1\"}", Map.of("jobId", "job-1", "asksOnce", "true"));

        assertThat(rows())
                .singleElement()
                .asString()
                .contains(" s  my-site-1  ")
                .contains("(a direct invocation puts");
        assertThat(shown.toString(StandardCharsets.UTF_8)).contains("so that nothing is lost");
    }

    @Test
    void a_message_that_was_moved_back_is_told_as_such_and_under_the_name_it_had() {
        narrator.arrived("message-1", "no such name", Map.of());
        narrator.arrived("message-2", "no such name", Map.of("jobId", "message-1", "reason", "InvalidRequest"));

        assertThat(rows()).hasSize(2);
        assertThat(rows().getLast())
                .contains("message...")
                .contains("moved back from the dead-letter queue: no such name");
    }

    @Test
    void what_waits_for_the_same_again_says_so_once() {
        String waiting = """
                {"step": "receive", "decision": "come back", "reason": "ExportRunning", "delaySeconds": 2,
                 "jobId": "job-1", "snapshot": "my-site-1"}""";

        narrator.log(waiting);
        narrator.log(waiting);

        assertThat(rows()).hasSize(1);
    }

    @Test
    void a_request_for_an_automatic_snapshot_is_told_of_under_the_name_of_its_instance() {
        narrator.arrived(
                "message-1",
                "{\"sourceResourceName\": \"my-site\", \"useLatestRestorableAutoSnapshot\": true}",
                Map.of());

        assertThat(rows()).singleElement().asString().contains(" s  my-site  ");
    }

    @Test
    void a_copy_that_a_function_elsewhere_has_made_is_told_of_under_the_name_of_its_instance() throws IOException {
        narrator.published(published(
                "{\"type\": \"ExportStarted\", \"sourceSnapshotName\": \"auto-my-site-2026-11-21-59bc6590eda1\"}"));

        assertThat(rows()).singleElement().asString().contains(" s  my-site  ");
    }

    @Test
    void a_message_that_is_received_again_is_no_news() {
        narrator.arrived("message-1", "my-site-1", Map.of());
        narrator.arrived("message-1", "my-site-1", Map.of());

        assertThat(rows()).hasSize(1);
    }

    /** Without the lines that go on with a row. */
    private List<String> rows() {
        return shown.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.stripLeading().matches("[0-9.]+ s .*"))
                .toList();
    }

    private static Published published(String document) throws IOException {
        return new Published("topic", "A subject", document, Json.parse(document), "", Map.of());
    }
}
