package io.github.snapshotexporter.ledger;

import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.SnapshotName;
import io.github.snapshotexporter.lightsail.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the ledger knows of one own copy of an automatic snapshot.
 *
 * @param intendedAt when the intent was written, right after a look that has found the name free
 * @param lease who may call CopySnapshot now
 * @param arn of the copy, once it was seen
 * @param deletedAt when it was deleted; the name is free then
 * @param removal who may delete it now
 * @param isWanted whether a job wants it
 */
public record CopyItem(
        AutoSnapshot original,
        Instant intendedAt,
        Optional<Lease> lease,
        Optional<String> arn,
        boolean tagged,
        Optional<Instant> deletedAt,
        Optional<Lease> removal,
        boolean isWanted) {
    /** Lightsail's clock is another one, and may count in whole seconds. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(1);

    public SnapshotName name() {
        return original.copyName();
    }

    /**
     * Whether this snapshot, which has the name now, is the copy that was intended, and not somebody else's: only that
     * may be exported as one and deleted.
     */
    public boolean isOwn(Snapshot.Described found) {
        Snapshot snapshot = found.snapshot();
        return found.isFromAutoSnapshot()
                && snapshot.name().equals(name())
                && snapshot.resourceType() == original.resourceType()
                && snapshot.fromResourceName()
                        .filter(original.sourceResourceName()::equals)
                        .isPresent()
                && snapshot.createdAt()
                        .filter(created -> !created.isBefore(intendedAt.minus(CLOCK_TOLERANCE)))
                        .isPresent()
                && arn.filter(known -> !known.equals(snapshot.arn())).isEmpty();
    }

    boolean isLeasedTo(Receive receive) {
        return lease.filter(held -> held.isOf(receive)).isPresent();
    }

    /** Whether this receive may delete it. */
    public boolean isForRemovalBy(Receive receive) {
        return removal.filter(held -> held.isOf(receive)).isPresent();
    }
}
