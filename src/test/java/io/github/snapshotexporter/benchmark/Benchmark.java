package io.github.snapshotexporter.benchmark;

import java.util.List;

/**
 * Measures the function, by parts: {@code exports}, {@code nights}, {@code waiting}. Arguments: the parts with commas
 * between them, how often each is measured, a prefix of the command that starts the function, which may be empty, and the
 * numbers of snapshots for the nights.
 */
public final class Benchmark {
    private Benchmark() {}

    public static void main(String[] arguments) {
        int result = 1;
        try {
            measure(arguments);
            result = 0;
        } catch (Exception failed) {
            failed.printStackTrace(System.err);
        } finally {
            // The ledger's database leaves a thread behind that would keep the JVM up.
            System.exit(result);
        }
    }

    private static void measure(String[] arguments) throws Exception {
        int repetitions = Integer.parseInt(arguments[1]);
        String prefix = arguments[2].strip();
        List<Integer> snapshots = List.of(arguments).subList(3, arguments.length).stream()
                .map(Integer::valueOf)
                .toList();
        for (String part : arguments[0].split(",", -1)) {
            switch (part) {
                case "exports" ->
                    new ExportBenchmark(repetitions, prefix.isEmpty() ? List.of() : List.of(prefix.split(" ", -1)))
                            .run();
                case "nights" -> new NightBenchmark(repetitions).run(snapshots);
                case "waiting" -> WaitingBenchmark.run();
                default -> throw new IllegalArgumentException("no such part: " + part);
            }
            System.out.println();
        }
    }
}
