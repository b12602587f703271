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

    /** Too late to begin what cannot be interrupted: an invocation that dies of it would leave the next one no better off. */
    boolean isHalfOver() {
        Duration whole = Duration.between(receive.invokedAt(), receive.deadline());
        return clock.instant().isAfter(receive.invokedAt().plus(whole.dividedBy(2)));
    }
}
