package io.github.snapshotexporter.ledger;

import io.github.snapshotexporter.lightsail.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the ledger knows of one image that has come out of an export: an AMI with its EBS snapshots, or one EBS snapshot.
 *
 * @param id of the AMI or the EBS snapshot
 * @param sourceArn of the instance or disk
 * @param own whether an ExportSnapshot call of this stack has made it
 * @param verified whether EC2 has said that it can be used
 * @param snapshotIds of its EBS snapshots, as far as they are known
 * @param lettingGo the job that has begun to delete it
 * @param gone when it was seen to be gone, and who has deleted it
 */
public record ImageItem(
        String id,
        String sourceArn,
        Optional<String> sourceName,
        String snapshotArn,
        String snapshotName,
        Instant snapshotCreatedAt,
        int sizeInGb,
        boolean own,
        boolean verified,
        List<String> snapshotIds,
        Optional<String> lettingGo,
        Optional<Gone> gone) {
    public ImageItem {
        snapshotIds = List.copyOf(snapshotIds);
    }

    /** An image that is in no ledger of ours; whether it can be used is EC2's to say. */
    public static ImageItem notOurs(String id, Snapshot snapshot, Instant snapshotCreatedAt) {
        return new ImageItem(
                id,
                snapshot.fromResourceArn().orElse(snapshot.arn()),
                snapshot.fromResourceName(),
                snapshot.arn(),
                snapshot.name().value(),
                snapshotCreatedAt,
                snapshot.sizeInGb().orElse(0),
                false,
                true,
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    /** @param by the key of the job that deleted it; empty where somebody else has */
    public record Gone(Instant at, Optional<String> by) {}
}
