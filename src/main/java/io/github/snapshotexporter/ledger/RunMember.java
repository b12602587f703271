package io.github.snapshotexporter.ledger;

import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.ExportRequest;
import io.github.snapshotexporter.job.Failure;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.job.SnapshotName;
import io.github.snapshotexporter.lightsail.Destination;
import io.github.snapshotexporter.lightsail.Snapshot;
import java.time.Duration;
import java.util.Optional;

/**
 * One snapshot of a nightly run, and how its part of the run has ended.
 *
 * @param key by which the ledger knows it among the members of a run
 * @param arn empty for an automatic snapshot, of which there was no copy when it was chosen
 * @param autoSnapshot which one, where it is one
 * @param sent whether it was asked for
 * @param end empty as long as it has not ended
 */
public record RunMember(
        String key,
        String sourceSnapshotName,
        ResourceType resourceType,
        Optional<String> arn,
        Optional<AutoSnapshot> autoSnapshot,
        Optional<Integer> sizeInGb,
        boolean sent,
        Optional<End> end) {
    /**
     * How a member has ended.
     *
     * @param failure why there is no result, or not all of it; its message is empty where an earlier version has written it
     */
    public record End(
            Outcome outcome,
            Optional<Failure> failure,
            Optional<Destination> destination,
            Optional<Duration> duration) {}

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

    /** A snapshot that is there, and that the run has chosen. */
    public static RunMember chosen(Snapshot snapshot) {
        return chosen(
                snapshot.name(),
                new ExportRequest.Target(snapshot.arn(), snapshot.resourceType()),
                snapshot.sizeInGb());
    }

    /** The same for one of which only this is known. */
    public static RunMember chosen(SnapshotName name, ExportRequest.Target target, Optional<Integer> sizeInGb) {
        return new RunMember(
                keyOf(target.resourceType(), name, target.arn()),
                name.value(),
                target.resourceType(),
                Optional.of(target.arn()),
                Optional.empty(),
                sizeInGb,
                false,
                Optional.empty());
    }

    /** An automatic snapshot, which has to be copied first. */
    public static RunMember chosen(AutoSnapshot original) {
        return new RunMember(
                copyKey(original.resourceType(), original.copyName()),
                original.copyName().value(),
                original.resourceType(),
                Optional.empty(),
                Optional.of(original),
                Optional.empty(),
                false,
                Optional.empty());
    }

    /** The end of an export that the run has waited for. */
    public static RunMember ended(ExportItem item) {
        return ended(item, item.status() == ExportItem.Status.SUCCEEDED ? Outcome.EXPORTED : Outcome.FAILED);
    }

    /** An export that had ended before the run asked for it: exported already, or failed so recently that this is the answer. */
    public static RunMember endedBefore(ExportItem item) {
        return ended(item, item.status() == ExportItem.Status.SUCCEEDED ? Outcome.ALREADY_EXPORTED : Outcome.FAILED);
    }

    private static RunMember ended(ExportItem item, Outcome outcome) {
        ExportItem.End end = item.end();
        return chosen(item.snapshot())
                .ended(new End(
                        outcome,
                        end.error(),
                        end.destination(),
                        end.at().map(ended -> Duration.between(item.generation().startedAt(), ended))));
    }

    /** A member whose request was given up before it had claimed an export. */
    public static RunMember rejected(SnapshotName name, ExportRequest.Target target, Failure failure) {
        return chosen(name, target, Optional.empty()).rejected(failure);
    }

    /** The same for an automatic snapshot. */
    public static RunMember rejected(AutoSnapshot original, Failure failure) {
        return chosen(original).rejected(failure);
    }

    private RunMember rejected(Failure failure) {
        return ended(new End(Outcome.REJECTED, Optional.of(failure), Optional.empty(), Optional.empty()));
    }

    private RunMember ended(End how) {
        return new RunMember(
                key, sourceSnapshotName, resourceType, arn, autoSnapshot, sizeInGb, sent, Optional.of(how));
    }

    /** Empty as long as it has not ended. */
    public Optional<Outcome> outcome() {
        return end.map(End::outcome);
    }

    /** What may be a copy has the same key before it has an ARN and afterwards. */
    private static String keyOf(ResourceType type, SnapshotName name, String arn) {
        return AutoSnapshot.mayBeCopyName(name) ? copyKey(type, name) : arn;
    }

    private static String copyKey(ResourceType type, SnapshotName name) {
        return type.wireName() + "/" + name;
    }
}
