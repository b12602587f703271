package io.github.snapshotexporter.nightly;

import io.github.snapshotexporter.job.Receive;
import java.time.Clock;
import java.time.Duration;

/** How long a receive may still begin something. */
final class TimeLeft {
    /** Enough to write down how far the work has come, a slow call before that included. */
    private static final Duration RESERVE = Duration.ofSeconds(15);

    private final Clock clock;
    private final Receive receive;

    TimeLeft(Clock clock, Receive receive) {
        this.clock = clock;
        this.receive = receive;
    }

    boolean isShort() {
        return clock.instant().plus(RESERVE).isAfter(receive.deadline());
    }
}
