package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class MutableClockTest {

    private final MutableClock clock = MutableClock.at("2026-11-22T02:00:00Z");

    @Test
    void standsStillUntilItIsMoved() {
        assertThat(clock.instant()).isEqualTo("2026-11-22T02:00:00Z");

        assertThat(clock.advance(Duration.ofHours(1)))
                .isEqualTo("2026-11-22T03:00:00Z")
                .isEqualTo(clock.instant());
        clock.set(Instant.EPOCH);
        assertThat(clock.millis()).isZero();
    }

    @Test
    void advancesToATimeButNeverBack() {
        assertThat(clock.advanceTo(Instant.parse("2026-11-22T02:30:00Z"))).isEqualTo("2026-11-22T02:30:00Z");
        assertThat(clock.advanceTo(Instant.EPOCH)).isEqualTo("2026-11-22T02:30:00Z");
    }

    @Test
    void movesTogetherWithItsViewInAnotherZone() {
        Clock berlin = clock.withZone(ZoneId.of("Europe/Berlin"));

        clock.advance(Duration.ofMinutes(5));

        assertThat(berlin.instant()).isEqualTo(clock.instant());
        assertThat(berlin.getZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
    }
}
