package io.github.snapshotexporter.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A table of a document in {@code docs/}, found by the comment {@code <!-- table: name -->} before it. */
public final class MarkdownTable {
    private MarkdownTable() {}

    /** The rows, each by the names of its columns. */
    public static List<Map<String, String>> rows(String document, String name) {
        List<String> lines = lines(document);
        int marker = lines.indexOf("<!-- table: " + name + " -->");
        if (marker < 0) {
            throw new AssertionError(document + " has no table " + name);
        }
        List<List<String>> cells = lines.subList(marker + 1, lines.size()).stream()
                .dropWhile(String::isBlank)
                .takeWhile(line -> line.startsWith("|"))
                .map(MarkdownTable::cells)
                .toList();
        List<String> columns = cells.getFirst();
        List<Map<String, String>> rows = new ArrayList<>();
        for (List<String> row : cells.subList(2, cells.size())) {
            Map<String, String> byColumn = new LinkedHashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                byColumn.put(columns.get(i), row.get(i));
            }
            rows.add(byColumn);
        }
        return rows;
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
                .map(String::strip)
                .toList();
    }

    private static List<String> lines(String document) {
        try {
            return Files.readAllLines(Path.of("docs", document));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
