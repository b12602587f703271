package io.github.snapshotexporter.lightsail;

import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.job.SnapshotName;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.lightsail.model.DiskInfo;
import software.amazon.awssdk.services.lightsail.model.DiskSnapshot;
import software.amazon.awssdk.services.lightsail.model.DiskSnapshotInfo;
import software.amazon.awssdk.services.lightsail.model.ExportSnapshotRecordSourceInfo;
import software.amazon.awssdk.services.lightsail.model.InstanceSnapshot;

/**
 * A manual Lightsail snapshot: what an export needs to know and to tell of it.
 *
 * @param fromResourceName of the instance or disk
 * @param fromResourceArn the same; one that was made anew under an old name is another one
 * @param tags with an empty value where the tag has none
 */
public record Snapshot(
        String arn,
        SnapshotName name,
        ResourceType resourceType,
        Optional<Instant> createdAt,
        Optional<String> fromResourceName,
        Optional<String> fromResourceArn,
        Optional<Integer> sizeInGb,
        Map<String, String> tags) {

    public Snapshot {
        tags = Map.copyOf(tags);
    }

    /** What can be done with the snapshot now. */
    public enum State {
        PENDING,
        READY,
        FAILED
    }

    /**
     * A snapshot as it was when it was asked for or listed.
     *
     * @param stateName Lightsail's own word for the state
     * @param blueprintId what the instance was made from; empty for a disk
     * @param isFromAutoSnapshot whether it is a copy of an automatic one, or of such a copy
     */
    public record Described(
            Snapshot snapshot,
            State state,
            String stateName,
            Optional<String> blueprintId,
            boolean isFromAutoSnapshot) {
        /** With an empty value where the tag has none. */
        public Map<String, String> tags() {
            return snapshot.tags();
        }
    }

    /** Empty where it has no name that could be asked for. */
    static Optional<Described> of(InstanceSnapshot sent) {
        return name(sent.name(), sent.arn()).map(name -> of(name, sent));
    }

    /** Empty where it has no name that could be asked for. */
    static Optional<Described> of(DiskSnapshot sent) {
        return name(sent.name(), sent.arn()).map(name -> of(name, sent));
    }

    /** What a record of its export tells; the snapshot may be gone. Empty where it has no name that could be asked for. */
    static Optional<Snapshot> of(ExportSnapshotRecordSourceInfo sent) {
        return name(sent.name(), sent.arn())
                .map(name -> new Snapshot(
                        sent.arn(),
                        name,
                        sent.diskSnapshotInfo() == null ? ResourceType.INSTANCE_SNAPSHOT : ResourceType.DISK_SNAPSHOT,
                        Optional.ofNullable(sent.createdAt()),
                        Optional.ofNullable(sent.fromResourceName()),
                        Optional.ofNullable(sent.fromResourceArn()),
                        sizeInGb(sent),
                        Map.of()));
    }

    private static Optional<Integer> sizeInGb(ExportSnapshotRecordSourceInfo sent) {
        if (sent.instanceSnapshotInfo() == null) {
            return Optional.ofNullable(sent.diskSnapshotInfo()).map(DiskSnapshotInfo::sizeInGb);
        }
        return sent.instanceSnapshotInfo().fromDiskInfo().stream()
                .map(DiskInfo::sizeInGb)
                .filter(Objects::nonNull)
                .reduce(Integer::sum);
    }

    private static Optional<SnapshotName> name(String name, String arn) {
        return Optional.ofNullable(name)
                .filter(text -> arn != null && SnapshotName.isValid(text))
                .map(SnapshotName::of);
    }

    static Described of(SnapshotName name, InstanceSnapshot sent) {
        Snapshot snapshot = new Snapshot(
                sent.arn(),
                name,
                ResourceType.INSTANCE_SNAPSHOT,
                Optional.ofNullable(sent.createdAt()),
                Optional.ofNullable(sent.fromInstanceName()),
                Optional.ofNullable(sent.fromInstanceArn()),
                Optional.ofNullable(sent.sizeInGb()),
                Tags.byKey(sent.tags()));
        return described(
                snapshot,
                sent.stateAsString(),
                "available",
                Optional.ofNullable(sent.fromBlueprintId()),
                sent.isFromAutoSnapshot());
    }

    static Described of(SnapshotName name, DiskSnapshot sent) {
        Snapshot snapshot = new Snapshot(
                sent.arn(),
                name,
                ResourceType.DISK_SNAPSHOT,
                Optional.ofNullable(sent.createdAt()),
                Optional.ofNullable(sent.fromDiskName()).or(() -> Optional.ofNullable(sent.fromInstanceName())),
                Optional.ofNullable(sent.fromDiskArn()).or(() -> Optional.ofNullable(sent.fromInstanceArn())),
                Optional.ofNullable(sent.sizeInGb()),
                Tags.byKey(sent.tags()));
        return described(snapshot, sent.stateAsString(), "completed", Optional.empty(), sent.isFromAutoSnapshot());
    }

    private static Described described(
            Snapshot snapshot, String state, String ready, Optional<String> blueprintId, Boolean isFromAutoSnapshot) {
        return new Described(
                snapshot,
                state(state, ready),
                Optional.ofNullable(state).orElse("unknown"),
                blueprintId,
                Boolean.TRUE.equals(isFromAutoSnapshot));
    }

    /** Everything but the word for ready and "error" may still become ready: "pending", "unknown", and words yet to come. */
    private static State state(String sent, String ready) {
        if (ready.equals(sent)) {
            return State.READY;
        }
        return "error".equals(sent) ? State.FAILED : State.PENDING;
    }
}
