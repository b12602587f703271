package io.github.snapshotexporter.localcloud;

import java.io.Console;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Prints what happens in aligned columns: when, to what, what, and a text that is wrapped to stay in its column. */
final class Screen {

    /** What a row tells. */
    enum Verb {
        IN("comes in", "36"),
        WAITS("waits", "2"),
        DECIDES("decides", "33"),
        CALLS("calls", "34"),
        ENDS("ends", "1"),
        PUBLISHES("publishes", "32"),
        KEEPS("keeps", "35"),
        ANSWERS("answers", "36");

        private final String word;
        private final String colour;

        Verb(String word, String colour) {
            this.word = word;
            this.colour = colour;
        }
    }

    private static final int WIDTH = 118;
    private static final String ROW = "%7s  %s  %s  %s";
    private static final int VERB_WIDTH = 9;

    private final PrintStream out;
    private final boolean coloured;
    private final int labelWidth;
    private OptionalLong begun = OptionalLong.empty();

    private Screen(PrintStream out, boolean coloured, int labelWidth) {
        this.out = out;
        this.coloured = coloured;
        this.labelWidth = labelWidth;
    }

    /** Prints to standard output, with colours where it is a terminal that has some and nobody minds them. */
    static Screen onStandardOutput(int labelWidth) {
        // Some JDKs have a console that is no terminal, others have none then.
        boolean coloured = Optional.ofNullable(System.console())
                        .filter(Console::isTerminal)
                        .isPresent()
                && System.getenv().getOrDefault("NO_COLOR", "").isEmpty()
                && !System.getenv().getOrDefault("TERM", "dumb").equals("dumb");
        return new Screen(System.out, coloured, labelWidth);
    }

    /** Prints to this stream, without colours. */
    static Screen plain(PrintStream out, int labelWidth) {
        return new Screen(out, false, labelWidth);
    }

    synchronized void line(String text) {
        out.println(text);
    }

    /** The first row is at time 0. */
    synchronized void row(String label, Verb verb, String text) {
        long now = System.nanoTime();
        if (begun.isEmpty()) {
            begun = OptionalLong.of(now);
        }
        String time = String.format(Locale.ROOT, "%.1f s", (now - begun.getAsLong()) / 1e9);
        int indent =
                ROW.formatted("", pad("", labelWidth), pad("", VERB_WIDTH), "").length();
        List<String> lines = wrap(text, WIDTH - indent);
        out.println(ROW.formatted(
                time, pad(label, labelWidth), paint(pad(verb.word, VERB_WIDTH), verb.colour), lines.getFirst()));
        lines.stream().skip(1).forEach(rest -> out.println(" ".repeat(indent) + rest));
    }

    /** Prints a table with as wide columns as it needs. */
    synchronized void table(List<List<String>> rows) {
        List<Integer> widths = new ArrayList<>();
        for (int column = 0; column < rows.getFirst().size(); column++) {
            int index = column;
            widths.add(
                    rows.stream().mapToInt(row -> row.get(index).length()).max().orElse(0));
        }
        for (int i = 0; i < rows.size(); i++) {
            if (i == 1) {
                out.println(joined(widths.stream().map("-"::repeat).toList(), widths));
            }
            out.println(joined(rows.get(i), widths));
        }
    }

    private static String joined(List<String> cells, List<Integer> widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            line.append(pad(cells.get(i), widths.get(i))).append("  ");
        }
        return line.toString().stripTrailing();
    }

    private static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (rest.length() > width) {
            int space = rest.lastIndexOf(' ', width);
            int end = space > 0 ? space : width;
            lines.add(rest.substring(0, end).stripTrailing());
            rest = rest.substring(end).stripLeading();
        }
        lines.add(rest);
        return lines;
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private String paint(String text, String colour) {
        return coloured ? "\033[" + colour + "m" + text + "\033[0m" : text;
    }
}
