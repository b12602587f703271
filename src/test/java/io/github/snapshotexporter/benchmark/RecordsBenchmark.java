package io.github.snapshotexporter.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Measures how what one export costs grows with the records that Lightsail keeps of all that were ever made. */
final class RecordsBenchmark {
    private static final List<Integer> RECORDS = List.of(0, 1_000, 20_000);
    private static final int UNMEASURED = 60;
    private static final String ROW = "%-40s %9s %9s %9s %9s%n";

    private final int repetitions;

    RecordsBenchmark(int repetitions) {
        this.repetitions = repetitions;
    }

    void run() throws IOException {
        System.out.printf("""
                One export where others have made so many before, all of which have ended.
                Every call of a service takes 20 ms more than the emulator needs. Medians of %d.

                """, repetitions);
        System.out.printf(ROW, "what", "records", "calls", "wall", "CPU");
        for (int records : RECORDS) {
            measure(records);
        }
    }

    private void measure(int records) throws IOException {
        List<Measured> first = new ArrayList<>();
        List<Measured> further = new ArrayList<>();
        List<Measured> ends = new ArrayList<>();
        try (CloudProcess cloud = CloudProcess.start(UNMEASURED + 2 * (repetitions + 1), records);
                Nights nights = new Nights(withManySlots(cloud.environment()))) {
            int snapshot = 0;
            while (snapshot < UNMEASURED) {
                nights.request(BenchmarkCloud.snapshot(snapshot++));
            }
            for (int n = 0; n <= repetitions; n++) {
                String one = BenchmarkCloud.snapshot(snapshot++);
                first.add(nights.firstRequest(one));
                further.add(nights.request(BenchmarkCloud.snapshot(snapshot++)));
                ends.add(nights.follow(one));
            }
        }
        print("a request, the first in ten minutes", records, first);
        print("a request soon after another", records, further);
        print("the end of a followed export", records, ends);
    }

    private static Map<String, String> withManySlots(Map<String, String> cloud) {
        Map<String, String> environment = new HashMap<>(cloud);
        environment.put("MAX_IN_FLIGHT", "100");
        return environment;
    }

    private static void print(String what, int records, List<Measured> all) {
        // Of the first one, what comes after the requests was not warm yet.
        Measured median = Measured.median(all.subList(1, all.size()));
        System.out.printf(
                ROW,
                what,
                records,
                median.calls().values().stream().mapToLong(Long::longValue).sum(),
                median.wall().toMillis() + " ms",
                median.cpu().toMillis() + " ms");
        System.out.println(median.shownCalls());
    }
}
