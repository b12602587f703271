package io.github.snapshotexporter.retention;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What stands in EC2 after a retention, and what it has let go.
 *
 * @param kept how many images stand, whoever has made them
 * @param keptGb of all their disks: what they can take up at most, because EBS bills blocks that have changed
 * @param oldest when the oldest one's snapshot was made; empty where there is none
 * @param hasRules whether there was any rule to go by
 * @param notExpired what should have been let go
 * @param unreadable why nothing was decided; empty where it was
 */
public record RetentionReport(
        int kept,
        int keptGb,
        Optional<Instant> oldest,
        boolean hasRules,
        List<Expired> expired,
        List<NotExpired> notExpired,
        Optional<String> unreadable) {
    public RetentionReport {
        expired = List.copyOf(expired);
        notExpired = List.copyOf(notExpired);
    }

    /** An image that was let go, with all its snapshots. */
    public record Expired(String imageId, String sourceSnapshotName, int sizeInGb) {}

    /** An image that should have been let go. */
    public record NotExpired(String imageId, String sourceSnapshotName, String why) {}
}
