package io.github.snapshotexporter.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.MutableClock;
import io.github.snapshotexporter.settings.Deadlines;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private static final Instant BEGINNING = Instant.parse("2026-11-22T02:00:00Z");
    private static final Duration SHORTEST = Duration.ofSeconds(30);
    private static final Duration PENDING = Duration.ofHours(2);
    private static final Deadlines DEADLINES = new Deadlines(
            Duration.ofHours(1),
            PENDING,
            Duration.ofHours(3),
            Duration.ofHours(4),
            Duration.ofHours(5),
            Duration.ofHours(6),
            Duration.ofMinutes(7));

    private final MutableClock clock = MutableClock.at(BEGINNING);
    private final Patience patience = new Patience(
            DEADLINES, new Delays(SHORTEST, Duration.ofMinutes(15), new SplittableRandom(1), pause -> {}), clock);

    @Test
    void a_deadline_has_passed_as_soon_as_its_time_has_come() {
        clock.set(BEGINNING.plus(PENDING).minusMillis(1));
        assertThat(patience.isOver(Phase.PENDING, BEGINNING)).isFalse();

        clock.advance(Duration.ofMillis(1));
        assertThat(patience.isOver(Phase.PENDING, BEGINNING)).isTrue();
    }

    @Test
    void what_has_not_begun_is_not_over() {
        assertThat(patience.isOver(Optional.empty(), Duration.ZERO)).isFalse();
    }

    @Test
    void the_first_wait_that_is_over_is_found() {
        Wait slot = new Wait(Phase.SLOT, BEGINNING, Failure.of(Reason.NO_SLOT, ""));
        Wait pending = new Wait(Phase.PENDING, BEGINNING, Failure.of(Reason.PENDING_DEADLINE, ""));
        Wait retry = new Wait(Phase.RETRY, BEGINNING, Failure.of(Reason.RETRY_DEADLINE, ""));

        assertThat(patience.over(List.of(slot, pending, retry))).isEmpty();
        clock.advance(PENDING);
        assertThat(patience.over(List.of(slot, pending, retry))).contains(pending);
    }

    @Test
    void the_delay_grows_with_what_was_waited() {
        clock.advance(SHORTEST);
        assertThat(patience.delaySince(BEGINNING)).isEqualTo(SHORTEST);

        clock.advance(Duration.ofMinutes(10));
        assertThat(patience.delaySince(BEGINNING)).isBetween(SHORTEST.plusMillis(1), Duration.ofMinutes(11));
    }

    @Test
    void what_somebody_else_has_is_waited_for_until_it_can_be_free() {
        assertThat(patience.delayUntil(Optional.of(BEGINNING.plusMillis(1)))).isEqualTo(Duration.ofMillis(1));
    }

    @Test
    void what_can_be_free_now_or_at_an_unknown_time_is_waited_for_briefly() {
        assertThat(patience.delayUntil(Optional.of(BEGINNING))).isEqualTo(SHORTEST);
        assertThat(patience.delayUntil(Optional.empty())).isEqualTo(SHORTEST);
    }
}
