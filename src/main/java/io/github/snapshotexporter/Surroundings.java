package io.github.snapshotexporter;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * What the exporter takes from the machine, so that tests can give it something else.
 *
 * @param random used by several threads at once
 * @param sleep pauses the calling thread
 * @param logLines takes each line of the log; called by several threads at once
 */
public record Surroundings(Clock clock, RandomGenerator random, Consumer<Duration> sleep, Consumer<String> logLines) {

    public static Surroundings real() {
        return new Surroundings(Clock.systemUTC(), new SecureRandom(), Surroundings::sleep, System.out::println);
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting", interrupted);
        }
    }
}
