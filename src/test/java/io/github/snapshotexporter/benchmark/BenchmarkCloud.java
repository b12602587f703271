package io.github.snapshotexporter.benchmark;

import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.LightsailEmulator;
import io.github.snapshotexporter.localcloud.LocalCloud;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/**
 * The local cloud with many snapshots, or with the records of many exports, in a process of its own, so that the function's
 * heap and CPU time are its alone. Prints its environment, and ends with its standard input.
 */
public final class BenchmarkCloud {
    /** What is printed when it is up. */
    static final String READY = "ready";

    /** Of each source there is a snapshot a day. */
    static final int SNAPSHOTS_OF_A_SOURCE = 50;

    private static final ExportScript AT_ONCE = ExportScript.succeeds().takes(Duration.ZERO);

    private BenchmarkCloud() {}

    public static void main(String[] arguments) throws IOException {
        try (LocalCloud cloud = LocalCloud.start()) {
            register(cloud.lightsail(), Integer.parseInt(arguments[0]));
            exportByOthers(cloud.lightsail(), Integer.parseInt(arguments[1]));
            cloud.environment().forEach((name, value) -> System.out.println(name + "=" + value));
            System.out.println(READY);
            System.in.transferTo(System.err);
        }
        // The ledger's database leaves a thread behind that would keep the JVM up.
        System.exit(0);
    }

    /** What the snapshot is called that was registered as this one, counted from 0. */
    static String snapshot(int number) {
        return "site-%d-%d".formatted(number / SNAPSHOTS_OF_A_SOURCE, number % SNAPSHOTS_OF_A_SOURCE);
    }

    private static void register(LightsailEmulator lightsail, int snapshots) {
        Instant newest = Instant.now().minus(Duration.ofHours(1));
        for (int i = 0; i < snapshots; i++) {
            lightsail
                    .instanceSnapshot(snapshot(i))
                    .fromResource("site-" + i / SNAPSHOTS_OF_A_SOURCE)
                    .createdAt(newest.minus(Duration.ofDays(i % SNAPSHOTS_OF_A_SOURCE)))
                    .exports(AT_ONCE);
        }
    }

    /** All have ended, and nothing is left but their records. */
    private static void exportByOthers(LightsailEmulator lightsail, int exports) {
        Instant first = Instant.now().minus(Duration.ofDays(365));
        for (int i = 0; i < exports; i++) {
            String name = "other-" + i;
            lightsail.instanceSnapshot(name).exportedByHand(first.plusSeconds(i), AT_ONCE);
            lightsail.remove(name);
        }
    }
}
