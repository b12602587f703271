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
record Task(Wanted wanted, Receive receive, JobItem known, Claim claim) implements Subject {
    /** Who wants what: somebody's request, or the exporter's own next attempt. */
    sealed interface Wanted {}

    record ByRequest(ExportRequest request) implements Wanted {}

    record ByRetry(Job.RetryExport retry) implements Wanted {}

    /** An automatic snapshot; once its copy can be seen, the same job asks for that by a request. */
    record ByAutoSnapshot(AutoSnapshotRequest request) implements Wanted {}

    /** A message that cannot be understood; {@code problem} is a sentence. */
    record Nothing(String problem) implements Wanted {}

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
        return switch (wanted) {
            case ByRequest(ExportRequest request) -> Optional.of(request);
            case ByAutoSnapshot(AutoSnapshotRequest request) -> Optional.of(request);
            case ByRetry retry -> Optional.empty();
            case Nothing nothing -> Optional.empty();
        };
    }

    /** Whether the export that the item tells of is the one that this job wants to see ended. */
    boolean belongsTo(ExportItem item) {
        return switch (wanted) {
            case ByRetry(Job.RetryExport retry) -> !retry.id().isBefore(item.id());
            case ByRequest request -> hasClaimed(item);
            case ByAutoSnapshot request -> hasClaimed(item);
            case Nothing nothing -> false;
        };
    }

    /** Whether the job has claimed or taken over the generation that the item tells of. */
    boolean hasClaimed(ExportItem item) {
        return known.generation().filter(mine -> mine == item.id().generation()).isPresent();
    }

    /** Whether only the creation of the snapshot asks for its export. */
    boolean isBornOfEvent() {
        return wanted instanceof ByRequest(ExportRequest request) && request.origin() == ExportRequest.Origin.EVENT;
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
        return new Task(new ByRequest(request), receive, known, claim);
    }

    @Override
    public Decision about(Decision decision) {
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
