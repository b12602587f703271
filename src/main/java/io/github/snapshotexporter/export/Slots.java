package io.github.snapshotexporter.export;

import io.github.snapshotexporter.job.Failure;
import io.github.snapshotexporter.job.Phase;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.Stop;
import io.github.snapshotexporter.ledger.ExportLedger;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whether there is room for another export. It is read once an invocation, for all of its batch that wait: only the claim
 * itself decides.
 */
final class Slots {
    private final ExportLedger exports;
    private final ReentrantLock oneAtATime = new ReentrantLock();
    private Instant readFor = Instant.MIN;
    private Set<String> inFlight = Set.of();

    Slots(ExportLedger exports) {
        this.exports = exports;
    }

    /**
     * Spares a job that waits for a slot everything else as long as there is none.
     *
     * @param arn whose export may be the one that is in flight
     * @throws Stop where there is none
     */
    void checkWaiting(Task task, String arn) {
        if (task.known().isWaitingFor(Phase.SLOT)) {
            check(task.receive(), arn);
        }
    }

    /** @throws Stop where there is no slot for this snapshot */
    void check(Receive receive, String arn) {
        Set<String> now = inFlight(receive.invokedAt());
        if (now.size() >= exports.maxInFlight() && !now.contains(arn)) {
            throw taken();
        }
    }

    static Stop taken() {
        return Stop.waiting(
                Phase.SLOT,
                Reason.SLOTS_TAKEN,
                Failure.of(Reason.NO_SLOT, "As many exports were in flight as may be, all the time."));
    }

    private Set<String> inFlight(Instant invocation) {
        oneAtATime.lock();
        try {
            if (readFor.isBefore(invocation)) {
                inFlight = exports.inFlight();
                readFor = invocation;
            }
            return inFlight;
        } finally {
            oneAtATime.unlock();
        }
    }
}
