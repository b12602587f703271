package io.github.snapshotexporter.benchmark;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What is measured of one export. Times are in nanoseconds, and memory is in bytes. */
enum ExportRow {
    FRESH("a fresh process to its first answer, without hooks", Unit.TIME),
    HOOKS("start and hooks, before the snapshot", Unit.TIME),
    FIRST("first invocation after the restore", Unit.TIME),
    CLASSES("classes loaded in it", Unit.COUNT),
    WARM("a warm export", Unit.TIME),
    CPU_OF_WARM("CPU of a warm export", Unit.TIME),
    MEMORY("resident memory after them", Unit.MEMORY),
    SLOW("an export at 100 ms a call", Unit.TIME),
    SLOW_BATCH("a batch of ten at 100 ms a call", Unit.TIME),
    CALLS("calls of one export", Unit.COUNT);

    private final String what;
    private final Unit unit;

    private enum Unit {
        TIME,
        COUNT,
        MEMORY
    }

    ExportRow(String what, Unit unit) {
        this.what = what;
        this.unit = unit;
    }

    String what() {
        return what;
    }

    String show(long value) {
        return switch (unit) {
            case TIME ->
                String.format(
                        Locale.ROOT,
                        "%.1f ms",
                        value / (double) Duration.ofMillis(1).toNanos());
            case COUNT -> Long.toString(value);
            case MEMORY -> (value >> 20) + " MB";
        };
    }

    static long median(List<Long> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
