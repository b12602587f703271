package io.github.snapshotexporter.export;

import io.github.snapshotexporter.job.AutoSnapshotRequest;
import io.github.snapshotexporter.job.ExportRequest;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.ledger.CopyLedger;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.ledger.ExportItem.Status;

/**
 * The way of a request: the snapshot is ready → an export is claimed → look, and adopt or call ExportSnapshot → publish →
 * hand over. Each line may end the receive by a {@link Stop}; the next one begins at the top, and the ledger leads it to
 * where it can go on.
 */
final class RequestedExports {
    private final SnapshotClaims snapshots;
    private final AutoSnapshotClaims autoSnapshots;
    private final ExportStart start;
    private final HandOver handOver;
    private final CopyLedger copies;

    RequestedExports(
            SnapshotClaims snapshots,
            AutoSnapshotClaims autoSnapshots,
            ExportStart start,
            HandOver handOver,
            CopyLedger copies) {
        this.snapshots = snapshots;
        this.autoSnapshots = autoSnapshots;
        this.start = start;
        this.handOver = handOver;
        this.copies = copies;
    }

    /** @param lastTry whether errors have been waited out for as long as they may */
    Outcome advance(Task task, boolean lastTry) {
        ExportItem claimed = switch (task.wanted()) {
            case ExportRequest request -> snapshots.claimed(task, request, lastTry);
            case Job.RetryExport retry -> snapshots.claimed(task, retry, lastTry);
            case AutoSnapshotRequest request -> autoSnapshots.claimed(task, request, lastTry);
        };
        ExportItem started = claimed.status() == Status.STARTED ? claimed : start.started(task, claimed);
        return handOver.toTracker(task, started, false);
    }

    /** Making the copy raises the same event as anybody else's snapshot; who wanted it asks for its export. */
    boolean isAboutOwnCopy(Task task) {
        return task.isBornOfEvent()
                && task.wanted() instanceof ExportRequest request
                && copies.isKnown(request.sourceSnapshotName());
    }
}
