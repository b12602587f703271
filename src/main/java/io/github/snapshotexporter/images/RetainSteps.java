package io.github.snapshotexporter.images;

import io.github.snapshotexporter.job.Patience;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.RetainRequest;
import io.github.snapshotexporter.job.Step;
import io.github.snapshotexporter.ledger.JobLedger;
import io.github.snapshotexporter.notification.Milestones;
import io.github.snapshotexporter.queue.JobQueue;
import java.time.Clock;

/** The steps of requests to let images go. */
public final class RetainSteps {
    private final RetainStep.Retaining retaining;

    public RetainSteps(
            ImageRetention retention,
            JobLedger jobs,
            Milestones milestones,
            JobQueue queue,
            Patience patience,
            Clock clock) {
        retaining = new RetainStep.Retaining(retention, jobs, milestones, queue, patience, clock);
    }

    /** The step that this receive of the request takes. */
    public Step step(RetainRequest request, Receive receive) {
        return new RetainStep(request, receive, retaining);
    }
}
