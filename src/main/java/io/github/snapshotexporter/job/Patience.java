package io.github.snapshotexporter.job;

import io.github.snapshotexporter.settings.Deadlines;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Whether a deadline has passed, and else when to come back. */
public final class Patience {
    private final Deadlines deadlines;
    private final Delays delays;
    private final Clock clock;

    public Patience(Deadlines deadlines, Delays delays, Clock clock) {
        this.deadlines = deadlines;
        this.delays = delays;
        this.clock = clock;
    }

    /** The first of these whose deadline has passed. */
    public Optional<Wait> over(List<Wait> waits) {
        return waits.stream().filter(this::isOver).findFirst();
    }

    public boolean isOver(Wait wait) {
        return isOver(wait.phase(), wait.since());
    }

    public boolean isOver(Phase phase, Instant since) {
        return isOver(Optional.of(since), phase.deadline(deadlines));
    }

    /** Whether so much time has passed; it has not where nothing has begun. */
    public boolean isOver(Optional<Instant> since, Duration deadline) {
        return since.map(begun -> begun.plus(deadline))
                .filter(end -> !end.isAfter(clock.instant()))
                .isPresent();
    }

    /** How long until a message is received again that has waited since then. */
    public Duration delaySince(Instant since) {
        return delays.after(Duration.between(since, clock.instant()));
    }

    /** How long until what somebody else has until then can be free; the shortest delay where that is now, or unknown. */
    public Duration delayUntil(Optional<Instant> free) {
        return free.map(until -> Duration.between(clock.instant(), until))
                .filter(Duration::isPositive)
                .orElse(delays.shortest());
    }
}
