package io.github.snapshotexporter.localcloud;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The snapshots and exports that the Lightsail emulator holds. */
final class LightsailState {

    private final Clock clock;
    private final Map<String, SnapshotScript> snapshots = new LinkedHashMap<>();
    private final List<EmulatedExport> exports = new ArrayList<>();

    LightsailState(Clock clock) {
        this.clock = clock;
    }

    Instant now() {
        return clock.instant();
    }

    synchronized SnapshotScript register(SnapshotKind kind, String name) {
        if (snapshots.containsKey(name)) {
            throw new IllegalStateException("A snapshot named " + name + " is registered; remove it first");
        }
        SnapshotScript script = new SnapshotScript(kind, name, this);
        snapshots.put(name, script);
        return script;
    }

    synchronized void remove(String name) {
        if (snapshots.remove(name) == null) {
            throw new IllegalStateException("No snapshot named " + name + " is registered");
        }
    }

    /** The snapshot of that name that is there now. */
    synchronized Optional<SnapshotScript> snapshot(String name) {
        return Optional.ofNullable(snapshots.get(name)).filter(script -> script.exists(now()));
    }

    /** All snapshots of a kind that are there now, in the order of their registration. */
    synchronized List<SnapshotScript> snapshots(SnapshotKind kind) {
        return snapshots.values().stream()
                .filter(script -> script.kind() == kind && script.exists(now()))
                .toList();
    }

    synchronized EmulatedExport accept(EmulatedExport export) {
        exports.add(export);
        return export;
    }

    /** All accepted exports in the order of their acceptance. */
    synchronized List<EmulatedExport> exports() {
        return List.copyOf(exports);
    }

    /** The exports whose records are listed now, in the order in which they came on the list. */
    synchronized List<EmulatedExport> listedExports() {
        Instant now = now();
        return exports.stream()
                .filter(export -> export.isListed(now))
                .sorted(Comparator.comparing(export -> export.listedAt().orElseThrow()))
                .toList();
    }

    /** The operations that can be asked for, oldest first. */
    synchronized List<EmulatedOperation> operations() {
        return exports.stream()
                .filter(export -> !export.operationsAreForgotten())
                .sorted(Comparator.comparing(export -> export.accepted().at()))
                .flatMap(EmulatedOperation::all)
                .toList();
    }
}
