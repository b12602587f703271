package io.github.snapshotexporter.ledger;

import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.ExportRequest;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.job.SnapshotName;
import io.github.snapshotexporter.lightsail.Destination;
import io.github.snapshotexporter.lightsail.Snapshot;
import java.time.Duration;
import java.util.Optional;

/**
 * One snapshot of a nightly run, and how its part of the run ended.
 *
 * @param key by which the ledger knows it among the members of a run
 */
public record RunMember(
        String key,
        String sourceSnapshotName,
        ResourceType resourceType,
        Outcome outcome,
        Optional<Reason> reason,
        Optional<Destination> destination,
        Optional<Integer> sizeInGb,
        Optional<Duration> duration) {

    /** How a member can end. */
    public enum Outcome {
        EXPORTED("exported"),
        ALREADY_EXPORTED("alreadyExported"),
        FAILED("failed"),
        REJECTED("rejected");

        private final String word;

        Outcome(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }

        static Outcome ofWord(String word) {
            for (Outcome outcome : values()) {
                if (outcome.word.equals(word)) {
                    return outcome;
                }
            }
            throw new IllegalStateException("the ledger holds a member with an unknown outcome: " + word);
        }
    }

    /** The end of an export that the run has waited for. */
    public static RunMember ended(ExportItem item) {
        return of(item, item.status() == ExportItem.Status.SUCCEEDED ? Outcome.EXPORTED : Outcome.FAILED);
    }

    /** An export that had ended before the run asked for it: exported already, or failed so recently that this is the answer. */
    public static RunMember endedBefore(ExportItem item) {
        return of(item, item.status() == ExportItem.Status.SUCCEEDED ? Outcome.ALREADY_EXPORTED : Outcome.FAILED);
    }

    /** A member whose request was given up before it had claimed an export. */
    public static RunMember rejected(SnapshotName name, ExportRequest.Target target, Reason reason) {
        return rejected(keyOf(target.resourceType(), name, target.arn()), name, target.resourceType(), reason);
    }

    /** The same for an automatic snapshot. */
    public static RunMember rejected(AutoSnapshot original, Reason reason) {
        return rejected(keyOf(original), original.copyName(), original.resourceType(), reason);
    }

    private static RunMember rejected(String key, SnapshotName name, ResourceType type, Reason reason) {
        return new RunMember(
                key,
                name.value(),
                type,
                Outcome.REJECTED,
                Optional.of(reason),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static RunMember of(ExportItem item, Outcome outcome) {
        return new RunMember(
                keyOf(item.snapshot()),
                item.snapshot().name().value(),
                item.snapshot().resourceType(),
                outcome,
                item.error().map(Failure::reason),
                item.destination(),
                item.snapshot().sizeInGb(),
                item.endedAt().map(ended -> Duration.between(item.generationStartedAt(), ended)));
    }

    /** The key of a snapshot that is there. */
    public static String keyOf(Snapshot snapshot) {
        return keyOf(snapshot.resourceType(), snapshot.name(), snapshot.arn());
    }

    /** The key of an automatic snapshot, of which there may be no copy yet. */
    public static String keyOf(AutoSnapshot original) {
        return copyKey(original.resourceType(), original.copyName());
    }

    /** What may be a copy has the same key before it has an ARN and afterwards. */
    private static String keyOf(ResourceType type, SnapshotName name, String arn) {
        return AutoSnapshot.mayBeCopyName(name) ? copyKey(type, name) : arn;
    }

    private static String copyKey(ResourceType type, SnapshotName name) {
        return type.wireName() + "/" + name;
    }
}
