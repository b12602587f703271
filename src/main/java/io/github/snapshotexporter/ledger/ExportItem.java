package io.github.snapshotexporter.ledger;

import io.github.snapshotexporter.job.AttemptId;
import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.lightsail.Destination;
import io.github.snapshotexporter.lightsail.Operation;
import io.github.snapshotexporter.lightsail.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What the ledger knows of one snapshot's exports: the current generation and attempt, and what was already done for it.
 *
 * @param lease who works on it now, from the claim to the hand-over
 * @param jobId of the job that opened this generation; an earlier version noted none
 * @param forced whether this generation was opened by force
 * @param callStartedAt when the first ExportSnapshot of this attempt was about to be sent
 * @param operations as last seen; in the order in which ExportSnapshot returned them
 * @param unknownOperations ids that Lightsail no longer knows
 * @param operationEndedAt when the last operation was seen to have ended
 * @param deniedSince since when Lightsail has denied to tell how it goes
 * @param record the export record that is this attempt's
 * @param booked records of earlier attempts, never taken again
 * @param adopted whether the export was found, rather than begun by a call that answered
 * @param startedAt when this attempt was seen to have started
 * @param error why it failed, was given up or abandoned
 * @param parkedBy the key of the job that gave it up
 * @param requestIds keys of the force requests that opened a generation
 * @param runs nightly runs that want to know the end
 */
public record ExportItem(
        AttemptId id,
        Status status,
        Snapshot snapshot,
        String requestedBy,
        Optional<String> runId,
        Optional<String> jobId,
        boolean forced,
        Optional<Lease> lease,
        Instant generationStartedAt,
        Optional<Instant> callStartedAt,
        List<Operation> operations,
        Set<String> unknownOperations,
        Optional<Instant> operationEndedAt,
        Optional<Instant> deniedSince,
        Optional<String> record,
        Set<String> booked,
        boolean adopted,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        Optional<Destination> destination,
        Optional<Failure> error,
        Marks marks,
        Optional<String> parkedBy,
        Set<String> requestIds,
        Set<String> runs) {

    /** Where an export is in its life. */
    public enum Status {
        CLAIMED("Claimed"),
        STARTED("Started"),
        RETRYING("Retrying"),
        SUCCEEDED("Succeeded"),
        FAILED("Failed"),
        ABANDONED("Abandoned");

        private final String word;

        Status(String word) {
            this.word = word;
        }

        /** As the ledger holds it. */
        public String word() {
            return word;
        }

        static Status ofWord(String word) {
            for (Status status : values()) {
                if (status.word.equals(word)) {
                    return status;
                }
            }
            throw new IllegalArgumentException("no status is called " + word);
        }

        public boolean isEnd() {
            return switch (this) {
                case SUCCEEDED, FAILED, ABANDONED -> true;
                case CLAIMED, STARTED, RETRYING -> false;
            };
        }
    }

    /** The right to work on an export until a moment. */
    public record Lease(UUID owner, Instant until) {}

    /** What was already done, each mark set after its effect. {@code endPublished}: or the retry request was sent. */
    public record Marks(
            boolean startedPublished,
            boolean handedOver,
            boolean endPublished,
            boolean membersWritten,
            boolean copied,
            boolean copyDeleted) {}

    public boolean isLeasedTo(Receive receive) {
        return lease.filter(held -> held.owner().equals(receive.owner())).isPresent();
    }

    /** Whether nobody works on it: the lease was released, or is over. */
    public boolean isFree(Instant now) {
        return lease.filter(held -> held.until().isAfter(now)).isEmpty();
    }

    /** Whether some effect of its end is not marked yet, of those that the job of this key can do. */
    public boolean hasUnmarkedEffects(String jobKey) {
        return !marks.endPublished()
                || !marks.membersWritten()
                || (isParkedBy(jobKey) && !marks.copied())
                || mayLeaveCopy();
    }

    /** Whether it has ended and its snapshot may be an own copy that is still there; the ledger of copies knows. */
    public boolean mayLeaveCopy() {
        return status.isEnd() && !marks.copyDeleted() && AutoSnapshot.mayBeCopyName(snapshot.name());
    }

    public boolean isParkedBy(String jobKey) {
        return parkedBy.filter(jobKey::equals).isPresent();
    }

    /** Whether this is the first wanted export, and nobody insisted on a new one: then any export ever made will do. */
    public boolean takesAnyExport() {
        return id.generation() == 1 && !forced;
    }
}
