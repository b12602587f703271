package io.github.snapshotexporter.localcloud;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;

/** What the demo writes to. */
final class Terminal {
    /** For a file, a pipe, or a terminal that does not tell. */
    static final int USUAL_WIDTH = 80;

    /** Columns get too narrow to be read below, and lines too long above. */
    static final int NARROWEST = 60;

    static final int WIDEST = 120;

    private Terminal() {}

    /** COLUMNS if it is set, else the terminal's own width, else 80. */
    static int width() {
        return width(System.getenv().getOrDefault("COLUMNS", ""), () -> isTerminal() ? stty() : "");
    }

    /** @param size lines and columns, as {@code stty size} tells them, or something else where it does not know */
    static int width(String columns, Supplier<String> size) {
        int width = number(columns)
                .or(() -> number(size.get().strip().replaceFirst("^\\d+ ", "")))
                .orElse(USUAL_WIDTH);
        return Math.clamp(width, NARROWEST, WIDEST);
    }

    private static Optional<Integer> number(String text) {
        return text.matches("[1-9][0-9]{0,3}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
    }

    /** Whether somebody looks at it. */
    static boolean isTerminal() {
        // Some JDKs have a console that is no terminal, others have none then.
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }

    private static String stty() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new String(stty.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException noSuchProgram) {
            return "";
        }
    }
}
