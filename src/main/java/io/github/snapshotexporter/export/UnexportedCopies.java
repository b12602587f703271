package io.github.snapshotexporter.export;

import io.github.snapshotexporter.copy.OwnCopies;
import io.github.snapshotexporter.copy.Removal;
import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.ledger.CopyItem;
import io.github.snapshotexporter.ledger.CopyLedger;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.ledger.ExportLedger;
import io.github.snapshotexporter.ledger.Failure;
import java.util.Optional;

/** Copies whose job was given up before an export of them was claimed: the end of no export deletes them. */
final class UnexportedCopies {
    private final CopyLedger copies;
    private final ExportLedger exports;
    private final OwnCopies ownCopies;
    private final Parking parking;
    private final Waits waits;

    UnexportedCopies(CopyLedger copies, ExportLedger exports, OwnCopies ownCopies, Parking parking, Waits waits) {
        this.copies = copies;
        this.exports = exports;
        this.ownCopies = ownCopies;
        this.parking = parking;
        this.waits = waits;
    }

    /** Deletes the copy that the given-up job wanted; the wait where that has to be tried again. */
    Optional<Outcome> remove(Ask ask) {
        return ask.known()
                .autoSnapshot()
                .map(AutoSnapshot::copyName)
                .flatMap(copies::find)
                .flatMap(item -> copies.leave(item, ask.receive().jobKey()))
                .filter(this::hasNoExport)
                .flatMap(item -> removeUnwanted(ask, item));
    }

    private Optional<Outcome> removeUnwanted(Ask ask, CopyItem item) {
        return switch (ownCopies.removeUnwanted(item, ask.receive())) {
            case Removal.Gone gone -> Optional.empty();
            case Removal.Kept kept -> Optional.empty();
            case Removal.Busy(Optional<ExportItem.Lease> held) -> Optional.of(waits.forLease(held));
            case Removal.Left(String why) -> tryAgain(ask, item, why);
        };
    }

    private Optional<Outcome> tryAgain(Ask ask, CopyItem item, String why) {
        Failure notDeleted = OwnCopies.notDeleted(item.name(), why);
        Optional<Outcome> wait = waits.toDeleteCopy(notDeleted, ask);
        if (wait.isEmpty()) {
            parking.park(ask.receive(), notDeleted, item.name().value(), true);
        }
        return wait;
    }

    /** Else the end of the export deletes it. */
    private boolean hasNoExport(CopyItem item) {
        return item.arn().flatMap(exports::find).isEmpty();
    }
}
