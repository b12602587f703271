package io.github.snapshotexporter;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.crac.Core;
import org.crac.Resource;

/**
 * What the exporter takes from the machine, so that tests can give it something else.
 *
 * @param random used by several threads at once
 * @param sleep pauses the calling thread
 * @param logLines takes each line of the log; called by several threads at once
 * @param beforeSnapshot takes who wants to be called before Lambda takes a snapshot of the function; may hold it weakly
 */
public record Surroundings(
        Clock clock,
        RandomGenerator random,
        Consumer<Duration> sleep,
        Consumer<String> logLines,
        Consumer<Resource> beforeSnapshot) {

    public static Surroundings real() {
        return new Surroundings(
                Clock.systemUTC(),
                new SecureRandom(),
                Surroundings::sleep,
                System.out::println,
                Core.getGlobalContext()::register);
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
