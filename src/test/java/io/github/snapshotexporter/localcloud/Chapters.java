package io.github.snapshotexporter.localcloud;

import io.github.snapshotexporter.localcloud.Screen.Verb;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/**
 * Tells one story after the other, although much happens at the same time: what belongs to a later chapter is kept until
 * that is opened. A row keeps the time at which it happened.
 */
final class Chapters {
    private final Screen screen;
    private final List<Row> kept = new ArrayList<>();
    private Predicate<String> isTold;
    private String subject = "";
    private int number;

    private record Row(double when, String label, Verb verb, String text) {}

    private Chapters(Screen screen, Predicate<String> isTold) {
        this.screen = screen;
        this.isTold = isTold;
    }

    /** Without chapters: everything is told as it happens, on a screen that has a column for what it is about. */
    static Chapters none(Screen screen) {
        return new Chapters(screen, label -> true);
    }

    /** In chapters, none of which is open yet. */
    static Chapters of(Screen screen) {
        return new Chapters(screen, label -> false);
    }

    /** Opens the chapter about this one: what was kept of it is told, and what comes from now on as it happens. */
    synchronized void open(String label, String heading) {
        open(label, heading, label::equals);
    }

    /** The same for several; each row says which one it is about. */
    synchronized void open(Collection<String> labels, String heading) {
        open("", heading, labels::contains);
    }

    /** Opens the last chapter, about this one and whatever was not told; each row about another says so. */
    synchronized void openLast(String label, String heading) {
        open(label, heading, any -> true);
    }

    private void open(String about, String heading, Predicate<String> tells) {
        number++;
        screen.heading(number + ". " + heading);
        subject = about;
        isTold = tells;
        List<Row> due = kept.stream().filter(row -> tells.test(row.label())).toList();
        kept.removeAll(due);
        due.forEach(this::print);
    }

    /** Tells what happens now, or keeps it. */
    synchronized void row(String label, Verb verb, String text) {
        Row row = new Row(screen.now(), label, verb, text);
        if (isTold.test(label)) {
            print(row);
        } else {
            kept.add(row);
        }
    }

    private void print(Row row) {
        boolean isKnown = number == 0 || row.label().equals(subject);
        screen.row(row.when(), row.label(), row.verb(), isKnown ? row.text() : row.label() + ": " + row.text());
    }
}
