package io.github.snapshotexporter.export;

import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.ledger.ExportItem.Status;
import io.github.snapshotexporter.ledger.ExportLedger;
import io.github.snapshotexporter.ledger.LedgerAnswer;
import java.time.Clock;
import java.util.Optional;

/** What a receive does about an export that somebody has begun: waits for them, takes it over, or only joins it. */
final class ExportInProgress {
    private final ExportLedger exports;
    private final ExportAttempt attempt;
    private final HandOver handOver;
    private final Waits waits;
    private final Clock clock;

    ExportInProgress(ExportLedger exports, ExportAttempt attempt, HandOver handOver, Waits waits, Clock clock) {
        this.exports = exports;
        this.attempt = attempt;
        this.handOver = handOver;
        this.waits = waits;
        this.clock = clock;
    }

    /** The rows of the ledger's Claimed, Started and Retrying. */
    Outcome answer(Ask ask, ExportItem item) {
        return switch (item.status()) {
            case CLAIMED ->
                takeOver(ask, item, Status.CLAIMED)
                        .map(mine -> attempt.lookThenExport(ask, mine))
                        .orElseGet(() -> waits.forLease(item));
            case STARTED -> item.marks().handedOver() ? join(ask, item) : resume(ask, item, false);
            case RETRYING -> join(ask, item);
            case SUCCEEDED, FAILED, ABANDONED -> throw new IllegalArgumentException(item.status() + " is an end");
        };
    }

    Outcome resume(Ask ask, ExportItem item, boolean lastTry) {
        return takeOver(ask, item, Status.STARTED)
                .map(mine -> handOver.publish(ask, mine, lastTry))
                .orElseGet(() -> waits.forLease(item));
    }

    /** The item with this receive's lease, as its own write has left it; empty where somebody else has it. */
    Optional<ExportItem> takeOver(Ask ask, ExportItem item, Status meant) {
        if (item.isLeasedTo(ask.receive())) {
            return Optional.of(item);
        }
        if (!item.isFree(clock.instant())) {
            return Optional.empty();
        }
        return exports.takeOver(item, ask.run(), ask.receive())
                .wonBy(ask.receive())
                .filter(taken -> taken.status() == meant && taken.id().equals(item.id()));
    }

    /** Somebody follows the export already: only a run has something to do, to learn of its end. */
    Outcome join(Ask ask, ExportItem item) {
        Optional<String> run = ask.run().filter(id -> !item.runs().contains(id));
        if (run.isPresent()
                && exports.subscribe(item, run.get()) instanceof LedgerAnswer.Refused(Optional<ExportItem> now)
                && now.filter(changed -> changed.runs().contains(run.get())).isEmpty()) {
            return waits.becauseLedgerChanged();
        }
        return Outcome.done(Reason.IN_PROGRESS, item.id());
    }
}
