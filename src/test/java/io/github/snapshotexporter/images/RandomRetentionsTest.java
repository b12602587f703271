package io.github.snapshotexporter.images;

import io.github.snapshotexporter.world.World;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The promises about images as invariants of random histories. {@code -Dretentions.seed=N} begins with another seed,
 * {@code -Dretentions.count=N} draws more of them.
 */
class RandomRetentionsTest {
    private static final long FIRST_SEED = Long.getLong("retentions.seed", 20_261_127);
    private static final int COUNT = Integer.getInteger("retentions.count", 25);

    private static final AtomicInteger LET_GO = new AtomicInteger();
    private static final AtomicInteger KEPT = new AtomicInteger();

    static List<Long> seeds() {
        return LongStream.range(FIRST_SEED, FIRST_SEED + COUNT).boxed().toList();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void a_random_history_lets_go_what_the_rules_do_not_keep_and_nothing_else(long seed) {
        try (World world = World.create(seed).set("STACK_NAME", HistoryOfImages.STACK)) {
            HistoryOfImages.Result result = new HistoryOfImages(world, seed).run();
            LET_GO.addAndGet(result.letGo());
            KEPT.addAndGet(result.kept());
        }
    }

    @AfterAll
    static void tell() {
        System.out.printf(
                "%d histories of images from seed %d: %d let go, %d kept%n",
                COUNT, FIRST_SEED, LET_GO.get(), KEPT.get());
    }
}
