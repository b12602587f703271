package io.github.snapshotexporter.ledger;

import io.github.snapshotexporter.job.ExportRequest;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.lightsail.Destination;
import java.time.Duration;
import java.util.Optional;

/** One snapshot of a nightly run, and how its part of the run ended. */
public record RunMember(
        String arn,
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
    public static RunMember rejected(ExportRequest request, ExportRequest.Target target, Reason reason) {
        return new RunMember(
                target.arn(),
                request.sourceSnapshotName().value(),
                target.resourceType(),
                Outcome.REJECTED,
                Optional.of(reason),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static RunMember of(ExportItem item, Outcome outcome) {
        return new RunMember(
                item.id().arn(),
                item.snapshot().name().value(),
                item.snapshot().resourceType(),
                outcome,
                item.error().map(Failure::reason),
                item.destination(),
                item.snapshot().sizeInGb(),
                item.endedAt().map(ended -> Duration.between(item.generationStartedAt(), ended)));
    }
}
