package io.github.snapshotexporter.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** As much of a list as there is room for. */
public final class CutList {
    private CutList() {}

    /** @param room in characters */
    public static boolean fits(List<ObjectNode> entries, long room) {
        return entries.stream().mapToLong(entry -> entry.toString().length()).sum() <= room;
    }

    /**
     * The first entries, as many as fit.
     *
     * @param room in characters
     */
    public static List<ObjectNode> of(List<ObjectNode> entries, long room) {
        long left = room;
        List<ObjectNode> fitting = new ArrayList<>();
        for (ObjectNode entry : entries) {
            left -= entry.toString().length();
            if (left < 0) {
                break;
            }
            fitting.add(entry);
        }
        return fitting;
    }
}
