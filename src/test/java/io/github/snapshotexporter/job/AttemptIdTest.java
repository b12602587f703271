package io.github.snapshotexporter.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttemptIdTest {
    private static final AttemptId FIRST = AttemptId.first("arn");

    @Test
    void the_first_attempt_is_the_first_of_the_first_generation() {
        assertThat(FIRST).isEqualTo(new AttemptId("arn", 1, 1));
    }

    @Test
    void the_next_attempt_is_of_the_same_generation() {
        assertThat(new AttemptId("arn", 2, 3).nextAttempt()).isEqualTo(new AttemptId("arn", 2, 4));
    }

    @Test
    void the_next_generation_begins_with_its_first_attempt() {
        assertThat(new AttemptId("arn", 2, 3).nextGeneration()).isEqualTo(new AttemptId("arn", 3, 1));
    }

    @Test
    void an_attempt_is_before_the_later_ones_and_not_before_itself() {
        assertThat(FIRST.isBefore(FIRST.nextAttempt())).isTrue();
        assertThat(FIRST.nextAttempt().isBefore(FIRST.nextGeneration())).isTrue();
        assertThat(FIRST.nextGeneration().isBefore(FIRST.nextAttempt())).isFalse();
        assertThat(FIRST.isBefore(AttemptId.first("arn"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0,1", "1,0", "-1,1"})
    void both_count_from_one(int generation, int attempt) {
        assertThatThrownBy(() -> new AttemptId("arn", generation, attempt))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(generation + " and " + attempt);
    }
}
