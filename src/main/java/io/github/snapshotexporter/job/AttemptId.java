package io.github.snapshotexporter.job;

import java.util.Comparator;
import java.util.Objects;

/**
 * One call of ExportSnapshot that somebody wanted: the {@code attempt}-th of the {@code generation}-th wanted export of the
 * snapshot {@code arn}. Both count from 1. Attempts of one snapshot are ordered.
 */
public record AttemptId(String arn, int generation, int attempt) {
    private static final Comparator<AttemptId> IN_ORDER =
            Comparator.comparingInt(AttemptId::generation).thenComparingInt(AttemptId::attempt);

    /** @throws IllegalArgumentException when generation or attempt is below 1 */
    public AttemptId {
        Objects.requireNonNull(arn, "arn");
        if (generation < 1 || attempt < 1) {
            throw new IllegalArgumentException(
                    "generation and attempt count from 1, but were " + generation + " and " + attempt);
        }
    }

    /** The very first attempt for a snapshot. */
    public static AttemptId first(String arn) {
        return new AttemptId(arn, 1, 1);
    }

    public AttemptId nextAttempt() {
        return new AttemptId(arn, generation, attempt + 1);
    }

    public AttemptId nextGeneration() {
        return new AttemptId(arn, generation + 1, 1);
    }

    /** Whether this attempt came before {@code other}, an attempt of the same snapshot. */
    public boolean isBefore(AttemptId other) {
        return IN_ORDER.compare(this, other) < 0;
    }
}
