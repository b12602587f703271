package io.github.snapshotexporter.benchmark;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Measures a nightly run over many snapshots, without their exports. */
final class NightBenchmark {
    private static final String EVERYTHING = "{}";
    private static final String USUAL_POLICY = "{\"latestPerSource\": true, \"createdWithin\": \"P3D\", \"limit\": 50}";
    private static final int USUAL_LIMIT = 50;
    private static final String ROW = "%-22s %9s %8s %12s %9s %9s %9s %9s %9s%n";

    private final int repetitions;

    NightBenchmark(int repetitions) {
        this.repetitions = repetitions;
    }

    void run(List<Integer> snapshots) throws IOException {
        System.out.printf("""
                Every call of a service takes 20 ms more than the emulator needs. An invocation ends after 60 s.
                wall: all invocations of a run together. CPU: of the function's process alone. live heap: the most that was
                reachable, in a run before the measured ones in which the garbage is collected four times a second.
                Measured runs: %d, on %d processors that the emulators share; heap limit %d MB.

                """, repetitions, Runtime.getRuntime().availableProcessors(), maxHeap());
        System.out.printf(
                ROW,
                "what",
                "snapshots",
                "members",
                "invocations",
                "longest",
                "wall min",
                "median",
                "CPU",
                "live heap");
        for (int many : snapshots) {
            measure(many);
        }
    }

    private static long maxHeap() {
        return Runtime.getRuntime().maxMemory() >> 20;
    }

    private void measure(int snapshots) throws IOException {
        try (CloudProcess cloud = CloudProcess.start(snapshots, 0);
                Nights nights = new Nights(cloud.environment())) {
            int usual = Math.min(USUAL_LIMIT, snapshots / BenchmarkCloud.SNAPSHOTS_OF_A_SOURCE);
            series("select by usual policy", snapshots, usual, n -> nights.select("usual-" + n, USUAL_POLICY, usual));
            series("select everything", snapshots, snapshots, n -> nights.select("all-" + n, EVERYTHING, snapshots));
            nights.endAll("all-0");
            series("report", snapshots, snapshots, n -> nights.report("all-0"));
        }
    }

    /** One run of a series, by its number. */
    private interface Run {
        Measured measure(int number) throws IOException;
    }

    private void series(String what, int snapshots, int members, Run run) throws IOException {
        long live;
        try (LiveHeap heap = new LiveHeap()) {
            run.measure(0);
            live = heap.mostMegabytes();
        }
        List<Measured> runs = new ArrayList<>();
        for (int n = 1; n <= repetitions; n++) {
            runs.add(run.measure(n));
        }
        Measured median = Measured.median(runs);
        System.out.printf(
                ROW,
                what,
                snapshots,
                members,
                median.invocations().size(),
                seconds(runs.stream()
                        .map(Measured::longest)
                        .max(Duration::compareTo)
                        .orElseThrow()),
                seconds(runs.stream()
                        .map(Measured::wall)
                        .min(Duration::compareTo)
                        .orElseThrow()),
                seconds(median.wall()),
                seconds(median.cpu()),
                live + " MB");
        System.out.println(median.shownCalls());
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
    }
}
