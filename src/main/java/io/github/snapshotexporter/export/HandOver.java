package io.github.snapshotexporter.export;

import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Stop;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.ledger.ExportLedger;
import io.github.snapshotexporter.ledger.LedgerAnswer;
import io.github.snapshotexporter.notification.Milestones;
import io.github.snapshotexporter.queue.JobQueue;
import io.github.snapshotexporter.telemetry.DecisionLog;
import java.time.Duration;

/** The last steps of a request: its export has started. */
final class HandOver {
    private final ExportLedger exports;
    private final JobQueue queue;
    private final Milestones milestones;
    private final Duration shortestDelay;
    private final DecisionLog log;

    HandOver(ExportLedger exports, JobQueue queue, Milestones milestones, Duration shortestDelay, DecisionLog log) {
        this.exports = exports;
        this.queue = queue;
        this.milestones = milestones;
        this.shortestDelay = shortestDelay;
        this.log = log;
    }

    /**
     * Tells that the export has started, and hands it over to its tracker; this receive has the lease.
     *
     * @param lastTry whether to go on, with a copy in the dead-letter queue, where nothing can be published
     */
    Outcome toTracker(Task task, ExportItem item, boolean lastTry) {
        if (!item.marks().startedPublished()) {
            boolean told = milestones
                    .publishOrPark(
                            milestones.documents().exportStarted(item),
                            lastTry,
                            task.receive(),
                            item.snapshot().name().value())
                    .isEmpty();
            if (told) {
                log.write(task.decided("publish", "the start is published"));
            }
            if (exports.markStartedPublished(item).wonBy(task.receive()).isEmpty()) {
                throw Stop.lost();
            }
        }
        queue.send(new Job.TrackExport(item.id(), item.snapshot().name()), shortestDelay);
        return switch (exports.markHandedOver(item, task.receive())) {
            case LedgerAnswer.Written written -> Outcome.done(Reason.EXPORT_STARTED, item.id());
            case LedgerAnswer.Refused refused -> throw Stop.lost();
        };
    }
}
