package io.github.snapshotexporter.export;

import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.AutoSnapshotRequest;
import io.github.snapshotexporter.job.ExportRequest;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.Phase;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.SnapshotName;
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

    /** An automatic snapshot; once its copy can be seen, the same job asks for that by a request. */
    record ByAutoSnapshot(AutoSnapshotRequest request) implements Wanted {}

    /** A message that cannot be understood. */
    record Nothing() implements Wanted {}

    /** The run that wants to know the end. */
    Optional<String> run() {
        return somebodys().flatMap(Job.Request::runId);
    }

    Optional<ExportRequest> request() {
        return wanted instanceof ByRequest(ExportRequest request) ? Optional.of(request) : Optional.empty();
    }

    /** The name that people gave, or that the exporter's copy has or will have. */
    Optional<String> snapshotName() {
        return somebodys()
                .flatMap(request ->
                        request.snapshotName().or(() -> known.autoSnapshot().map(AutoSnapshot::copyName)))
                .map(SnapshotName::value);
    }

    Optional<String> requestedBy() {
        return somebodys().map(Job.Request::requestedBy);
    }

    private Optional<Job.Request> somebodys() {
        return switch (wanted) {
            case ByRequest(ExportRequest request) -> Optional.of(request);
            case ByAutoSnapshot(AutoSnapshotRequest request) -> Optional.of(request);
            case ByRetry retry -> Optional.empty();
            case Nothing nothing -> Optional.empty();
        };
    }

    /** Whether an earlier receive has waited for the snapshot, and so has seen it. */
    boolean hasSeenSnapshot() {
        return known.since().containsKey(Phase.PENDING)
                || known.since().containsKey(Phase.SLOT)
                || known.since().containsKey(Phase.VANISHED);
    }

    /** The same job, of which more is known now. */
    Ask with(JobItem now) {
        return new Ask(wanted, receive, now);
    }

    /** The same job, which asks for its copy now. */
    Ask forCopy(ExportRequest request) {
        return new Ask(new ByRequest(request), receive, known);
    }

    /** A log line about this receive. */
    Decision decided(String step, String decision) {
        return about(Decision.info(step, decision));
    }

    /** Adds to a log line whom it is about. */
    Decision about(Decision decision) {
        decision.with("jobId", receive.jobId()).with("run", run().orElse(""));
        return switch (wanted) {
            case ByRequest(ExportRequest request) -> decision.with("snapshot", request.sourceSnapshotName());
            case ByAutoSnapshot(AutoSnapshotRequest request) ->
                decision.with("fromResource", request.sourceResourceName())
                        .with("snapshot", snapshotName().orElse(""));
            case ByRetry(Job.RetryExport retry) ->
                decision.with("snapshot", retry.sourceSnapshotName())
                        .with("arn", retry.id().arn());
            case Nothing nothing -> decision;
        };
    }
}
