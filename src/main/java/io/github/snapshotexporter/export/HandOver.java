package io.github.snapshotexporter.export;

import io.github.snapshotexporter.job.Delays;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.ledger.ExportLedger;
import io.github.snapshotexporter.ledger.Failure;
import io.github.snapshotexporter.ledger.LedgerAnswer;
import io.github.snapshotexporter.notification.Documents;
import io.github.snapshotexporter.notification.Publisher;
import io.github.snapshotexporter.queue.JobQueue;
import io.github.snapshotexporter.telemetry.DecisionLog;
import java.util.Optional;

/** The last steps of a request: its export has started. */
final class HandOver {
    private final ExportLedger exports;
    private final JobQueue queue;
    private final Documents documents;
    private final Publisher publisher;
    private final Parking parking;
    private final Waits waits;
    private final Delays delays;
    private final DecisionLog log;

    HandOver(
            ExportLedger exports,
            JobQueue queue,
            Documents documents,
            Publisher publisher,
            Parking parking,
            Waits waits,
            Delays delays,
            DecisionLog log) {
        this.exports = exports;
        this.queue = queue;
        this.documents = documents;
        this.publisher = publisher;
        this.parking = parking;
        this.waits = waits;
        this.delays = delays;
        this.log = log;
    }

    /**
     * Tells that the export has started, and hands it over to its tracker; this receive has the lease.
     *
     * @param lastTry whether to go on, with a copy in the dead-letter queue, where nothing can be published
     */
    Outcome publish(Ask ask, ExportItem item, boolean lastTry) {
        if (!item.marks().startedPublished()) {
            publishStarted(ask, item, lastTry);
            if (exports.markStartedPublished(item).wonBy(ask.receive()).isEmpty()) {
                return waits.becauseLedgerChanged();
            }
        }
        queue.send(new Job.TrackExport(item.id(), item.snapshot().name()), delays.shortest());
        return switch (exports.markHandedOver(item, ask.receive())) {
            case LedgerAnswer.Written written -> Outcome.done(Reason.EXPORT_STARTED, item.id());
            case LedgerAnswer.Refused refused -> waits.becauseLedgerChanged();
            case LedgerAnswer.NoSlot noSlot -> throw new IllegalStateException("a mark needs no slot");
        };
    }

    private void publishStarted(Ask ask, ExportItem item, boolean lastTry) {
        Optional<String> untold = publisher.publish(documents.exportStarted(item), lastTry);
        if (untold.isEmpty()) {
            log.write(ask.decided("publish", "the start is published"));
        } else {
            Failure failure = new Failure(Reason.RETRY_DEADLINE, "", untold.get());
            parking.park(ask.receive(), failure, item.snapshot().name().value(), false);
        }
    }
}
