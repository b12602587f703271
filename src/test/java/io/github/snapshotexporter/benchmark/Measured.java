package io.github.snapshotexporter.benchmark;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What it took until a message was done with.
 *
 * @param invocations how long each of them took, in their order
 * @param cpu what the function's process has used
 * @param calls as {@code Service.Operation}, with how often
 */
record Measured(List<Duration> invocations, Duration cpu, Map<String, Long> calls) {

    /** That of these whose wall time is the median. */
    static Measured median(List<Measured> some) {
        return some.stream()
                .sorted(Comparator.comparing(Measured::wall))
                .toList()
                .get(some.size() / 2);
    }

    /** As a line to print. */
    String shownCalls() {
        return calls.entrySet().stream()
                .map(call -> call.getValue() + " " + call.getKey())
                .collect(Collectors.joining(", ", "    ", ""));
    }

    /** In all invocations together. */
    Duration wall() {
        return invocations.stream().reduce(Duration.ZERO, Duration::plus);
    }

    Duration longest() {
        return invocations.stream().max(Duration::compareTo).orElse(Duration.ZERO);
    }
}
