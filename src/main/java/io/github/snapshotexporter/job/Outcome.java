package io.github.snapshotexporter.job;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** How one receive of a message has ended. */
public sealed interface Outcome {
    /** Why it ends this way, for log, metrics and answer. */
    Reason reason();

    /**
     * The message is finished with.
     *
     * @param export that the answer is about, where it is about one
     */
    record Done(Reason reason, String detail, Optional<AttemptId> export) implements Outcome {
        public Done {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(detail, "detail");
        }
    }

    /** The message is to be received again, not before {@code after} has passed. */
    record ComeBack(Duration after, Reason reason, String detail) implements Outcome {
        public ComeBack {
            Objects.requireNonNull(after, "after");
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(detail, "detail");
        }
    }

    /** The job was given up, with all that belongs to it. */
    record GivenUp(Failure failure) implements Outcome {
        @Override
        public Reason reason() {
            return failure.reason();
        }
    }

    static Outcome done(Reason reason) {
        return new Done(reason, "", Optional.empty());
    }

    static Outcome done(Reason reason, AttemptId export) {
        return new Done(reason, "", Optional.of(export));
    }

    static Outcome done(Reason reason, String detail) {
        return new Done(reason, detail, Optional.empty());
    }
}
