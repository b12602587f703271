package io.github.snapshotexporter.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DelaysTest {
    private final List<Duration> pauses = new ArrayList<>();
    private final Delays delays =
            new Delays(Duration.ofMillis(5), Duration.ofMillis(9), new SplittableRandom(1), pauses::add);

    @ParameterizedTest
    @CsvSource({"0,5", "4,5", "5,5", "6,6", "8,8", "9,9", "10,9", "100,9"})
    void a_delay_is_anything_from_the_shortest_to_what_was_waited_and_to_the_longest_at_most(long waited, long most) {
        assertThat(delaysAfter(Duration.ofMillis(waited)))
                .isEqualTo(LongStream.rangeClosed(5, most).boxed().collect(Collectors.toSet()));
    }

    @Test
    void the_shortest_delay_is_told() {
        assertThat(delays.shortest()).isEqualTo(Duration.ofMillis(5));
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,1", "999,1", "1000,1", "1001,2"})
    void seconds_are_rounded_up_so_that_nothing_comes_back_too_early(long millis, long seconds) {
        assertThat(Delays.wholeSeconds(Duration.ofMillis(millis))).isEqualTo(seconds);
    }

    @Test
    void after_a_conflict_the_other_one_goes_first() {
        IntStream.range(0, 1_000).forEach(i -> delays.pauseAfterConflict());

        assertThat(pauses)
                .hasSize(1_000)
                .contains(Duration.ofMillis(50), Duration.ofMillis(99))
                .allMatch(pause -> pause.toMillis() >= 50 && pause.toMillis() < 100);
    }

    private Set<Long> delaysAfter(Duration waited) {
        return IntStream.range(0, 200)
                .mapToObj(i -> delays.after(waited).toMillis())
                .collect(Collectors.toSet());
    }
}
