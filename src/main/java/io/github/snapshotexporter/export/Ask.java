package io.github.snapshotexporter.export;

import io.github.snapshotexporter.job.ExportRequest;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.ledger.JobItem;
import io.github.snapshotexporter.telemetry.Decision;
import java.util.Optional;

/**
 * One receive of a job that wants an export.
 *
 * @param known of the job when the receive began
 */
record Ask(Wanted wanted, Receive receive, JobItem known) {

    /** Who wants it: somebody's request, or the exporter's own next attempt. */
    sealed interface Wanted {}

    record ByRequest(ExportRequest request) implements Wanted {}

    record ByRetry(Job.RetryExport retry) implements Wanted {}

    /** A message that cannot be understood. */
    record Nothing() implements Wanted {}

    /** The run that wants to know the end. */
    Optional<String> run() {
        return request().flatMap(ExportRequest::runId);
    }

    Optional<ExportRequest> request() {
        return wanted instanceof ByRequest(ExportRequest request) ? Optional.of(request) : Optional.empty();
    }

    /** A log line about this receive. */
    Decision decided(String step, String decision) {
        return about(Decision.info(step, decision));
    }

    /** Adds to a log line whom it is about. */
    Decision about(Decision decision) {
        decision.with("jobId", receive.jobId());
        return switch (wanted) {
            case ByRequest(ExportRequest request) -> decision.with("snapshot", request.sourceSnapshotName());
            case ByRetry(Job.RetryExport retry) ->
                decision.with("snapshot", retry.sourceSnapshotName())
                        .with("arn", retry.id().arn());
            case Nothing nothing -> decision;
        };
    }
}
