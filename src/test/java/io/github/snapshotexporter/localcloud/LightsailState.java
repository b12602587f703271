package io.github.snapshotexporter.localcloud;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the Lightsail emulator holds: snapshots, their sources, exports, and what became of the calls. */
final class LightsailState {

    private final Clock clock;
    private final Map<String, SnapshotScript> snapshots = new LinkedHashMap<>();
    private final Map<String, ResourceScript> resources = new LinkedHashMap<>();
    private final List<EmulatedExport> exports = new ArrayList<>();
    private Ec2Emulator ec2;
    private final List<EmulatedOperation> changes = new ArrayList<>();
    private final Scripts<ResourceScript> madeResources = new Scripts<>();
    private final Scripts<SnapshotScript> madeSnapshots = new Scripts<>();
    private final List<AcceptedCopy> copies = new ArrayList<>();
    private final List<AcceptedDeletion> deletions = new ArrayList<>();

    LightsailState(Clock clock) {
        this.clock = clock;
    }

    Instant now() {
        return clock.instant();
    }

    synchronized SnapshotScript register(SnapshotKind kind, String name) {
        requireFree(name);
        SnapshotScript script = new SnapshotScript(kind, name, this);
        snapshots.put(name, script);
        return script;
    }

    synchronized ResourceScript registerResource(SnapshotKind kind, String name) {
        requireFree(name);
        ResourceScript script = new ResourceScript(kind, name, this);
        resources.put(name, script);
        return script;
    }

    synchronized void remove(String name) {
        if (snapshots.remove(name) == null && resources.remove(name) == null) {
            throw new IllegalStateException("Nothing named " + name + " is registered");
        }
    }

    synchronized void forgetEverything() {
        snapshots.clear();
        resources.clear();
        exports.clear();
        changes.clear();
        madeResources.clear();
        madeSnapshots.clear();
        copies.clear();
        deletions.clear();
    }

    /** Whether the name can't be given to something new: one that isn't listed yet has its name already. */
    synchronized boolean isTaken(String name) {
        return snapshots.containsKey(name) || resources.containsKey(name);
    }

    /** Whether operations can be asked for by that name. */
    synchronized boolean isKnown(String name) {
        return snapshot(name).isPresent()
                || resources.containsKey(name)
                || exports.stream()
                        .anyMatch(export -> export.accepted().recordName().equals(name));
    }

    /** The snapshot of that name that is there now. */
    synchronized Optional<SnapshotScript> snapshot(String name) {
        return Optional.ofNullable(snapshots.get(name)).filter(script -> script.exists(now()));
    }

    /** All snapshots of a kind that are there now, in the order in which they came to be. */
    List<SnapshotScript> snapshots(SnapshotKind kind) {
        return snapshots().stream().filter(script -> script.kind() == kind).toList();
    }

    /** All snapshots that are there now, in the order in which they came to be. */
    synchronized List<SnapshotScript> snapshots() {
        Instant now = now();
        return snapshots.values().stream().filter(script -> script.exists(now)).toList();
    }

    synchronized Optional<ResourceScript> resource(String name) {
        return Optional.ofNullable(resources.get(name));
    }

    /** All instances and disks, in the order in which they came to be. */
    synchronized List<ResourceScript> resources() {
        return List.copyOf(resources.values());
    }

    /** All instances or all disks, in the order of their registration. */
    synchronized List<ResourceScript> resources(SnapshotKind kind) {
        return resources.values().stream()
                .filter(script -> script.kind() == kind)
                .toList();
    }

    /** Adds a copy, unless its name has been taken. */
    synchronized boolean copy(SnapshotScript copy, SnapshotOperation operation) {
        if (isTaken(copy.name())) {
            return false;
        }
        snapshots.put(copy.name(), copy);
        add(operation);
        copies.add(new AcceptedCopy(copy.name(), copy.arn(), copy.source().resourceName(), operation.createdAt()));
        return true;
    }

    /** Deletes a snapshot, unless that has happened already. */
    synchronized boolean delete(SnapshotScript snapshot, SnapshotOperation operation) {
        if (!snapshots.remove(snapshot.name(), snapshot)) {
            return false;
        }
        add(operation);
        deletions.add(new AcceptedDeletion(snapshot.name(), snapshot.arn(), operation.createdAt()));
        return true;
    }

    /** Adds an instance or a disk that a call makes, unless its name has been taken. */
    synchronized boolean make(ResourceScript resource, EmulatedOperation operation) {
        if (isTaken(resource.name())) {
            return false;
        }
        resources.put(resource.name(), resource);
        add(operation);
        return true;
    }

    /** Adds a snapshot that a call makes, unless its name has been taken. */
    synchronized boolean make(SnapshotScript snapshot, List<? extends EmulatedOperation> operations) {
        if (isTaken(snapshot.name())) {
            return false;
        }
        snapshots.put(snapshot.name(), snapshot);
        operations.forEach(this::add);
        return true;
    }

    /** Deletes an instance or a disk, unless that has happened already. */
    synchronized boolean delete(ResourceScript resource, EmulatedOperation operation) {
        if (!resources.remove(resource.name(), resource)) {
            return false;
        }
        add(operation);
        return true;
    }

    /** What becomes of the instances and disks that calls make. */
    Scripts<ResourceScript> madeResources() {
        return madeResources;
    }

    /** What becomes of the snapshots that calls make. */
    Scripts<SnapshotScript> madeSnapshots() {
        return madeSnapshots;
    }

    synchronized void add(EmulatedOperation operation) {
        changes.add(operation);
    }

    /** All accepted copies, in the order of their acceptance. */
    synchronized List<AcceptedCopy> copies() {
        return List.copyOf(copies);
    }

    /** All accepted deletions, in the order of their acceptance. */
    synchronized List<AcceptedDeletion> deletions() {
        return List.copyOf(deletions);
    }

    synchronized void exportsTo(Ec2Emulator destination) {
        ec2 = destination;
    }

    synchronized EmulatedExport accept(EmulatedExport export) {
        if (ec2 != null) {
            export.leavesResultIn(ec2);
        }
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
        Stream<EmulatedOperation> ofExports = exports.stream()
                .filter(export -> !export.operationsAreForgotten())
                .flatMap(ExportOperation::all);
        return Stream.concat(ofExports, changes.stream())
                .sorted(Comparator.comparing(EmulatedOperation::createdAt))
                .toList();
    }

    private void requireFree(String name) {
        if (isTaken(name)) {
            throw new IllegalStateException("Something named " + name + " is registered; remove it first");
        }
    }
}
