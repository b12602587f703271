package io.github.snapshotexporter.copy;

import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.SnapshotName;
import io.github.snapshotexporter.ledger.CopyItem;
import io.github.snapshotexporter.ledger.CopyLedger;
import io.github.snapshotexporter.ledger.Failure;
import io.github.snapshotexporter.lightsail.ExportRecord;
import io.github.snapshotexporter.lightsail.ExportRecordListings;
import io.github.snapshotexporter.lightsail.Lightsail;
import io.github.snapshotexporter.lightsail.Snapshot;
import io.github.snapshotexporter.lightsail.TroubleException;
import io.github.snapshotexporter.telemetry.Decision;
import io.github.snapshotexporter.telemetry.DecisionLog;
import java.time.Instant;
import java.util.Optional;

/** Deletes the exporter's own copies, and nothing else ever. */
public final class OwnCopies {
    private final Lightsail lightsail;
    private final ExportRecordListings listings;
    private final CopyLedger copies;
    private final DecisionLog log;

    public OwnCopies(Lightsail lightsail, ExportRecordListings listings, CopyLedger copies, DecisionLog log) {
        this.lightsail = lightsail;
        this.listings = listings;
        this.copies = copies;
        this.log = log;
    }

    /**
     * Deletes the snapshot, where it is an own copy and no export of it is under way.
     *
     * @param since a listing of export records begun at this time or later will do
     */
    public Removal remove(Snapshot snapshot, Instant since) {
        return copies.find(snapshot.name())
                .filter(item -> item.arn().filter(snapshot.arn()::equals).isPresent())
                .map(item -> remove(item, since))
                .orElseGet(Removal.NotOwn::new);
    }

    /** The same for a copy that may not have been seen yet. */
    public Removal remove(CopyItem item, Instant since) {
        if (item.deletedAt().isPresent()) {
            return new Removal.Gone();
        }
        try {
            Optional<Snapshot.Described> found =
                    lightsail.describe(item.name(), Optional.of(item.original().resourceType()));
            if (found.isEmpty()) {
                copies.markDeleted(item);
                return new Removal.Gone();
            }
            return isExporting(found.get().snapshot().arn(), since)
                    ? new Removal.Left("Lightsail still lists an export of it that has not ended.")
                    : removeIfOwn(item);
        } catch (TroubleException trouble) {
            return new Removal.Left(trouble.getMessage());
        }
    }

    /** What people are told about a copy that is left for good. */
    public static Failure notDeleted(SnapshotName name, String why) {
        return new Failure(
                Reason.COPY_NOT_DELETED,
                "",
                "The exporter's own copy " + name + " could not be deleted: delete it. " + why);
    }

    private boolean isExporting(String arn, Instant since) {
        return listings.begunSince(since, arn).stream()
                .anyMatch(record -> record.state() == ExportRecord.State.STARTED);
    }

    /** A listing takes time, in which the name can be given to another snapshot: whose it is, is looked at last. */
    private Removal removeIfOwn(CopyItem item) {
        Optional<Snapshot.Described> found =
                lightsail.describe(item.name(), Optional.of(item.original().resourceType()));
        if (found.filter(now -> !item.isOwn(now)).isPresent()) {
            log.write(
                    Decision.warning("copy", "a snapshot with the name of a copy is not deleted: it is somebody else's")
                            .with("snapshot", item.name())
                            .with("arn", found.get().snapshot().arn()));
            return new Removal.NotOwn();
        }
        if (found.isPresent()) {
            lightsail.delete(item.name(), item.original().resourceType());
            log.write(Decision.info("copy", "the copy is deleted")
                    .with("snapshot", item.name())
                    .with("arn", found.get().snapshot().arn()));
        }
        copies.markDeleted(item);
        return new Removal.Gone();
    }
}
