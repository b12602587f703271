package io.github.snapshotexporter.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.job.AutoSnapshotRequest;
import io.github.snapshotexporter.localcloud.MutableClock;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AutoSnapshotRequestTest {
    private final MessageDecoder messages = new MessageDecoder(
            "eu-central-1",
            io.github.snapshotexporter.job.Selection.EVERYTHING,
            true,
            MutableClock.at("2026-11-22T03:30:00Z"));

    @Test
    void a_day_is_understood() {
        AutoSnapshotRequest request = request("""
                {"sourceResourceName": "my-site", "restoreDate": "2026-11-21", "requestId": "r-1", "requestedBy": "me"}""");

        assertThat(request.sourceResourceName()).isEqualTo("my-site");
        assertThat(request.restoreDate()).contains(LocalDate.parse("2026-11-21"));
        assertThat(request.requestId()).contains("r-1");
        assertThat(request.requestedBy()).isEqualTo("me");
    }

    @Test
    void the_latest_is_understood() {
        AutoSnapshotRequest request =
                request("{\"sourceResourceName\": \"my-site\", \"useLatestRestorableAutoSnapshot\": true}");

        assertThat(request.restoreDate()).isEmpty();
        assertThat(request.requestedBy()).isEqualTo("direct");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "restoreDate": "2026-02-30"                                               | restoreDate
                    "restoreDate": "21.11.2026"                                               | restoreDate
                    "restoreDate": "+12026-11-21"                                             | restoreDate
                    "restoreDate": 20261121                                                   | restoreDate
                    "restoreDate": null                                                       | restoreDate
                    "restoreDate": "2026-11-21", "useLatestRestorableAutoSnapshot": true      | useLatestRestorableAutoSnapshot
                    "useLatestRestorableAutoSnapshot": false                                  | useLatestRestorableAutoSnapshot
                    "useLatestRestorableAutoSnapshot": "yes"                                  | useLatestRestorableAutoSnapshot
                    "restoreDate": "2026-11-21", "sourceSnapshotName": "my-site-1"            | sourceSnapshotName
                    "restoreDate": "2026-11-21", "force": true                                | force
                    "requestedBy": "me"                                                       | restoreDate
                    """)
    void what_contradicts_itself_or_is_malformed_is_refused_with_the_members_name(String members, String name) {
        assertThat(messages.decodeMessage("{\"sourceResourceName\": \"my-site\", %s}".formatted(members)))
                .isInstanceOfSatisfying(
                        Content.Refused.class,
                        refused -> assertThat(refused.problem()).contains(name));
    }

    @ParameterizedTest
    @CsvSource({"'\"\"'", "'\"x\"'", "'\"my site\"'", "7", "null"})
    void a_source_that_cannot_be_is_refused(String source) {
        assertThat(messages.decodeMessage(
                        "{\"sourceResourceName\": %s, \"restoreDate\": \"2026-11-21\"}".formatted(source)))
                .isInstanceOfSatisfying(
                        Content.Refused.class,
                        refused -> assertThat(refused.problem()).contains("sourceResourceName"));
    }

    private AutoSnapshotRequest request(String body) {
        return (AutoSnapshotRequest) ((Content.Wanted) messages.decodeMessage(body)).job();
    }
}
