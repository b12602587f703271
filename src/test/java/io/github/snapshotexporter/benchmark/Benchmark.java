package io.github.snapshotexporter.benchmark;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Measures the function, by parts: {@code exports}, {@code nights}, {@code waiting}, {@code records}. What is measured, and
 * how, are system properties, which the profile {@code benchmark} of the build sets.
 */
public final class Benchmark {
    private Benchmark() {}

    public static void main(String[] arguments) {
        int result = 1;
        try {
            for (String part : words("parts", ",")) {
                measure(part);
                System.out.println();
            }
            result = 0;
        } catch (Exception failed) {
            failed.printStackTrace(System.err);
        } finally {
            // The ledger's database leaves a thread behind that would keep the JVM up.
            System.exit(result);
        }
    }

    private static void measure(String part) throws Exception {
        int repetitions = Integer.getInteger("benchmark.repetitions");
        switch (part) {
            case "exports" -> ExportBenchmark.run(repetitions, text("before").map(Path::of), words("prefix", " "));
            case "nights" ->
                new NightBenchmark(repetitions)
                        .run(words("snapshots", " ").stream()
                                .map(Integer::valueOf)
                                .toList());
            case "waiting" -> WaitingBenchmark.run(Integer.getInteger("benchmark.exports"));
            case "records" -> new RecordsBenchmark(repetitions).run();
            default -> throw new IllegalArgumentException("no such part: " + part);
        }
    }

    private static Optional<String> text(String property) {
        return Optional.ofNullable(System.getProperty("benchmark." + property))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }

    private static List<String> words(String property, String between) {
        return text(property).map(value -> List.of(value.split(between, -1))).orElse(List.of());
    }
}
