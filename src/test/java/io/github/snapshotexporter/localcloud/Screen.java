package io.github.snapshotexporter.localcloud;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Prints what happens in aligned columns: when, to what, what, and a text that is wrapped to stay in its column. No line
 * is wider than the screen, except one that is to be copied as it stands.
 */
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

    private static final int TIME_WIDTH = 7;
    private static final int VERB_WIDTH = 9;
    private static final String GAP = "  ";
    private static final String BOLD = "1";

    private final PrintStream out;
    private final boolean coloured;
    private final int width;
    private final int labelWidth;
    private OptionalLong begun = OptionalLong.empty();

    private Screen(PrintStream out, boolean coloured, int width, int labelWidth) {
        this.out = out;
        this.coloured = coloured;
        this.width = width;
        this.labelWidth = labelWidth;
    }

    /**
     * Prints to standard output, with colours where it is a terminal that has some and nobody minds them.
     *
     * @param labelWidth how wide the column is that says what a row is about; 0 for none
     */
    static Screen onStandardOutput(int labelWidth) {
        boolean coloured = Terminal.isTerminal()
                && System.getenv().getOrDefault("NO_COLOR", "").isEmpty()
                && !System.getenv().getOrDefault("TERM", "dumb").equals("dumb");
        return new Screen(System.out, coloured, Terminal.width(), labelWidth);
    }

    /** Prints to this stream, without colours. */
    static Screen plain(PrintStream out, int width, int labelWidth) {
        return new Screen(out, false, width, labelWidth);
    }

    /** Prints a line as it stands, for somebody to copy. */
    synchronized void copy(String line) {
        out.println(line);
    }

    /** Prints lines; what is too wide goes on in the next one, as far from the left as the line began. */
    synchronized void line(String text) {
        text.lines().forEach(this::wrapped);
        if (text.isEmpty()) {
            out.println();
        }
    }

    private void wrapped(String line) {
        String indent = " ".repeat(line.length() - line.stripLeading().length());
        wrap(line.strip(), width - indent.length()).forEach(piece -> out.println((indent + piece).stripTrailing()));
    }

    /** Prints what stands over the rows of one story. */
    synchronized void heading(String text) {
        out.println();
        wrap(text, width).forEach(piece -> out.println(paint(piece, BOLD)));
        out.println();
    }

    /** How long ago the first row was, or is if it comes now. */
    synchronized double now() {
        long now = System.nanoTime();
        if (begun.isEmpty()) {
            begun = OptionalLong.of(now);
        }
        return (now - begun.getAsLong()) / 1e9;
    }

    /** Prints what happened then. */
    synchronized void row(double when, String label, Verb verb, String text) {
        String time = padLeft(String.format(Locale.ROOT, "%.1f s", when), TIME_WIDTH);
        String about = labelWidth == 0 ? "" : pad(shortened(label, labelWidth), labelWidth) + GAP;
        int indent = TIME_WIDTH + GAP.length() + about.length() + VERB_WIDTH + GAP.length();
        List<String> lines = wrap(text, width - indent);
        out.println((time + GAP + about + paint(pad(verb.word, VERB_WIDTH), verb.colour) + GAP + lines.getFirst())
                .stripTrailing());
        lines.stream().skip(1).forEach(rest -> out.println(" ".repeat(indent) + rest));
    }

    /** Prints what the columns of the rows are. */
    synchronized void columns() {
        String about = labelWidth == 0 ? "" : pad("about", labelWidth) + GAP;
        out.println(padLeft("when", TIME_WIDTH) + GAP + about + "what happened");
    }

    /** Prints a table with as wide columns as it needs, or narrower ones in which the cells are wrapped. */
    synchronized void table(List<List<String>> rows) {
        List<Integer> widths = widths(rows, width);
        for (int i = 0; i < rows.size(); i++) {
            if (i == 1) {
                printRow(widths.stream().map("-"::repeat).toList(), widths, "");
            }
            printRow(rows.get(i), widths, "");
        }
    }

    /** Prints names with what there is to say of each. */
    synchronized void list(List<List<String>> rows) {
        List<Integer> widths = widths(rows, width - GAP.length());
        rows.forEach(row -> printRow(row, widths, GAP));
    }

    private static List<Integer> widths(List<List<String>> rows, int room) {
        int columns = rows.getFirst().size();
        List<Integer> widths = new ArrayList<>();
        List<Integer> longestWords = new ArrayList<>();
        for (int column = 0; column < columns; column++) {
            int index = column;
            widths.add(longest(rows.stream().map(row -> row.get(index))));
            longestWords.add(longest(
                    rows.stream().flatMap(row -> Stream.of(row.get(index).split(" ")))));
        }
        int tooWide = widths.stream().mapToInt(Integer::intValue).sum() + GAP.length() * (columns - 1) - room;
        for (; tooWide > 0; tooWide--) {
            int widest = widest(widths, longestWords);
            widths.set(widest, widths.get(widest) - 1);
        }
        return widths;
    }

    /** The widest column of those whose words would stay whole, or of all. */
    private static int widest(List<Integer> widths, List<Integer> longestWords) {
        return IntStream.range(0, widths.size())
                .filter(column -> widths.get(column) > longestWords.get(column))
                .boxed()
                .max((one, other) -> Integer.compare(widths.get(one), widths.get(other)))
                .orElseGet(() -> widths.indexOf(Collections.max(widths)));
    }

    private static int longest(Stream<String> texts) {
        return texts.mapToInt(String::length).max().orElse(0);
    }

    private void printRow(List<String> cells, List<Integer> widths, String indent) {
        List<List<String>> columns = IntStream.range(0, cells.size())
                .mapToObj(column -> wrap(cells.get(column), widths.get(column)))
                .toList();
        int height = columns.stream().mapToInt(List::size).max().orElse(0);
        for (int line = 0; line < height; line++) {
            StringBuilder joined = new StringBuilder(indent);
            for (int column = 0; column < columns.size(); column++) {
                List<String> pieces = columns.get(column);
                joined.append(pad(line < pieces.size() ? pieces.get(line) : "", widths.get(column)))
                        .append(GAP);
            }
            out.println(joined.toString().stripTrailing());
        }
    }

    private static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (rest.length() > width) {
            int space = rest.lastIndexOf(' ', width);
            int end = space > 0 ? space : endOfPart(rest, width);
            lines.add(rest.substring(0, end).stripTrailing());
            rest = rest.substring(end).stripLeading();
        }
        lines.add(rest);
        return lines;
    }

    /** A word that is too long, as an ARN, is broken after one of its parts, or where there is no more room. */
    private static int endOfPart(String word, int width) {
        return IntStream.iterate(width, end -> end > width / 2, end -> end - 1)
                .filter(end -> ":/-_".indexOf(word.charAt(end - 1)) >= 0)
                .findFirst()
                .orElse(width);
    }

    private static String shortened(String text, int width) {
        return text.length() <= width ? text : text.substring(0, width - 3) + "...";
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String padLeft(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }

    private String paint(String text, String colour) {
        return coloured ? "\033[" + colour + "m" + text + "\033[0m" : text;
    }
}
