package io.github.snapshotexporter.copy;

import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.ledger.ExportLedger;
import io.github.snapshotexporter.queue.JobQueue;
import io.github.snapshotexporter.telemetry.DecisionLog;
import java.util.Optional;

/** Copies whose export has ended: nobody needs them any more. */
public final class ExportedCopies {
    private final ExportLedger exports;
    private final OwnCopies copies;
    private final JobQueue queue;
    private final DecisionLog log;

    public ExportedCopies(ExportLedger exports, OwnCopies copies, JobQueue queue, DecisionLog log) {
        this.exports = exports;
        this.copies = copies;
        this.queue = queue;
        this.log = log;
    }

    /**
     * Deletes the snapshot of an export that is at its end, where it is an own copy.
     *
     * @param lastTry whether a copy that cannot be deleted is reported instead of tried again
     * @return why it has to be tried again
     */
    public Optional<String> remove(ExportItem item, Receive receive, boolean lastTry) {
        if (!item.mayLeaveCopy()) {
            return Optional.empty();
        }
        return switch (copies.remove(item.snapshot(), receive)) {
            case Removal.Gone gone -> {
                exports.markCopyDeleted(item);
                yield Optional.empty();
            }
            case Removal.Kept kept -> Optional.empty();
            case Removal.Busy busy -> Optional.of("Another request is deleting it.");
            case Removal.Left(String why) -> left(item, receive, why, lastTry);
        };
    }

    private Optional<String> left(ExportItem item, Receive receive, String why, boolean lastTry) {
        log.write(item.decided("copy", "the copy is not deleted yet").with("detail", why));
        if (!lastTry) {
            return Optional.of(why);
        }
        queue.park(
                receive,
                OwnCopies.notDeleted(item.snapshot().name(), why),
                item.snapshot().name().value(),
                true);
        return Optional.empty();
    }
}
