package io.github.snapshotexporter.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Ends a step at the place where it turns out that it cannot go on, so that a step reads from its first line to its last.
 * The shell around all jobs alone carries out what is asked for here; a step throws it, and catches none but the
 * refusal of a copy that is gone.
 */
public abstract sealed class Stop extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Stop(String message) {
        super(message, null, false, false);
    }

    /** Nothing is left to do: somebody has done it, or does it. */
    public static final class Finished extends Stop {
        private static final long serialVersionUID = 1L;

        private final transient Outcome outcome;

        private Finished(Outcome outcome) {
            super(outcome.reason().code());
            this.outcome = outcome;
        }

        public Outcome outcome() {
            return outcome;
        }
    }

    /** Comes back once, at a time that is known, or soon. */
    public static final class Later extends Stop {
        private static final long serialVersionUID = 1L;

        private final transient Optional<Instant> until;
        private final Reason why;

        private Later(Optional<Instant> until, Reason why, String detail) {
            super(detail);
            this.until = until;
            this.why = why;
        }

        /** Not before this; empty for the shortest delay. */
        public Optional<Instant> until() {
            return until;
        }

        public Reason why() {
            return why;
        }
    }

    /** Comes back again and again, until the phase's deadline has passed. */
    public static final class Waiting extends Stop {
        private static final long serialVersionUID = 1L;

        private final Phase phase;
        private final Reason why;
        private final transient Failure onDeadline;
        private final Duration atLeast;

        private Waiting(Phase phase, Reason why, Failure onDeadline, Duration atLeast) {
            super(onDeadline.message());
            this.phase = phase;
            this.why = why;
            this.onDeadline = onDeadline;
            this.atLeast = atLeast;
        }

        public Phase phase() {
            return phase;
        }

        /** Why it comes back. */
        public Reason why() {
            return why;
        }

        /** With what the job is given up when the deadline has passed. */
        public Failure onDeadline() {
            return onDeadline;
        }

        /** Before this has passed, it must not come back. */
        public Duration atLeast() {
            return atLeast;
        }
    }

    /** The job is to be given up. */
    public static final class Refused extends Stop {
        private static final long serialVersionUID = 1L;

        private final transient Failure failure;

        private Refused(Failure failure) {
            super(failure.message());
            this.failure = failure;
        }

        public Failure failure() {
            return failure;
        }
    }

    public static Stop finished(Outcome outcome) {
        return new Finished(outcome);
    }

    /** Somebody else works on the same thing until then. */
    public static Stop until(Optional<Instant> free) {
        return new Later(free, Reason.LEASE_HELD, "Another request works on this export.");
    }

    /** Somebody else has changed the same thing: what it is now is seen next time. */
    public static Stop lost() {
        return new Later(
                Optional.empty(), Reason.LEDGER_CHANGED, "Another request changed this export at the same time.");
    }

    /** This invocation ends too soon. */
    public static Stop shortOfTime(String call) {
        return new Later(Optional.empty(), Reason.TIME_SHORT, "The invocation ends too soon for another " + call + ".");
    }

    public static Waiting waiting(Phase phase, Reason why, Failure onDeadline) {
        return new Waiting(phase, why, onDeadline, Duration.ZERO);
    }

    /** The same, for what must not be looked at again before {@code atLeast} has passed. */
    public static Waiting waiting(Phase phase, Reason why, Failure onDeadline, Duration atLeast) {
        return new Waiting(phase, why, onDeadline, atLeast);
    }

    public static Stop refused(Failure failure) {
        return new Refused(failure);
    }

    public static Stop refused(Reason reason, String sentence) {
        return new Refused(Failure.of(reason, sentence));
    }
}
