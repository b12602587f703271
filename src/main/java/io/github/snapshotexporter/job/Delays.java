package io.github.snapshotexporter.job;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** How long to wait: until a message is received again, and within an invocation. */
public final class Delays {
    private static final Duration BETWEEN_CONFLICTS = Duration.ofMillis(50);

    private final Duration shortest;
    private final Duration longest;
    private final RandomGenerator random;
    private final Consumer<Duration> sleep;

    /**
     * @param sleep pauses the calling thread
     * @param random used by several threads at once
     */
    public Delays(Duration shortest, Duration longest, RandomGenerator random, Consumer<Duration> sleep) {
        this.shortest = shortest;
        this.longest = longest;
        this.random = random;
        this.sleep = sleep;
    }

    public Duration shortest() {
        return shortest;
    }

    /**
     * A time between the shortest delay and what was already waited, the longest delay at most: it doubles on average
     * without anybody counting.
     */
    public Duration after(Duration waited) {
        Duration atLeastShortest = waited.compareTo(shortest) < 0 ? shortest : waited;
        Duration most = atLeastShortest.compareTo(longest) > 0 ? longest : atLeastShortest;
        return Duration.ofMillis(random.nextLong(shortest.toMillis(), most.toMillis() + 1));
    }

    /** In seconds, rounded up, so that nothing is received earlier than was meant. */
    public static long wholeSeconds(Duration delay) {
        return delay.plusMillis(999).toSeconds();
    }

    /** Lets the other one of two colliding transactions go first. */
    public void pauseAfterConflict() {
        sleep.accept(jittered(BETWEEN_CONFLICTS));
    }

    private Duration jittered(Duration least) {
        return least.plusMillis(random.nextLong(least.toMillis()));
    }
}
