package io.github.snapshotexporter.copy;

import io.github.snapshotexporter.job.Failure;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.SnapshotName;
import io.github.snapshotexporter.ledger.CopyItem;
import io.github.snapshotexporter.ledger.CopyLedger;
import io.github.snapshotexporter.lightsail.ExportRecord;
import io.github.snapshotexporter.lightsail.ExportRecordListings;
import io.github.snapshotexporter.lightsail.Lightsail;
import io.github.snapshotexporter.lightsail.Snapshot;
import io.github.snapshotexporter.lightsail.TroubleException;
import io.github.snapshotexporter.telemetry.Decision;
import io.github.snapshotexporter.telemetry.DecisionLog;
import java.util.Optional;
import java.util.function.Supplier;

/** Deletes the exporter's own copies, and nothing else ever. */
public final class OwnCopies {
    private static final String STILL_EXPORTING = "Lightsail still lists an export of it that has not ended.";

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

    /** Deletes the snapshot, whose export has ended, where it is an own copy and no export of it is under way. */
    public Removal remove(Snapshot snapshot, Receive receive) {
        return copies.find(snapshot.name())
                .filter(item -> item.arn().filter(snapshot.arn()::equals).isPresent())
                .map(item -> item.deletedAt().isPresent() ? new Removal.Gone() : remove(item, receive))
                .orElseGet(Removal.Kept::new);
    }

    private Removal remove(CopyItem item, Receive receive) {
        return unlessTroubled(() -> isExporting(item, receive)
                ? new Removal.Left(STILL_EXPORTING)
                : removeByRight(item, receive, copies.takeForRemoval(item, receive)));
    }

    /** Deletes a copy that may not have been seen yet, where no job wants it and no export of it is under way. */
    public Removal removeUnwanted(CopyItem item, Receive receive) {
        CopyItem taken = copies.takeUnwantedForRemoval(item, receive);
        if (taken.isWanted()) {
            return new Removal.Kept();
        }
        return unlessTroubled(() -> taken.isForRemovalBy(receive) && isExporting(item, receive)
                ? new Removal.Left(STILL_EXPORTING)
                : removeByRight(item, receive, taken));
    }

    private static Removal unlessTroubled(Supplier<Removal> removal) {
        try {
            return removal.get();
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

    private boolean isExporting(CopyItem item, Receive receive) {
        return item.arn()
                .or(() -> describe(item).map(found -> found.snapshot().arn()))
                .filter(arn -> listings.begunSince(receive.invokedAt(), arn, receive.deadline()).stream()
                        .anyMatch(record -> record.state() == ExportRecord.State.STARTED))
                .isPresent();
    }

    /** @param taken the item after the right to delete it was asked for */
    private Removal removeByRight(CopyItem item, Receive receive, CopyItem taken) {
        if (taken.isForRemovalBy(receive)) {
            return removeIfOwn(item);
        }
        boolean isGone = taken.deletedAt().isPresent() || !taken.intendedAt().equals(item.intendedAt());
        return isGone ? new Removal.Gone() : new Removal.Busy(taken.removal().or(taken::lease));
    }

    /** A listing takes time, in which the name can be given to another snapshot: whose it is, is looked at last. */
    private Removal removeIfOwn(CopyItem item) {
        Optional<Snapshot.Described> found = describe(item);
        if (found.filter(now -> !item.isOwn(now)).isPresent()) {
            log.write(
                    Decision.warning("copy", "a snapshot with the name of a copy is not deleted: it is somebody else's")
                            .with("snapshot", item.name())
                            .with("arn", found.get().snapshot().arn()));
            return new Removal.Kept();
        }
        if (found.isPresent()) {
            lightsail.delete(item.name(), item.original().resourceType());
            log.write(Decision.info("copy", "the copy is deleted")
                    .with("snapshot", item.name())
                    .with("arn", found.get().snapshot().arn()));
        }
        copies.markDeleted(item, found.map(copy -> copy.snapshot().arn()));
        return new Removal.Gone();
    }

    private Optional<Snapshot.Described> describe(CopyItem item) {
        return lightsail.describe(item.name(), Optional.of(item.original().resourceType()));
    }
}
