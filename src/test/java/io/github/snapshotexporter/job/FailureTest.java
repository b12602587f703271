package io.github.snapshotexporter.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureTest {
    @ParameterizedTest
    @CsvSource({"0,0", "1,1", "1999,1999", "2000,2000", "2001,2000", "9000,2000"})
    void a_message_is_cut_where_it_tells_nothing_more(int length, int kept) {
        assertThat(Failure.of(Reason.UNEXPECTED, "x".repeat(length)).message()).isEqualTo("x".repeat(kept));
    }

    @Test
    void a_code_is_cut_as_well() {
        assertThat(new Failure(Reason.UNEXPECTED, "c".repeat(200), "").code()).hasSize(200);
        assertThat(new Failure(Reason.UNEXPECTED, "c".repeat(201), "").code()).hasSize(200);
    }

    @Test
    void no_character_is_cut_in_two() {
        assertThat(Failure.of(Reason.UNEXPECTED, "x".repeat(1_999) + "\ud83d\ude00")
                        .message())
                .isEqualTo("x".repeat(1_999));
        assertThat(Failure.of(Reason.UNEXPECTED, "x".repeat(1_998) + "\ud83d\ude00y")
                        .message())
                .isEqualTo("x".repeat(1_998) + "\ud83d\ude00");
    }
}
