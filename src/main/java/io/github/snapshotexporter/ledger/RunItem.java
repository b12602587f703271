package io.github.snapshotexporter.ledger;

import io.github.snapshotexporter.job.Failure;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What the ledger knows of one run.
 *
 * @param runTime when it was meant to begin
 * @param createdAt when it began
 * @param leaseUntil until when a receive works on it alone
 * @param place how far the listing has come, where it was interrupted
 * @param leftOut how many snapshots it has left out, by the reason's code; known once it is sealed
 * @param troubleSince since when the run has failed to go on
 * @param deniedSince since when it was only because it was denied something
 * @param round how often the run was asked for again after it had failed
 */
public record RunItem(
        String runId,
        State state,
        String requestedBy,
        Instant runTime,
        Instant createdAt,
        Optional<Instant> leaseUntil,
        Optional<RunPlace> place,
        Map<String, Integer> leftOut,
        Optional<Instant> troubleSince,
        Optional<Instant> deniedSince,
        GivenUp givenUp,
        int round,
        Report report) {
    /**
     * That a run was given up; all is empty where it was not.
     *
     * @param by the job that gave it up
     * @param parked whether that job's message is kept in the dead-letter queue
     */
    public record GivenUp(Optional<Failure> why, Optional<String> by, Optional<Instant> at, boolean parked) {}

    /**
     * What is told of a run.
     *
     * @param requested whether the message that will report was sent
     * @param document of the report, stored before it is published
     * @param storedAt when it was stored
     */
    public record Report(boolean requested, Optional<String> document, Optional<Instant> storedAt, boolean published) {}

    /** How far a run is. */
    public enum State {
        /** Members are chosen and written. */
        SELECTING("Selecting"),
        /** All members are written; none is ever added. */
        SEALED("Sealed"),
        /** Every member was asked for. */
        DISPATCHED("Dispatched"),
        /** It was given up before all members were chosen: none was asked for. */
        FAILED("Failed");

        private final String word;

        State(String word) {
            this.word = word;
        }

        /** As the ledger holds it. */
        public String word() {
            return word;
        }

        static State ofWord(String word) {
            for (State state : values()) {
                if (state.word.equals(word)) {
                    return state;
                }
            }
            throw new IllegalStateException("the ledger holds a run in an unknown state: " + word);
        }
    }
}
