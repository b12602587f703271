package io.github.snapshotexporter.proof;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What came out: each fact, what is expected, and what was seen; in Markdown, so that it can be sent in as it is. */
record FactsTable(Seen seen) {
    boolean differs() {
        return Arrays.stream(Fact.values()).anyMatch(fact -> fact.judge(seen) instanceof Judgement.Differs);
    }

    /** The table, without an account's id. */
    String markdown() {
        List<String> rows = Arrays.stream(Fact.values()).map(this::row).toList();
        return "| fact | expected | seen | |\n|---|---|---|---|\n" + String.join("\n", rows) + "\n";
    }

    private String row(Fact fact) {
        Judgement judgement = fact.judge(seen);
        return List.of(fact.id() + ": " + fact.statement(), fact.expected(), judgement.seen(), judgement.word())
                .stream()
                .map(cell -> RawAnswers.anonymous(cell).replace("|", "\\|").replaceAll("\\s+", " "))
                .collect(Collectors.joining(" | ", "| ", " |"));
    }

    /** Shows the table, and keeps it beside the raw answers. */
    void writeTo(PrintStream out, Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("facts.md"), markdown());
        } catch (IOException unwritten) {
            throw new UncheckedIOException(unwritten);
        }
        out.println();
        out.print(markdown());
        out.println("\nThe table and the raw answers are in " + folder
                + ", without account ids and e-mail addresses. docs/proof.md says where to send them.");
    }
}
