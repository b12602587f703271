package io.github.snapshotexporter.lightsail;

import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.job.SnapshotName;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.lightsail.model.DiskSnapshot;
import software.amazon.awssdk.services.lightsail.model.InstanceSnapshot;

/** A manual Lightsail snapshot: what an export needs to know and to tell of it. */
public record Snapshot(
        String arn,
        SnapshotName name,
        ResourceType resourceType,
        Optional<Instant> createdAt,
        Optional<String> fromResourceName,
        Optional<Integer> sizeInGb) {

    /** What can be done with the snapshot now. */
    public enum State {
        PENDING,
        READY,
        FAILED
    }

    /**
     * A snapshot as it was when it was asked for.
     *
     * @param isFromAutoSnapshot whether it is a copy of an automatic one, or of such a copy
     */
    public record Described(Snapshot snapshot, State state, boolean isFromAutoSnapshot) {}

    static Described of(SnapshotName name, InstanceSnapshot sent) {
        Snapshot snapshot = new Snapshot(
                sent.arn(),
                name,
                ResourceType.INSTANCE_SNAPSHOT,
                Optional.ofNullable(sent.createdAt()),
                Optional.ofNullable(sent.fromInstanceName()),
                Optional.ofNullable(sent.sizeInGb()));
        return new Described(snapshot, state(sent.stateAsString(), "available"), isTrue(sent.isFromAutoSnapshot()));
    }

    static Described of(SnapshotName name, DiskSnapshot sent) {
        Snapshot snapshot = new Snapshot(
                sent.arn(),
                name,
                ResourceType.DISK_SNAPSHOT,
                Optional.ofNullable(sent.createdAt()),
                Optional.ofNullable(sent.fromDiskName()).or(() -> Optional.ofNullable(sent.fromInstanceName())),
                Optional.ofNullable(sent.sizeInGb()));
        return new Described(snapshot, state(sent.stateAsString(), "completed"), isTrue(sent.isFromAutoSnapshot()));
    }

    private static boolean isTrue(Boolean sent) {
        return Boolean.TRUE.equals(sent);
    }

    /** Everything but the word for ready and "error" may still become ready: "pending", "unknown", and words yet to come. */
    private static State state(String sent, String ready) {
        if (ready.equals(sent)) {
            return State.READY;
        }
        return "error".equals(sent) ? State.FAILED : State.PENDING;
    }
}
