package io.github.snapshotexporter.ledger;

import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.lightsail.Destination;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;

/**
 * One member of a run, as the ledger holds it.
 *
 * @param key by which the ledger knows it among the members of a run
 * @param arn empty for an automatic snapshot, of which there was no copy when it was chosen
 * @param autoSnapshot which one, where it is one
 * @param sent whether it was asked for
 * @param outcome empty as long as it has not ended
 */
public record RunEntry(
        String key,
        String sourceSnapshotName,
        ResourceType resourceType,
        Optional<String> arn,
        Optional<AutoSnapshot> autoSnapshot,
        boolean sent,
        Optional<RunMember.Outcome> outcome,
        Optional<Reason> reason,
        Optional<Destination> destination,
        Optional<Integer> sizeInGb,
        Optional<Duration> duration) {

    static RunEntry of(Attributes item) {
        ResourceType type = ResourceType.ofWireName(item.needed("resourceType")).orElseThrow();
        return new RunEntry(
                item.needed("sk").substring(RunMembers.MEMBER.length()),
                item.needed("sourceSnapshotName"),
                type,
                item.text("arn"),
                item.text("restoreDate")
                        .map(date -> new AutoSnapshot(type, item.needed("sourceResourceName"), LocalDate.parse(date))),
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
