package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.Screen.Verb;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScreenTest {
    private static final String ARN =
            "arn:aws:lightsail:eu-central-1:111122223333:InstanceSnapshot/b949c39a-96de-4a34-872d-010aceab1129";
    private static final List<List<String>> ENDS = List.of(
            List.of("about", "what came in", "how it ended", "result or reason", "calls"),
            List.of("my-site-data-1", "event: it was made", "ExportSucceeded, adopted", "ami-0473ef3df1d9e4c83", "1/1"),
            List.of(
                    "malformed 1",
                    "message: JSON that is cut off",
                    "answered ALREADY_EXPORTED",
                    "ExportFailed: ImageExportFailed",
                    "none"));

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 100, 120})
    void no_line_is_wider_than_the_screen(int width) {
        for (int labelWidth : List.of(0, 14)) {
            Screen screen = screen(width, labelWidth);
            screen.heading("A heading " + "of several words ".repeat(9));
            screen.line("  " + "words ".repeat(40) + ARN.repeat(2));
            screen.row(0.5, "x".repeat(255), Verb.KEEPS, "the message: " + ARN.repeat(3));
            screen.columns();
            screen.table(ENDS);
            screen.table(List.of(List.of("label", "value"), List.of("snapshot-exporter:snapshot-created-at", ARN)));
            screen.list(List.of(List.of("my-site-1", "an instance snapshot; ".repeat(8))));
        }

        assertThat(lines()).hasSizeGreaterThan(30).allMatch(line -> line.length() <= width);
    }

    @Test
    void a_table_that_has_room_has_one_line_for_each_row() {
        screen(120, 0).table(ENDS);

        assertThat(lines()).hasSize(4);
    }

    @Test
    void a_table_that_is_too_wide_wraps_its_cells_between_words() {
        screen(80, 0).table(ENDS);

        assertThat(lines())
                .element(2)
                .asString()
                .startsWith("my-site-data-1  ")
                .contains("  ExportSucceeded,  ami-0473ef3df1d9e4c83  1/1");
        assertThat(lines()).element(3).asString().contains("adopted");
    }

    @Test
    void a_text_that_is_wrapped_stays_in_its_column() {
        screen(60, 0).row(12.25, "", Verb.DECIDES, "word ".repeat(20).strip());

        assertThat(lines().getFirst()).startsWith(" 12.3 s  decides    word word");
        assertThat(lines().get(1)).startsWith(" ".repeat(20) + "word");
    }

    @Test
    void what_is_to_be_copied_stays_in_one_line() {
        screen(60, 0).copy("x ".repeat(100));

        assertThat(lines()).containsExactly("x ".repeat(100));
    }

    private Screen screen(int width, int labelWidth) {
        return Screen.plain(new PrintStream(shown, true, StandardCharsets.UTF_8), width, labelWidth);
    }

    private List<String> lines() {
        return shown.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
