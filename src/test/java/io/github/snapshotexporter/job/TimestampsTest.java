package io.github.snapshotexporter.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimestampsTest {
    @Test
    void a_time_always_has_three_digits_of_fraction_so_that_texts_sort_as_times_do() {
        assertThat(Timestamps.format(Instant.parse("2026-11-22T02:00:00Z"))).isEqualTo("2026-11-22T02:00:00.000Z");
        assertThat(Timestamps.format(Instant.parse("2026-11-22T02:00:00.0129Z")))
                .isEqualTo("2026-11-22T02:00:00.012Z");
    }

    @Test
    void what_was_written_is_read() {
        assertThat(Timestamps.parse("2026-11-22T02:00:00.012Z")).isEqualTo(Instant.parse("2026-11-22T02:00:00.012Z"));
    }
}
