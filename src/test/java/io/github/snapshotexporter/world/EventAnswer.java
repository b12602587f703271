package io.github.snapshotexporter.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What the function answers when a file of {@code events/} is its payload: a line of the one table that says so.
 *
 * @param file the name without {@code .json}
 * @param answer the outcome, or one of the words that the table explains
 * @param text what comes back has this in it
 */
public record EventAnswer(String file, String answer, String text) {
    /** No answer, but an error that names what cannot be understood. */
    public static final String REFUSED = "REFUSED";

    /** An event that asks for nothing. */
    public static final String IGNORED = "IGNORED";

    /** An export of the snapshot is asked for, and how far it has come is the answer. */
    public static final String EXPORT = "EXPORT";

    private static final Path TABLE = Path.of("src", "test", "resources", "event-answers.csv");

    /** The whole table. */
    public static List<EventAnswer> all() {
        try {
            return Files.readAllLines(TABLE).stream()
                    .filter(line -> !line.startsWith("#"))
                    .map(EventAnswer::parse)
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The lines with this answer. */
    public static List<EventAnswer> with(String answer) {
        return all().stream().filter(line -> line.answer.equals(answer)).toList();
    }

    private static EventAnswer parse(String line) {
        List<String> cells = Arrays.asList(line.split("\\|", 3));
        return new EventAnswer(cells.get(0), cells.get(1), cells.get(2));
    }

    /** Whether it is in there. Who passes JSON on sets its spaces otherwise, and escapes what is a text in it. */
    public boolean isIn(String output) {
        return bare(output).contains(bare(text));
    }

    private static String bare(String json) {
        return json.replaceAll("[\\s\\\\]", "");
    }

    @Override
    public String toString() {
        return file;
    }
}
