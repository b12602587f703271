package io.github.snapshotexporter.benchmark;

import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts what a night takes whose exports wait for each other, on a clock that jumps from message to message: no time is
 * measured.
 */
final class WaitingBenchmark {
    private static final int IN_FLIGHT = 5;
    private static final Duration OF_AN_EXPORT = Duration.ofMinutes(30);

    private WaitingBenchmark() {}

    /**
     * Counts and prints.
     *
     * @param exports of the night; of more than some 600 the last ones would wait for longer than any setting allows
     * @throws IllegalStateException where some were given up
     */
    static void run(int exports) {
        System.out.printf(
                "A run of %d exports of %d minutes each, %d in flight, in batches of up to ten.%n",
                exports, OF_AN_EXPORT.toMinutes(), IN_FLIGHT);
        try (World world = World.create()
                .set("STACK_NAME", "benchmark")
                .set("MAX_IN_FLIGHT", Integer.toString(IN_FLIGHT))
                .set("PENDING_DEADLINE", "PT1H")
                .set("RETRY_DEADLINE", "PT1H")
                .set("SLOT_DEADLINE", "PT84H")
                .set("RUN_DEADLINE", "PT90H")) {
            for (int n = 0; n < exports; n++) {
                world.lightsail()
                        .instanceSnapshot("site-" + n)
                        .createdAt(World.BEGINNING)
                        .exports(ExportScript.succeeds().takes(OF_AN_EXPORT));
            }
            world.send("{\"select\": {}, \"requestId\": \"night\"}");
            long invocations = 0;
            long receives = 0;
            Map<String, Long> calls = new TreeMap<>();
            while (world.sqs().nextVisibleAt(world.queueUrl()).isPresent()) {
                world.clock()
                        .advanceTo(world.sqs().nextVisibleAt(world.queueUrl()).orElseThrow());
                receives += world.deliver().size();
                invocations++;
                world.tap().calls().forEach(call -> calls.merge(call, 1L, Long::sum));
                world.forgetCallsAndLog();
            }
            Duration taken = Duration.between(World.BEGINNING, world.clock().instant());
            System.out.printf(
                    "%d exports in %d hours: %d receives of a message in %d invocations, %d documents%n",
                    world.lightsail().accepted().size(),
                    taken.toHours(),
                    receives,
                    invocations,
                    world.published().size());
            calls.forEach((call, count) -> System.out.printf("    %7d %s%n", count, call));
            if (world.lightsail().accepted().size() < exports) {
                throw new IllegalStateException("so many cannot wait for each other: some were given up");
            }
        }
    }
}
