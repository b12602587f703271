package io.github.snapshotexporter.ledger;

import io.github.snapshotexporter.ec2.ImageFacts;
import io.github.snapshotexporter.job.AttemptId;
import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.Failure;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.lightsail.Destination;
import io.github.snapshotexporter.lightsail.Operation;
import io.github.snapshotexporter.lightsail.Snapshot;
import io.github.snapshotexporter.telemetry.Decision;
import io.github.snapshotexporter.telemetry.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the ledger knows of one snapshot's exports: the current generation and attempt, and what was already done for it.
 *
 * @param generation who has opened this generation
 * @param lease who works on it now, from the claim to the hand-over
 * @param progress how far this attempt is
 * @param booked records of earlier attempts, never taken again
 * @param end of this attempt
 * @param requestIds keys of the force requests that opened a generation
 * @param runs nightly runs that want to know the end
 */
public record ExportItem(
        AttemptId id,
        Status status,
        Snapshot snapshot,
        Generation generation,
        Optional<Lease> lease,
        Progress progress,
        Set<String> booked,
        End end,
        Marks marks,
        Set<String> requestIds,
        Set<String> runs)
        implements Subject {
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

    /**
     * One wanted export.
     *
     * @param runId the run that has opened it
     * @param jobId of the job that has opened it; an earlier version noted none
     * @param forced whether it was opened by force
     */
    public record Generation(
            String requestedBy, Optional<String> runId, Optional<String> jobId, boolean forced, Instant startedAt) {}

    /**
     * How far an attempt is.
     *
     * @param callStartedAt when the first ExportSnapshot of this attempt was about to be sent
     * @param nothingBegun whether all calls since then certainly have begun nothing, and none can be under way
     * @param startedAt when this attempt was seen to have started
     * @param adopted whether the export was found, rather than begun by a call that answered
     * @param own whether the export is one of an ExportSnapshot call of this attempt, found or answered
     * @param record the export record that is this attempt's
     * @param operations as last seen; in the order in which ExportSnapshot returned them
     * @param unknownOperations ids that Lightsail no longer knows
     * @param operationEndedAt when the last operation was seen to have ended
     * @param deniedSince since when Lightsail has denied to tell how it goes
     * @param unreadableSince since when EC2 has not told of its image, by errors that may pass
     */
    public record Progress(
            Optional<Instant> callStartedAt,
            boolean nothingBegun,
            Optional<Instant> startedAt,
            boolean adopted,
            boolean own,
            Optional<String> record,
            List<Operation> operations,
            Set<String> unknownOperations,
            Optional<Instant> operationEndedAt,
            Optional<Instant> deniedSince,
            Optional<Instant> unreadableSince) {
        static Progress calledAt(Instant call) {
            return new Progress(
                    Optional.of(call),
                    false,
                    Optional.empty(),
                    false,
                    false,
                    Optional.empty(),
                    List.of(),
                    Set.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }

        Progress adopting(String found, boolean isOwn, List<Operation> seen, Instant now) {
            return new Progress(
                    callStartedAt,
                    nothingBegun,
                    Optional.of(now),
                    true,
                    isOwn,
                    Optional.of(found),
                    seen,
                    unknownOperations,
                    operationEndedAt,
                    deniedSince,
                    unreadableSince);
        }

        Progress recording(Optional<String> found) {
            return new Progress(
                    callStartedAt,
                    nothingBegun,
                    startedAt,
                    adopted,
                    own,
                    found.or(() -> record),
                    operations,
                    unknownOperations,
                    operationEndedAt,
                    deniedSince,
                    unreadableSince);
        }
    }

    /**
     * How an attempt has ended; all is empty before.
     *
     * @param image what EC2 has said of the destination, where it has said that it can be used
     * @param error why it failed, was given up or abandoned
     * @param parkedBy the key of the job that gave it up
     */
    public record End(
            Optional<Instant> at,
            Optional<Destination> destination,
            Optional<ImageFacts> image,
            Optional<Failure> error,
            Optional<String> parkedBy) {
        static final End NONE =
                new End(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * What was already done, each mark set after its effect.
     *
     * @param endPublished or the retry request was sent
     * @param parked whether the message of the job that gave it up is kept in the dead-letter queue
     * @param labelOwed whether the destination has yet to be labelled; not so of an end that an earlier version has written
     * @param copyDeleted whether the snapshot, an own copy of an automatic one, is deleted
     */
    public record Marks(
            boolean startedPublished,
            boolean handedOver,
            boolean endPublished,
            boolean membersWritten,
            boolean parked,
            boolean labelOwed,
            boolean copyDeleted) {
        /** Nothing of this attempt is done yet. */
        static Marks ofAttempt(boolean startedPublished) {
            return new Marks(startedPublished, false, false, false, false, false, false);
        }

        /**
         * @param told whether the start is published
         * @param hasResult whether something is there to be labelled
         */
        Marks ofEnd(boolean told, boolean hasResult) {
            return new Marks(told, handedOver, false, false, false, hasResult, false);
        }
    }

    public boolean isLeasedTo(Receive receive) {
        return lease.filter(held -> held.isOf(receive)).isPresent();
    }

    /** Whether nobody works on it: the lease was released, or is over. */
    public boolean isFree(Instant now) {
        return lease.filter(held -> held.until().isAfter(now)).isEmpty();
    }

    /** Whether some effect of its end is not marked yet, of those that the job of this key can do. */
    public boolean hasUnmarkedEffects(String jobKey) {
        return !marks.endPublished()
                || !marks.membersWritten()
                || (isParkedBy(jobKey) && !marks.parked())
                || marks.labelOwed()
                || mayLeaveCopy();
    }

    /** Whether it has ended and its snapshot may be an own copy that is still there; the ledger of copies knows. */
    public boolean mayLeaveCopy() {
        return status.isEnd() && !marks.copyDeleted() && AutoSnapshot.mayBeCopyName(snapshot.name());
    }

    /** Whether this attempt has ended: for good, or with another one to follow. */
    public boolean isAttemptEnded() {
        return status.isEnd() || status == Status.RETRYING;
    }

    public boolean isParkedBy(String jobKey) {
        return end.parkedBy().filter(jobKey::equals).isPresent();
    }

    /** Whether this is the first wanted export, and nobody insisted on a new one: then any export ever made will do. */
    public boolean takesAnyExport() {
        return id.generation() == 1 && !generation.forced();
    }

    /** The records that the next attempt must not take. */
    Set<String> allBooked() {
        return Stream.concat(booked.stream(), progress.record().stream()).collect(Collectors.toUnmodifiableSet());
    }

    /** The claimed item as Started with an export that was found. */
    ExportItem adopting(String record, boolean own, List<Operation> operations, Instant now) {
        return new ExportItem(
                id,
                Status.STARTED,
                snapshot,
                generation,
                lease,
                progress.adopting(record, own, operations, now),
                booked.stream().filter(name -> !name.equals(record)).collect(Collectors.toUnmodifiableSet()),
                end,
                marks,
                requestIds,
                runs);
    }

    /** The item at its end. Who ends a Started export follows it, and begins that when the start was told. */
    ExportItem ended(ExportEnd how, Instant now) {
        return new ExportItem(
                id,
                how.kind().status(),
                snapshot,
                generation,
                Optional.empty(),
                progress.recording(how.record()),
                booked,
                new End(Optional.of(now), how.destination(), how.image(), how.failure(), how.parkedBy()),
                marks.ofEnd(
                        marks.startedPublished() || status == Status.STARTED,
                        how.destination().isPresent()),
                requestIds,
                runs);
    }

    @Override
    public Decision about(Decision decision) {
        return decision.with("snapshot", snapshot.name())
                .with("generation", id.generation())
                .with("attempt", id.attempt())
                .with("status", status.word())
                .with(
                        "reason",
                        end.error().map(failure -> failure.reason().code()).orElse(""))
                .with("destination", end.destination().map(Destination::id).orElse(""));
    }
}
