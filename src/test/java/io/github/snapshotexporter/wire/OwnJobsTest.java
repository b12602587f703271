package io.github.snapshotexporter.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.snapshotexporter.job.AttemptId;
import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.AutoSnapshotRequest;
import io.github.snapshotexporter.job.ExportRequest;
import io.github.snapshotexporter.job.InvalidRequestException;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.job.Selection;
import io.github.snapshotexporter.job.SelectionRequest;
import io.github.snapshotexporter.job.SnapshotName;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The exporter's messages to itself; what comes from elsewhere in this form, {@code PayloadDecoderTest} shows. */
class OwnJobsTest {
    private static final SnapshotName NAME = SnapshotName.of("my-site-1");

    @ParameterizedTest
    @MethodSource
    void what_is_written_is_read_as_the_same_job(Job.Own job, String written) {
        assertThat(OwnJobs.write(job)).isEqualTo(written);
        assertThat(read(written)).isEqualTo(job);
    }

    static Stream<Arguments> what_is_written_is_read_as_the_same_job() {
        return Stream.of(
                Arguments.of(new Job.TrackExport(new AttemptId("arn", 2, 3), NAME), """
                        {"job":"TrackExport","sourceSnapshotName":"my-site-1","arn":"arn","generation":2,"attempt":3}"""),
                Arguments.of(new Job.RetryExport(new AttemptId("arn", 1, 2), NAME), """
                        {"job":"RetryExport","sourceSnapshotName":"my-site-1","arn":"arn","generation":1,"attempt":2}"""),
                Arguments.of(new Job.ReportRun("tonight"), """
                        {"job":"ReportRun","runId":"tonight"}"""),
                Arguments.of(
                        ExportRequest.byRun(
                                NAME,
                                new ExportRequest.Target("arn", ResourceType.DISK_SNAPSHOT),
                                "tonight",
                                Optional.of("me")),
                        """
                        {"job":"ExportRequest","sourceSnapshotName":"my-site-1","arn":"arn",\
                        "resourceType":"DiskSnapshot","runId":"tonight","requestedBy":"me"}"""),
                Arguments.of(
                        AutoSnapshotRequest.byRun(
                                new AutoSnapshot(
                                        ResourceType.INSTANCE_SNAPSHOT, "my-site", LocalDate.parse("2026-11-21")),
                                "tonight",
                                "me"),
                        """
                        {"job":"AutoSnapshotRequest","sourceResourceName":"my-site",\
                        "resourceType":"InstanceSnapshot","restoreDate":"2026-11-21","runId":"tonight",\
                        "requestedBy":"me"}"""));
    }

    @ParameterizedTest
    @MethodSource
    void a_request_of_no_run_is_not_sent(Job.Own job) {
        assertThatThrownBy(() -> OwnJobs.write(job))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("only a run's requests are sent");
    }

    static Stream<Job.Own> a_request_of_no_run_is_not_sent() {
        return Stream.of(
                ExportRequest.byName(NAME, false, Optional.empty(), Optional.empty()),
                AutoSnapshotRequest.byName("my-site", Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @Test
    void a_run_is_called_by_its_kind_as_well() {
        assertThat(OwnJobs.kind(SelectionRequest.bySchedule(Selection.EVERYTHING, Instant.EPOCH)))
                .isEqualTo("SelectionRequest");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"job": "ReportRun"}                                                                                                                             | runId is missing: expected a text
                    {"job": "AutoSnapshotRequest", "resourceType": "DiskSnapshot", "sourceResourceName": "my-site"}                                                  | restoreDate is missing: expected a date
                    {"job": "AutoSnapshotRequest", "resourceType": "DiskSnapshot", "sourceResourceName": "my-site", "restoreDate": "2026-11-21", "runId": "tonight"} | requestedBy is missing: expected a text
                    {"job": "AutoSnapshotRequest", "sourceResourceName": "my-site"}                                                                                  | resourceType is missing: expected a text
                    """)
    void a_job_that_lacks_a_member_is_refused_by_its_name(String body, String problem) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage(problem);
    }

    private static Job.Own read(String body) {
        return OwnJobs.read(new Members(JsonText.parse(body)));
    }
}
