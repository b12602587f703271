package io.github.snapshotexporter.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.Surroundings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * A proof that is killed, before a call or right after it has taken effect: what it leaves is found and deleted. Some calls
 * of a run, by chance; all of them with {@code -Dproof.kills=all}.
 */
@Execution(ExecutionMode.SAME_THREAD)
class InterruptedProofTest {
    private static final int SOME = 4;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static ProvingGround ground;

    @TempDir
    private Path folder;

    @BeforeAll
    static void deploy() {
        ground = ProvingGround.thatLetsImagesGo();
    }

    @AfterAll
    static void end() {
        ground.close();
    }

    @AfterEach
    void forget() {
        ground.unwatched();
        ground.told();
    }

    @Test
    void whatever_call_it_is_killed_at_cleaning_leaves_nothing() {
        List<String> calls = callsOfARun();
        assertThat(Leftovers.in(ground)).isEmpty();
        for (Kill kill : chosen(kills(calls))) {
            ground.watchedBy(kill);
            try {
                ground.prove(folder);
            } catch (Killed killed) {
                assertThat(kill.hasHappened()).isTrue();
            }
            ground.unwatched();

            cleaned(kill);
        }
    }

    @Test
    void a_rule_that_lets_images_go_is_tried_with_images_of_its_own_only() {
        boolean well = ground.prove(folder);

        String told = ground.told();
        assertThat(well).as(told).isTrue();
        assertThat(told).containsPattern("deletion: .* gone \\| confirmed \\|");
        assertThat(Leftovers.in(ground)).isEmpty();
    }

    private List<String> callsOfARun() {
        Recorder recorder = new Recorder();
        ground.watchedBy(recorder);
        assertThat(ground.prove(folder, "-Dagain", "-Dmissing")).isTrue();
        ground.unwatched();
        return recorder.calls();
    }

    /** The first and the last call of each kind, before and after: between them, the same is asked again and again. */
    private static List<Kill> kills(List<String> calls) {
        List<Kill> kills = new ArrayList<>();
        calls.stream().distinct().forEach(call -> {
            long last = calls.stream().filter(call::equals).count();
            for (long number : last > 1 ? List.of(1L, last) : List.of(1L)) {
                kills.add(new Kill(call, number, false));
                kills.add(new Kill(call, number, true));
            }
        });
        return kills;
    }

    private static List<Kill> chosen(List<Kill> kills) {
        if (System.getProperty("proof.kills", "").equals("all")) {
            return kills;
        }
        long seed = System.nanoTime();
        System.out.println("Kills of a proof, seed " + seed);
        Collections.shuffle(kills, new Random(seed));
        return kills.subList(0, SOME);
    }

    /** An export that was under way is waited for, as whoever reads that it is not deleted yet would. */
    private void cleaned(Kill kill) {
        Waiting waiting = new Waiting(Clock.systemUTC(), Surroundings.real().sleep(), Duration.ofMillis(200));
        Optional<Boolean> empty = waiting.until(
                LIMIT,
                () -> ground.prove(folder, "-Dclean") && Leftovers.in(ground).isEmpty()
                        ? Optional.of(true)
                        : Optional.empty());
        assertThat(empty).as(kill + " leaves " + Leftovers.in(ground)).isPresent();
    }

    /** What is thrown in the place of a SIGKILL: no code of the proof catches it. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private static final class Recorder implements ExecutionInterceptor {
        private final List<String> calls = new CopyOnWriteArrayList<>();

        @Override
        public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
            calls.add(Calls.operation(attributes));
        }

        List<String> calls() {
            return List.copyOf(calls);
        }
    }

    /** Ends the run at one call, and every call after that. */
    private static final class Kill implements ExecutionInterceptor {
        private final String call;
        private final long number;
        private final boolean after;
        private final AtomicBoolean happened = new AtomicBoolean();
        private long seen;

        Kill(String call, long number, boolean after) {
            this.call = call;
            this.number = number;
            this.after = after;
        }

        @Override
        public synchronized void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
            stopIfDead();
            if (Calls.operation(attributes).equals(call)) {
                seen++;
                if (!after && seen == number) {
                    happened.set(true);
                    stopIfDead();
                }
            }
        }

        @Override
        public synchronized void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
            if (after && Calls.operation(attributes).equals(call) && seen == number) {
                happened.set(true);
            }
            stopIfDead();
        }

        private void stopIfDead() {
            if (happened.get()) {
                throw new Killed();
            }
        }

        boolean hasHappened() {
            return happened.get();
        }

        @Override
        public String toString() {
            return (after ? "after " : "before ") + call + " " + number;
        }
    }
}
