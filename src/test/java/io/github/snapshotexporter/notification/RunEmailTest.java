package io.github.snapshotexporter.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;

/** What a person reads at breakfast. */
class RunEmailTest {
    private static final String SUMMARY =
            "{\"selected\": %d, \"exported\": %d, \"alreadyExported\": 0, \"failed\": %d, \"rejected\": 0,"
                    + " \"unfinished\": 0, \"exportedGb\": 40}";

    @Test
    void a_run_with_a_failure_names_it_first() {
        Email email = email("PARTIAL", SUMMARY.formatted(2, 1, 1), """
                ,"members": [
                  {"sourceSnapshotName": "bad-1", "outcome": "failed", "reason": "ExportFailed"},
                  {"sourceSnapshotName": "good-1", "outcome": "exported", "destination": {"id": "ami-1"}}]
                """);

        assertThat(email.subject()).isEqualTo("PARTIAL: 1 of 2 snapshots exported to EC2");
        assertThat(email.text())
                .startsWith("Not everything that was selected is exported.")
                .containsSubsequence("bad-1  ExportFailed", "good-1  ami-1", "\nNext step: see the reasons above");
    }

    @Test
    void a_run_without_anything_to_do_says_so() {
        Email email = email("OK", SUMMARY.formatted(0, 0, 0), "");

        assertThat(email.text()).startsWith("Nothing was to be exported").contains("\nNext step: none.");
    }

    @Test
    void a_run_that_could_not_select_says_why_and_what_to_do() {
        Email email = email("FAILED", SUMMARY.formatted(0, 0, 0), """
                ,"error": {"reason": "AccessDenied", "code": "AccessDeniedException", "message": "Not you."}
                """);

        assertThat(email.subject()).isEqualTo("FAILED: the nightly run could not select snapshots");
        assertThat(email.text())
                .startsWith("The run has failed.")
                .containsSubsequence("AccessDenied", "AccessDeniedException", "Not you.", "check the function's role");
    }

    private static Email email(String status, String summary, String more) {
        try {
            return Email.about(new JsonMapper().readTree("""
                    {"type": "RunCompleted", "runId": "night-1", "status": "%s", "durationSeconds": 60, "summary": %s %s}
                    """.formatted(status, summary, more)));
        } catch (com.fasterxml.jackson.core.JsonProcessingException malformed) {
            throw new AssertionError(malformed);
        }
    }
}
