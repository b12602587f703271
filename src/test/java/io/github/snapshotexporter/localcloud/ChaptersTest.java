package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.Screen.Verb;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChaptersTest {
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final Chapters chapters =
            Chapters.of(Screen.plain(new PrintStream(shown, true, StandardCharsets.UTF_8), 80, 0));

    @Test
    void what_belongs_to_a_later_chapter_is_kept_until_that_is_opened() {
        chapters.row("second", Verb.IN, "two");
        chapters.open("first", "The first");
        chapters.row("second", Verb.WAITS, "three");
        chapters.row("first", Verb.IN, "one");
        chapters.open("second", "The second");
        chapters.row("second", Verb.ENDS, "four");

        assertThat(texts()).containsExactly("1. The first", "one", "2. The second", "two", "three", "four");
    }

    @Test
    void a_chapter_about_several_says_which_one_each_row_is_about() {
        chapters.open(List.of("a", "b"), "Both");
        chapters.row("b", Verb.IN, "one");

        assertThat(texts()).containsExactly("1. Both", "b: one");
    }

    @Test
    void the_last_chapter_tells_whatever_was_not_told() {
        chapters.row("a", Verb.IN, "one");
        chapters.row("night", Verb.WAITS, "two");
        chapters.openLast("night", "The end");
        chapters.row("b", Verb.ENDS, "three");

        assertThat(texts()).containsExactly("1. The end", "a: one", "two", "b: three");
    }

    @Test
    void without_chapters_everything_is_told_as_it_happens() {
        Screen screen = Screen.plain(new PrintStream(shown, true, StandardCharsets.UTF_8), 80, 8);
        Chapters.none(screen).row("a", Verb.IN, "one");

        assertThat(shown.toString(StandardCharsets.UTF_8))
                .isEqualTo("  0.0 s  a         comes in   one" + System.lineSeparator());
    }

    /** What is told, without time and verb. */
    private List<String> texts() {
        return shown.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isEmpty())
                .map(line -> line.replaceFirst("^ *[0-9.]+ s  .{9}  ", ""))
                .toList();
    }
}
