package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {

    @ParameterizedTest
    @CsvSource({
        "'', '', 80", //
        "100, '', 100",
        "100, 24 90, 100",
        "'', 24 90, 90",
        "'', 0 0, 80",
        "nonsense, 24 90, 90",
        "'', stty: no terminal, 80",
        "20, '', 60",
        "250, '', 120"
    })
    void the_width_is_what_somebody_says_or_the_terminal_and_80_where_nobody_knows(
            String columns, String size, int width) {
        assertThat(Terminal.width(columns, () -> size)).isEqualTo(width);
    }
}
