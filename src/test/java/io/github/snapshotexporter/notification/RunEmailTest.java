package io.github.snapshotexporter.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.snapshotexporter.settings.Documentation;
import org.junit.jupiter.api.Test;

/** What a person reads at breakfast, beside what {@link MailsTest} shows of it. */
class RunEmailTest {
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
                .contains("\nNext step: none.\n");
    }

    @Test
    void a_run_of_which_some_are_exported_tells_both() {
        assertThat(email("OK", summary(0, 0, 0, 0), ",\"leftOut\": {\"AlreadyExported\": 2, \"NoName\": 1}")
                        .text())
                .startsWith("Nothing was to be exported: of 3 snapshots, 2 are exported already")
                .contains("SelectNamePattern (1 no name)");
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
                .contains("\nNext step: none for what has not ended.");
    }

    @Test
    void failed_and_unfinished_members_have_a_next_step_each() {
        Email email = email("PARTIAL", summary(3, 1, 1, 1), "");

        assertThat(email.text())
                .containsSubsequence(
                        "Next step: read what each reason means", "Next step: none for what has not ended");
    }

    @Test
    void one_that_has_failed_among_others_is_named_by_the_subject() {
        Email email = email("PARTIAL", summary(2, 1, 1, 0), """
                ,"members": [{"sourceSnapshotName": "bad-1", "outcome": "failed", "reason": "ExportFailed"}]
                """);

        assertThat(email.subject()).isEqualTo("PARTIAL: 1 of 2 snapshots exported to EC2, not bad-1");
    }

    @Test
    void several_that_have_failed_are_counted_by_the_subject() {
        assertThat(email("PARTIAL", summary(3, 1, 2, 0), "").subject())
                .isEqualTo("PARTIAL: 1 of 3 snapshots exported to EC2");
    }

    @Test
    void what_somebody_has_asked_for_is_not_tried_again_by_a_night() {
        Email email = email("FAILED", summary(1, 0, 1, 0), ",\"requestedBy\": \"alice\"");

        assertThat(email.text()).contains("you may").doesNotContain("night tries");
    }

    @Test
    void what_an_earlier_version_has_written_of_a_failure_is_told_as_it_is() {
        Email email = email("FAILED", summary(1, 0, 1, 0), """
                ,"members": [{"sourceSnapshotName": "bad-1", "outcome": "failed", "reason": "ExportFailed"}]
                """);

        assertThat(email.text()).contains("\nNot exported:\n- bad-1: ExportFailed\n");
    }

    private static String summary(int selected, int exported, int failed, int unfinished) {
        return """
                {"selected": %d, "exported": %d, "alreadyExported": 0, "failed": %d, "rejected": 0, "unfinished": %d,
                 "exportedGb": 40}""".formatted(selected, exported, failed, unfinished);
    }

    private static Email email(String status, String summary, String more) {
        try {
            return Email.about(
                    new JsonMapper().readTree("""
                    {"type": "RunCompleted", "runId": "night-1", "requestedBy": "schedule", "region": "eu-central-1",
                     "account": "111122223333", "status": "%s", "durationSeconds": 60, "summary": %s %s}
                    """.formatted(status, summary, more)), Documentation.OF_THE_PROJECT);
        } catch (com.fasterxml.jackson.core.JsonProcessingException malformed) {
            throw new AssertionError(malformed);
        }
    }
}
