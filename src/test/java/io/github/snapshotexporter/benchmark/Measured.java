package io.github.snapshotexporter.benchmark;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What it took until a message was done with.
 *
 * @param invocations how long each of them took, in their order
 * @param cpu what the function's process has used
 * @param calls as {@code Service.Operation}, with how often
 */
record Measured(List<Duration> invocations, Duration cpu, Map<String, Long> calls) {

    /** In all invocations together. */
    Duration wall() {
        return invocations.stream().reduce(Duration.ZERO, Duration::plus);
    }

    Duration longest() {
        return invocations.stream().max(Duration::compareTo).orElse(Duration.ZERO);
    }
}
