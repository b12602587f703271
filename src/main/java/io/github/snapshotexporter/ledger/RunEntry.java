package io.github.snapshotexporter.ledger;

import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.lightsail.Destination;
import java.time.Duration;
import java.util.Optional;

/**
 * One member of a run, as the ledger holds it.
 *
 * @param sent whether it was asked for
 * @param outcome empty as long as it has not ended
 */
public record RunEntry(
        String arn,
        String sourceSnapshotName,
        ResourceType resourceType,
        boolean sent,
        Optional<RunMember.Outcome> outcome,
        Optional<Reason> reason,
        Optional<Destination> destination,
        Optional<Integer> sizeInGb,
        Optional<Duration> duration) {

    static RunEntry of(Attributes item) {
        return new RunEntry(
                item.needed("arn"),
                item.needed("sourceSnapshotName"),
                ResourceType.ofWireName(item.needed("resourceType")).orElseThrow(),
                item.flag("sent"),
                item.text("outcome").map(RunMember.Outcome::ofWord),
                item.text("reason").map(Reason::ofCode),
                item.text("destinationId")
                        .map(id -> new Destination(
                                id, item.text("destinationService").orElse("unknown"))),
                item.number("sizeInGb"),
                item.number("durationSeconds").map(Duration::ofSeconds));
    }
}
