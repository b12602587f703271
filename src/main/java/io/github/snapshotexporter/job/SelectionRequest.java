package io.github.snapshotexporter.job;

import java.time.Instant;
import java.util.Optional;

/**
 * Somebody, or the schedule, wants all snapshots exported that a selection names: a run.
 *
 * @param requestId which run it is; without one the job's id is the run's
 * @param scheduledAt when the run was meant to begin; without it, when it was asked for
 */
public record SelectionRequest(
        Selection selection, Optional<String> requestId, Optional<Instant> scheduledAt, String requestedBy)
        implements Job.OfRun {

    /** The run that this message is for. */
    public String runId(Receive receive) {
        return requestId.orElse(receive.jobId());
    }

    /** From when the greatest age counts. */
    public Instant runTime(Receive receive) {
        return scheduledAt.orElse(receive.sentAt());
    }
}
