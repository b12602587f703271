package io.github.snapshotexporter.nightly;

import io.github.snapshotexporter.ledger.RunItem;
import io.github.snapshotexporter.ledger.RunPlace;
import io.github.snapshotexporter.selection.Choice;
import java.util.Map;
import java.util.TreeMap;

/** How many snapshots a run has looked at and left out, and why. */
final class LeftOut {
    private final Map<String, Integer> byCode;

    private LeftOut(Map<String, Integer> before) {
        this.byCode = new TreeMap<>(before);
    }

    /** Goes on counting where the run's listing was interrupted. */
    static LeftOut of(RunItem run) {
        return new LeftOut(run.place().map(RunPlace::leftOut).orElse(Map.of()));
    }

    void count(Choice choice) {
        if (!choice.isSelected()) {
            byCode.merge(choice.verdict().code(), 1, Integer::sum);
        }
    }

    Map<String, Integer> byCode() {
        return Map.copyOf(byCode);
    }

    /** As it is logged, for example {@code {NotLatest=3, TooOld=12}}. */
    @Override
    public String toString() {
        return byCode.toString();
    }
}
