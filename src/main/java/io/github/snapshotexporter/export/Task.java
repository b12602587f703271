package io.github.snapshotexporter.export;

import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.AutoSnapshotRequest;
import io.github.snapshotexporter.job.ExportRequest;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.Phase;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.SnapshotName;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.ledger.JobItem;
import io.github.snapshotexporter.telemetry.Decision;
import io.github.snapshotexporter.telemetry.Subject;
import java.util.Optional;

/**
 * One receive of a job that wants an export.
 *
 * @param known of the job when the receive began
 * @param claim what the receive has claimed
 */
record Task(Job.WantsExport wanted, Receive receive, JobItem known, Claim claim) implements Subject {
    /** The run that wants to know the end. */
    Optional<String> run() {
        return somebodys().flatMap(Job.Request::runId);
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
        return wanted instanceof Job.Request request ? Optional.of(request) : Optional.empty();
    }

    /** Whether the export that the item tells of is the one that this job wants to see ended. */
    boolean belongsTo(ExportItem item) {
        return switch (wanted) {
            case Job.RetryExport retry -> !retry.id().isBefore(item.id());
            case Job.Request request -> hasClaimed(item);
        };
    }

    /** Whether the job has claimed or taken over the generation that the item tells of. */
    boolean hasClaimed(ExportItem item) {
        return known.generation().filter(mine -> mine == item.id().generation()).isPresent();
    }

    /** Whether only the creation of the snapshot asks for its export. */
    boolean isBornOfEvent() {
        return wanted instanceof ExportRequest request && request.origin() == ExportRequest.Origin.EVENT;
    }

    /** Whether the job had its answer before: what it has joined is all that it may find. */
    boolean isRepeated() {
        return known.endedAt().isPresent();
    }

    /** Whether an earlier receive has waited for the snapshot, and so has seen it. */
    boolean hasSeenSnapshot() {
        return known.since().containsKey(Phase.PENDING)
                || known.since().containsKey(Phase.SLOT)
                || known.since().containsKey(Phase.VANISHED);
    }

    /** The same job, of which more is known now. */
    Task with(JobItem now) {
        return new Task(wanted, receive, now, claim);
    }

    /** The same job, which asks for its copy now. */
    Task forCopy(ExportRequest request) {
        return new Task(request, receive, known, claim);
    }

    @Override
    public Decision about(Decision decision) {
        decision.with("jobId", receive.jobId()).with("run", run().orElse(""));
        return switch (wanted) {
            case ExportRequest request -> decision.with("snapshot", request.sourceSnapshotName());
            case AutoSnapshotRequest request ->
                decision.with("fromResource", request.sourceResourceName())
                        .with("snapshot", snapshotName().orElse(""));
            case Job.RetryExport retry ->
                decision.with("snapshot", retry.sourceSnapshotName())
                        .with("arn", retry.id().arn());
        };
    }
}
