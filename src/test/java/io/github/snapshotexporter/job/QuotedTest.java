package io.github.snapshotexporter.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuotedTest {
    @Test
    void printable_ascii_is_shown_as_it_is() {
        assertThat(Quoted.of(" my-site~", 80)).isEqualTo("\" my-site~\"");
    }

    @Test
    void quotes_and_backslashes_cannot_end_the_quotation() {
        assertThat(Quoted.of("a\"b\\c", 80)).isEqualTo("\"a\\\"b\\\\c\"");
    }

    @Test
    void all_else_is_made_visible() {
        assertThat(Quoted.of("\u001f\u007f\u0435\n", 80)).isEqualTo("\"\\u001f\\u007f\\u0435\\u000a\"");
    }

    @Test
    void a_text_is_cut_after_the_limit_and_its_length_told() {
        assertThat(Quoted.of("abcd", 4)).isEqualTo("\"abcd\"");
        assertThat(Quoted.of("abcde", 4)).isEqualTo("\"abcd\"... (5 characters)");
    }
}
