package io.github.snapshotexporter.job;

import java.time.Instant;
import java.util.Optional;

/**
 * Somebody, or the schedule, wants all snapshots exported that a selection names: a run.
 *
 * @param dryRun only tell what would be chosen
 * @param requestId which run it is; without one the job's id is the run's
 * @param scheduledAt when the run was meant to begin; without it, when it was asked for
 */
public record SelectionRequest(
        Selection selection,
        boolean dryRun,
        Optional<String> requestId,
        Optional<Instant> scheduledAt,
        String requestedBy)
        implements Job.OfRun {

    /**
     * What the schedule asks for: the stack's own policy, in a run that is named after its time.
     *
     * @param scheduledAt the same in every repetition of the event
     */
    public static SelectionRequest bySchedule(Selection policy, Instant scheduledAt) {
        return new SelectionRequest(
                policy, false, Optional.of(scheduledAt.toString()), Optional.of(scheduledAt), "schedule");
    }

    /** The run that this message is for. */
    public String runId(Receive receive) {
        return requestId.orElse(receive.jobId());
    }

    /** From when the greatest age counts. */
    public Instant runTime(Receive receive) {
        return scheduledAt.orElse(receive.delivery().sentAt());
    }
}
