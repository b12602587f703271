package io.github.snapshotexporter.benchmark;

import io.github.snapshotexporter.localcloud.LocalCloud;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/**
 * The local cloud with many snapshots, in a process of its own, so that the function's heap and CPU time are its alone.
 * Prints its environment, and ends with its standard input.
 */
public final class BenchmarkCloud {
    /** What is printed when it is up. */
    static final String READY = "ready";

    /** Of each source there is a snapshot a day. */
    static final int SNAPSHOTS_OF_A_SOURCE = 50;

    private BenchmarkCloud() {}

    public static void main(String[] arguments) throws IOException {
        try (LocalCloud cloud = LocalCloud.start()) {
            register(cloud, Integer.parseInt(arguments[0]));
            cloud.environment().forEach((name, value) -> System.out.println(name + "=" + value));
            System.out.println(READY);
            System.in.transferTo(System.err);
        }
        // The ledger's database leaves a thread behind that would keep the JVM up.
        System.exit(0);
    }

    private static void register(LocalCloud cloud, int snapshots) {
        Instant newest = Instant.now().minus(Duration.ofHours(1));
        for (int i = 0; i < snapshots; i++) {
            int day = i % SNAPSHOTS_OF_A_SOURCE;
            int source = i / SNAPSHOTS_OF_A_SOURCE;
            cloud.lightsail()
                    .instanceSnapshot("site-%d-%d".formatted(source, day))
                    .fromResource("site-" + source)
                    .createdAt(newest.minus(Duration.ofDays(day)));
        }
    }
}
