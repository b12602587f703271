package io.github.snapshotexporter.copy;

import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.Failure;
import io.github.snapshotexporter.job.Phase;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.Stop;
import io.github.snapshotexporter.ledger.CopyItem;
import io.github.snapshotexporter.ledger.Lease;
import io.github.snapshotexporter.ledger.Ledgers;
import io.github.snapshotexporter.queue.JobQueue;
import java.util.Optional;

/** Copies whose job was given up before an export of them was claimed: the end of no export deletes them. */
public final class UnexportedCopies {
    private final Ledgers ledgers;
    private final OwnCopies ownCopies;
    private final JobQueue queue;

    public UnexportedCopies(Ledgers ledgers, OwnCopies ownCopies, JobQueue queue) {
        this.ledgers = ledgers;
        this.ownCopies = ownCopies;
        this.queue = queue;
    }

    /**
     * Deletes the copy that the given-up job wanted, if any.
     *
     * @param lastTry whether a copy that cannot be deleted is reported instead of tried again
     * @throws Stop where it has to be tried again
     */
    public void remove(Optional<AutoSnapshot> wanted, Receive receive, boolean lastTry) {
        wanted.map(AutoSnapshot::copyName)
                .flatMap(ledgers.copies()::find)
                .flatMap(item -> ledgers.copies().leave(item, receive.jobKey()))
                .filter(this::hasNoExport)
                .ifPresent(item -> removeUnwanted(item, receive, lastTry));
    }

    private void removeUnwanted(CopyItem item, Receive receive, boolean lastTry) {
        switch (ownCopies.removeUnwanted(item, receive)) {
            case Removal.Gone gone -> {}
            case Removal.Kept kept -> {}
            case Removal.Busy(Optional<Lease> held) -> throw Stop.until(held.map(Lease::until));
            case Removal.Left(String why) -> {
                Failure notDeleted = OwnCopies.notDeleted(item.name(), why);
                if (!lastTry) {
                    throw Stop.waiting(Phase.RETRY, Reason.COPY_NOT_DELETED, notDeleted);
                }
                queue.park(receive, notDeleted, item.name().value(), true);
            }
        }
    }

    /** Else the end of the export deletes it. */
    private boolean hasNoExport(CopyItem item) {
        return item.arn().flatMap(ledgers.exports()::find).isEmpty();
    }
}
