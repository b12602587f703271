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
import software.amazon.awssdk.core.exception.SdkException;

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
        }
        sendTracker(item);
        return switch (exports.handOver(item, task.receive())) {
            case LedgerAnswer.Written written -> {
                task.claim().handedOver();
                yield Outcome.done(Reason.EXPORT_STARTED, item.id());
            }
            case LedgerAnswer.Refused refused -> throw Stop.lost();
        };
    }

    /** Where it cannot be sent for hours, people must not be told again each time. */
    private void sendTracker(ExportItem item) {
        try {
            queue.send(new Job.TrackExport(item.id(), item.snapshot().name()), shortestDelay);
        } catch (SdkException unsent) {
            exports.markStartedPublished(item);
            throw unsent;
        }
    }
}
