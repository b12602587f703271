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
            new Narrator(Screen.plain(new PrintStream(shown, true, StandardCharsets.UTF_8), 10), observed);

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

        assertThat(rows()).singleElement().asString().contains("the night   publishes  RunCompleted");
        assertThat(observed.publishedOf("RunCompleted")).hasSize(1);
    }

    @Test
    void a_payload_that_comes_back_from_the_queue_is_told_of_once() {
        narrator.invoked("the night", "the schedule's event", "{\"detail\": {}}");
        narrator.arrived("message-1", "{\"detail\": {}}");

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
