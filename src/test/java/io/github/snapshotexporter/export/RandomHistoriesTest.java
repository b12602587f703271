package io.github.snapshotexporter.export;

import io.github.snapshotexporter.world.World;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The promises as invariants of random histories. {@code -Dhistories.seed=N} begins with another seed,
 * {@code -Dhistories.count=N} draws more of them.
 */
class RandomHistoriesTest {
    private static final long FIRST_SEED = Long.getLong("histories.seed", 20_261_122);
    private static final int COUNT = Integer.getInteger("histories.count", 60);

    private static final AtomicInteger ACCEPTED = new AtomicInteger();
    private static final AtomicInteger IN_WINDOW = new AtomicInteger();

    static List<Long> seeds() {
        return LongStream.range(FIRST_SEED, FIRST_SEED + COUNT).boxed().toList();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void a_random_history_keeps_the_promises(long seed) {
        // Short enough for exports that never end, and few enough slots for three snapshots to wait for each other.
        try (World world = World.create(seed).set("EXPORT_DEADLINE", "PT6H").set("MAX_IN_FLIGHT", "2")) {
            History.Result result = new History(world, seed).run();
            ACCEPTED.addAndGet(result.accepted());
            IN_WINDOW.addAndGet(result.exportedTwiceInTheOpenWindow());
        }
    }

    @AfterAll
    static void tell() {
        System.out.printf(
                "%d histories from seed %d: %d exports accepted, of them %d a second time because Lightsail listed the"
                        + " first one later than the look after its doubtful call%n",
                COUNT, FIRST_SEED, ACCEPTED.get(), IN_WINDOW.get());
    }
}
