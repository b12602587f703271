package io.github.snapshotexporter.benchmark;

import io.github.snapshotexporter.snapstart.FunctionPackage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** One state of the function, and what its processes have shown. */
final class MeasuredState {
    private static final int LONGEST_TROUBLE = 200;

    private final String name;
    private final FunctionPackage function;
    private final boolean isEarlier;
    private final Map<ExportRow, List<Long>> measured = new EnumMap<>(ExportRow.class);
    private final Set<String> troubles = new LinkedHashSet<>();
    private Map<String, Long> calls = Map.of();

    private MeasuredState(String name, FunctionPackage function, boolean isEarlier) {
        this.name = name;
        this.function = function;
        this.isEarlier = isEarlier;
    }

    static MeasuredState now() throws IOException {
        return new MeasuredState("now", FunctionPackage.ofThisBuild(), false);
    }

    /** Of a checkout that was built. What fails with it is told, and stays unknown: it may need another environment. */
    static MeasuredState before(Path checkout) throws IOException {
        return new MeasuredState("before", FunctionPackage.ofCheckout(checkout), true);
    }

    /** What one process is put through. */
    interface Trial {
        void run(MeasuredState state) throws Exception;
    }

    /** Puts a process of this state through the trial. */
    void put(Trial trial) throws Exception {
        try {
            trial.run(this);
        } catch (Exception failed) {
            if (!isEarlier) {
                throw failed;
            }
            String told = String.valueOf(failed.getMessage()).replaceAll("\\s+", " ");
            troubles.add(told.substring(0, Math.min(told.length(), LONGEST_TROUBLE)));
        }
    }

    void add(ExportRow row, long value) {
        measured.computeIfAbsent(row, any -> new ArrayList<>()).add(value);
    }

    /** The calls of one export, as operations with how often. */
    void calls(Map<String, Long> ofOneExport) {
        calls = new HashMap<>(ofOneExport);
    }

    /** Nothing measured so far counts: it was to make everything warm. */
    void forget() {
        measured.clear();
        troubles.clear();
    }

    String name() {
        return name;
    }

    FunctionPackage function() {
        return function;
    }

    OptionalLong median(ExportRow row) {
        List<Long> values = measured.getOrDefault(row, List.of());
        return values.isEmpty() ? OptionalLong.empty() : OptionalLong.of(ExportRow.median(values));
    }

    Map<String, Long> calls() {
        return calls;
    }

    /** Why some rows may be unknown. */
    Set<String> troubles() {
        return troubles;
    }
}
