package io.github.snapshotexporter.selection;

import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.ledger.RunMember;
import io.github.snapshotexporter.lightsail.RestorableAutoSnapshot;
import io.github.snapshotexporter.lightsail.Snapshot;
import java.time.Instant;
import java.util.Optional;

/**
 * A snapshot that a run can choose: one that is there, or an automatic one, which has to be copied first.
 *
 * @param member what a run writes down of it
 * @param source the name of the instance or disk that it was made from, where the snapshot tells
 * @param stateName Lightsail's own word for the state
 */
public record Candidate(RunMember member, Optional<Instant> createdAt, Optional<String> source, String stateName) {
    /** A snapshot that is there. */
    public static Candidate of(Snapshot.Described described) {
        Snapshot snapshot = described.snapshot();
        return new Candidate(
                RunMember.chosen(snapshot), snapshot.createdAt(), snapshot.fromResourceName(), described.stateName());
    }

    /** An automatic snapshot that can be copied. */
    public static Candidate of(RestorableAutoSnapshot restorable) {
        return new Candidate(
                RunMember.chosen(restorable.snapshot()),
                restorable.createdAt(),
                Optional.of(restorable.snapshot().sourceResourceName()),
                "Success");
    }

    /** By which a run tells it from others. */
    public String key() {
        return member.key();
    }

    ResourceType resourceType() {
        return member.resourceType();
    }
}
