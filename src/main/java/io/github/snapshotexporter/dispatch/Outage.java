package io.github.snapshotexporter.dispatch;

import io.github.snapshotexporter.job.Receive;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How long jobs have failed so badly that not even their own clocks could be written: the ledger itself is out of reach.
 * Each execution environment keeps count for itself.
 */
final class Outage {
    private final Clock clock;
    private final AtomicReference<Optional<Instant>> since = new AtomicReference<>(Optional.empty());

    Outage(Clock clock) {
        this.clock = clock;
    }

    void isOver() {
        since.set(Optional.empty());
    }

    /** How long this message has met the outage; the first failure begins one. */
    Duration metBy(Receive receive) {
        Instant now = clock.instant();
        Instant begun =
                since.updateAndGet(known -> Optional.of(known.orElse(now))).orElseThrow();
        Instant met = begun.isAfter(receive.firstReceivedAt()) ? begun : receive.firstReceivedAt();
        return Duration.between(met, now);
    }
}
