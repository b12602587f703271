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
    sealed interface Wanted {
        /** What is exported, as far as log lines go. */
        String subject();
    }

    record ByRequest(ExportRequest request) implements Wanted {
        @Override
        public String subject() {
            return request.sourceSnapshotName().value();
        }
    }

    record ByRetry(Job.RetryExport retry) implements Wanted {
        @Override
        public String subject() {
            return retry.id().arn();
        }
    }

    /** A message that cannot be understood. */
    record Nothing() implements Wanted {
        @Override
        public String subject() {
            return "";
        }
    }

    /** The run that wants to know the end. */
    Optional<String> run() {
        return request().flatMap(ExportRequest::runId);
    }

    Optional<ExportRequest> request() {
        return wanted instanceof ByRequest(ExportRequest request) ? Optional.of(request) : Optional.empty();
    }

    /** A log line about this receive. */
    Decision decided(String step, String decision) {
        return Decision.info(step, decision).with("jobId", receive.jobId()).with("snapshot", wanted.subject());
    }
}
