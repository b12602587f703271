package io.github.snapshotexporter.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;

/** What a person reads at breakfast. */
class RunEmailTest {
    @Test
    void a_run_with_a_failure_names_it_first() {
        Email email = email("PARTIAL", summary(2, 1, 1, 0), """
                ,"members": [
                  {"sourceSnapshotName": "bad-1", "outcome": "failed", "reason": "ExportFailed"},
                  {"sourceSnapshotName": "longer-1", "outcome": "exported", "destination": {"id": "ami-1"}}]
                """);

        assertThat(email.subject()).isEqualTo("PARTIAL: 1 of 2 snapshots exported to EC2");
        assertThat(email.text()).isEqualTo("""
                Not everything that was selected is exported.

                Selected:         2
                Exported:         1
                Failed:           1
                Exported size:    40 GB
                Took:             1 min 0 s
                Run:              night-1
                Requested by:     schedule
                Region:           eu-central-1
                Account:          111122223333

                failed           bad-1     ExportFailed
                exported         longer-1  ami-1

                Next step: see the reasons above, which docs/errors.md explains; each failure was also told by itself.
                """);
    }

    @Test
    void a_run_without_anything_to_do_says_why_and_what_to_change() {
        Email email = email("OK", summary(0, 0, 0, 0), ",\"leftOut\": {\"OtherSource\": 12, \"TooOld\": 3}");

        assertThat(email.subject()).isEqualTo("OK: nothing to export to EC2");
        assertThat(email.text())
                .startsWith("Nothing was to be exported: all 15 snapshots were left out.\n")
                .containsSubsequence(
                        "Left out:         12 other source, 3 too old",
                        "\nNext step: none, if you expected that. If not, what left them out is in the selection,"
                                + " for a night: SelectSources (12 other source), SelectCreatedWithin (3 too old).");
    }

    @Test
    void a_run_in_a_region_without_snapshots_says_so() {
        assertThat(email("OK", summary(0, 0, 0, 0), "").text())
                .startsWith("Nothing was to be exported: Lightsail has no snapshot in this Region")
                .contains("\nNext step: make a snapshot");
    }

    @Test
    void a_run_that_has_all_already_asks_for_nothing() {
        assertThat(email("OK", summary(0, 0, 0, 0), ",\"leftOut\": {\"AlreadyExported\": 2}")
                        .text())
                .startsWith("Nothing was to be exported: all 2 snapshots are exported already.\n")
                .endsWith("\nNext step: none.\n");
    }

    @Test
    void a_run_of_which_some_are_exported_tells_both() {
        assertThat(email("OK", summary(0, 0, 0, 0), ",\"leftOut\": {\"AlreadyExported\": 2, \"NoName\": 1}")
                        .text())
                .startsWith("Nothing was to be exported: of 3 snapshots, 2 are exported already, and the others")
                .contains("SelectNamePattern (1 no name)");
    }

    @Test
    void a_good_run_asks_for_nothing() {
        Email email = email("OK", summary(2, 2, 0, 0), "");

        assertThat(email.subject()).isEqualTo("OK: 2 of 2 snapshots exported to EC2");
        assertThat(email.text()).endsWith("\nNext step: none.\n");
    }

    @Test
    void what_is_over_the_limit_is_no_good_end_without_a_word() {
        Email email = email("OK", summary(2, 2, 0, 0), ",\"leftOut\": {\"OverLimit\": 30}");

        assertThat(email.text())
                .contains("\nNext step: raise the limit (SelectLimit) if the 30 over it are to be exported.");
    }

    @Test
    void a_source_that_lightsail_refuses_is_no_good_end_without_a_word() {
        Email email = email("OK", summary(2, 2, 0, 0), ",\"leftOut\": {\"SourceRefused\": 1}");

        assertThat(email.text()).contains("\nNext step: read the log for the instances and disks");
    }

    @Test
    void a_run_of_which_nothing_has_ended_does_not_say_that_its_exports_have_failed() {
        Email email = email("FAILED", summary(3, 0, 0, 3), "");

        assertThat(email.subject()).isEqualTo("FAILED: no export has ended yet, 3 under way");
        assertThat(email.text())
                .startsWith("No export had ended when the run's deadline passed.")
                .containsSubsequence("\nNext step: what is unfinished goes on.", "succeeds late, look in EC2");
    }

    @Test
    void failed_and_unfinished_members_have_a_next_step_each() {
        Email email = email("PARTIAL", summary(3, 1, 1, 1), "");

        assertThat(email.text()).containsSubsequence("Next step: see the reasons above", "what is unfinished goes on");
    }

    @Test
    void a_run_that_could_not_select_says_why_and_what_to_do_and_counts_nothing() {
        Email email = email("FAILED", summary(0, 0, 0, 0), """
                ,"error": {"reason": "AccessDenied", "code": "AccessDeniedException", "message": "Not you."}
                """);

        assertThat(email.subject()).isEqualTo("FAILED: the run could not select snapshots");
        assertThat(email.text())
                .startsWith("The run has failed: it could not select snapshots")
                .doesNotContain("Selected:")
                .containsSubsequence(
                        "AccessDenied", "AccessDeniedException", "Not you.", "compare the function's role");
    }

    private static String summary(int selected, int exported, int failed, int unfinished) {
        return """
                {"selected": %d, "exported": %d, "alreadyExported": 0, "failed": %d, "rejected": 0, "unfinished": %d,
                 "exportedGb": 40}""".formatted(selected, exported, failed, unfinished);
    }

    private static Email email(String status, String summary, String more) {
        try {
            return Email.about(new JsonMapper().readTree("""
                    {"type": "RunCompleted", "runId": "night-1", "requestedBy": "schedule", "region": "eu-central-1",
                     "account": "111122223333", "status": "%s", "durationSeconds": 60, "summary": %s %s}
                    """.formatted(status, summary, more)));
        } catch (com.fasterxml.jackson.core.JsonProcessingException malformed) {
            throw new AssertionError(malformed);
        }
    }
}
