package io.github.snapshotexporter.export;

import io.github.snapshotexporter.job.ExportRequest;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Stop;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.ledger.ExportItem.Status;
import io.github.snapshotexporter.ledger.ExportLedger;
import io.github.snapshotexporter.lightsail.Snapshot;
import java.util.Optional;

/** Claims an export of a snapshot that is there: the snapshot is ready → what the ledger says of it → the claim. */
final class SnapshotClaims {
    private final Slots slots;
    private final ReadySnapshots snapshots;
    private final Claims claims;
    private final EndEffects endEffects;
    private final ExportLedger exports;

    SnapshotClaims(Slots slots, ReadySnapshots snapshots, Claims claims, EndEffects endEffects, ExportLedger exports) {
        this.slots = slots;
        this.snapshots = snapshots;
        this.claims = claims;
        this.endEffects = endEffects;
        this.exports = exports;
    }

    /** For somebody's request. */
    ExportItem claimed(Task task, ExportRequest request, boolean lastTry) {
        Optional<String> arn = task.known().arn().or(() -> request.target().map(ExportRequest.Target::arn));
        arn.ifPresent(known -> slots.checkWaiting(task, known));
        Snapshot snapshot = snapshots.ready(
                task, request.sourceSnapshotName(), request.target().map(ExportRequest.Target::resourceType), arn);
        Optional<ExportItem> found =
                exports.find(snapshot.arn()).map(item -> endEffects.completed(item, task.receive(), lastTry));
        return claims.forRequest(task, request, snapshot, found);
    }

    /** For the request for the next attempt. */
    ExportItem claimed(Task task, Job.RetryExport retry, boolean lastTry) {
        slots.checkWaiting(task, retry.id().arn());
        ExportItem found = exports.find(retry.id().arn())
                .filter(item -> !retry.id().isBefore(item.id()))
                .orElseThrow(() -> Stop.finished(Outcome.done(Reason.OUTDATED)));
        if (isStillToCall(found, retry)) {
            Snapshot snapshot = found.snapshot();
            snapshots.ready(task, snapshot.name(), Optional.of(snapshot.resourceType()), Optional.of(snapshot.arn()));
        }
        return claims.forRetry(task, retry, endEffects.completed(found, task.receive(), lastTry));
    }

    private static boolean isStillToCall(ExportItem item, Job.RetryExport retry) {
        return item.status() == Status.CLAIMED
                || (item.status() == Status.RETRYING && item.id().isBefore(retry.id()));
    }
}
