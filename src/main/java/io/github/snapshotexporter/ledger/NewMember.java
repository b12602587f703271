package io.github.snapshotexporter.ledger;

import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.job.SnapshotName;
import io.github.snapshotexporter.lightsail.Snapshot;
import java.util.Optional;

/**
 * What a run has chosen.
 *
 * @param key by which the ledger knows it among the members of a run
 * @param name of the snapshot that is exported
 * @param arn empty for an automatic snapshot, of which there may be no copy yet
 * @param autoSnapshot which one, where it is one
 */
public record NewMember(
        String key,
        SnapshotName name,
        ResourceType resourceType,
        Optional<String> arn,
        Optional<Integer> sizeInGb,
        Optional<AutoSnapshot> autoSnapshot) {

    /** A snapshot that is there. */
    public static NewMember of(Snapshot snapshot) {
        return new NewMember(
                RunMember.keyOf(snapshot),
                snapshot.name(),
                snapshot.resourceType(),
                Optional.of(snapshot.arn()),
                snapshot.sizeInGb(),
                Optional.empty());
    }

    /** An automatic snapshot, which has to be copied first. */
    public static NewMember of(AutoSnapshot original) {
        return new NewMember(
                RunMember.keyOf(original),
                original.copyName(),
                original.resourceType(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(original));
    }
}
