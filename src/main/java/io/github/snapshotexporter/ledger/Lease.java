package io.github.snapshotexporter.ledger;

import io.github.snapshotexporter.job.Receive;
import java.time.Instant;
import java.util.UUID;

/** The right to work on something until a moment. */
public record Lease(UUID owner, Instant until) {
    /** Until nobody acts any more in the invocation of this receive. */
    static Lease of(Receive receive) {
        return new Lease(receive.owner(), receive.leaseUntil());
    }

    public boolean isOf(Receive receive) {
        return owner.equals(receive.owner());
    }
}
