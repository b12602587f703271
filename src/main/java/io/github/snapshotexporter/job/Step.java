package io.github.snapshotexporter.job;

import java.util.List;
import java.util.Optional;

/**
 * One receive of one job, as the shell around all jobs sees it. Every method may throw a {@link Stop}, and whatever the
 * services throw; the shell decides what becomes of it.
 */
public interface Step {
    /** Loads the job; its answer where it has ended before. */
    Optional<Outcome> load();

    /** The errors that are being waited out: when the deadline for one has passed, nothing is tried again. */
    default List<Wait> retries() {
        return List.of();
    }

    /** Whether a job that was received as often as it may be is tried once more before it is given up. */
    default boolean looksOnceMore() {
        return false;
    }

    /** Takes the job one step further. */
    Outcome advance();

    /**
     * Notes that the job waits.
     *
     * @return everything that it waits for now, with the deadlines that count; the last one is this wait. Empty where a job
     *     of this kind notes nothing: then the memory of the process has to do
     */
    List<Wait> waits(Stop.Waiting waiting);

    /** The same for an error that is not Lightsail's. */
    default List<Wait> fails(Stop.Waiting waiting) {
        return List.of();
    }

    /** Carries out that the job is given up, with all that it has begun. */
    Outcome giveUp(Failure failure);

    /** Gives back what only this receive has, and notes the end of the job where it has ended. */
    default void leave(Outcome outcome) {}
}
