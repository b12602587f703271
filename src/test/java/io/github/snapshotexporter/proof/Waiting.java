package io.github.snapshotexporter.proof;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Looks again and again, with a limit.
 *
 * @param between two looks
 */
record Waiting(Clock clock, Consumer<Duration> sleep, Duration between) {
    /**
     * What {@code look} finds.
     *
     * @param most how long
     * @return empty where it has found nothing by then
     */
    <T> Optional<T> until(Duration most, Supplier<Optional<T>> look) {
        Instant end = clock.instant().plus(most);
        while (true) {
            Optional<T> found = look.get();
            if (found.isPresent() || clock.instant().isAfter(end)) {
                return found;
            }
            sleep.accept(between);
        }
    }

    /**
     * The same, for something that has to be.
     *
     * @throws ProofException with that sentence where it is not so by then
     */
    void untilTrue(Duration most, BooleanSupplier look, String otherwise) {
        if (!isTrueWithin(most, look)) {
            throw new ProofException(otherwise);
        }
    }

    /** The same, for something that may stay out. */
    boolean isTrueWithin(Duration most, BooleanSupplier look) {
        return until(most, () -> look.getAsBoolean() ? Optional.of(true) : Optional.empty())
                .isPresent();
    }
}
