package io.github.snapshotexporter.dispatch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** As much of a list as fits into an answer. */
final class CutList {
    /** Lambda answers with 6 MB at most. */
    private static final int LARGEST = 5_000_000;

    private CutList() {}

    static boolean fits(List<ObjectNode> entries) {
        return entries.stream().mapToLong(entry -> entry.toString().length()).sum() <= LARGEST;
    }

    /** The first entries, as many as fit. */
    static List<ObjectNode> of(List<ObjectNode> entries) {
        long room = LARGEST;
        List<ObjectNode> fitting = new ArrayList<>();
        for (ObjectNode entry : entries) {
            room -= entry.toString().length();
            if (room < 0) {
                break;
            }
            fitting.add(entry);
        }
        return fitting;
    }
}
