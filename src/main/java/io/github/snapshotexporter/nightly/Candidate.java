package io.github.snapshotexporter.nightly;

import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.job.SnapshotName;
import io.github.snapshotexporter.ledger.RunMember;
import io.github.snapshotexporter.lightsail.RestorableAutoSnapshot;
import io.github.snapshotexporter.lightsail.Snapshot;
import io.github.snapshotexporter.lightsail.Source;
import io.github.snapshotexporter.selection.Verdict;
import java.time.Instant;
import java.util.Optional;

/** What a run can choose. */
public sealed interface Candidate {
    /** By which a run tells it from others. */
    String key();

    /** Of the snapshot that is exported. */
    SnapshotName name();

    ResourceType resourceType();

    Optional<Instant> createdAt();

    /** The name of the instance or disk that it was made from, where the snapshot tells. */
    Optional<String> source();

    /** Lightsail's own word for the state. */
    String stateName();

    /** What can be exported. */
    sealed interface Exportable extends Candidate {
        /** What a run writes down of it. */
        RunMember member();

        @Override
        default String key() {
            return member().key();
        }
    }

    /** A snapshot that is there. */
    record Manual(Snapshot.Described described) implements Exportable {
        Snapshot snapshot() {
            return described.snapshot();
        }

        @Override
        public RunMember member() {
            return RunMember.chosen(snapshot());
        }

        @Override
        public SnapshotName name() {
            return snapshot().name();
        }

        @Override
        public ResourceType resourceType() {
            return snapshot().resourceType();
        }

        @Override
        public Optional<Instant> createdAt() {
            return snapshot().createdAt();
        }

        @Override
        public Optional<String> source() {
            return snapshot().fromResourceName();
        }

        @Override
        public String stateName() {
            return described.stateName();
        }
    }

    /** The newest automatic snapshot of an instance or disk, which has to be copied first. */
    record Automatic(RestorableAutoSnapshot restorable) implements Exportable {
        AutoSnapshot original() {
            return restorable.snapshot();
        }

        @Override
        public RunMember member() {
            return RunMember.chosen(original());
        }

        @Override
        public SnapshotName name() {
            return original().copyName();
        }

        @Override
        public ResourceType resourceType() {
            return original().resourceType();
        }

        @Override
        public Optional<Instant> createdAt() {
            return restorable.createdAt();
        }

        @Override
        public Optional<String> source() {
            return Optional.of(original().sourceResourceName());
        }

        @Override
        public String stateName() {
            return "Success";
        }
    }

    /**
     * The automatic snapshots of an instance or disk that were not listed: never chosen, but told of.
     *
     * @param verdict on all of them
     * @param refusal what Lightsail has answered; empty where it was not asked
     */
    record Unlisted(Source unlisted, Verdict verdict, Optional<String> refusal) implements Candidate {
        static Unlisted refused(Source source, String answer) {
            return new Unlisted(source, Verdict.SOURCE_REFUSED, Optional.of(answer));
        }

        static Unlisted notAsked(Source source, Verdict verdict) {
            return new Unlisted(source, verdict, Optional.empty());
        }

        @Override
        public String key() {
            return unlisted.resourceType().wireName() + "/" + unlisted.name();
        }

        @Override
        public SnapshotName name() {
            return SnapshotName.of(unlisted.name());
        }

        @Override
        public ResourceType resourceType() {
            return unlisted.resourceType();
        }

        @Override
        public Optional<Instant> createdAt() {
            return Optional.empty();
        }

        @Override
        public Optional<String> source() {
            return Optional.of(unlisted.name());
        }

        @Override
        public String stateName() {
            return "unknown";
        }
    }
}
