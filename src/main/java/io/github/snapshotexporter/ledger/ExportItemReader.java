package io.github.snapshotexporter.ledger;

import io.github.snapshotexporter.job.AttemptId;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.job.SnapshotName;
import io.github.snapshotexporter.ledger.ExportItem.Lease;
import io.github.snapshotexporter.ledger.ExportItem.Marks;
import io.github.snapshotexporter.ledger.ExportItem.Status;
import io.github.snapshotexporter.lightsail.Destination;
import io.github.snapshotexporter.lightsail.OperationJson;
import io.github.snapshotexporter.lightsail.Snapshot;
import java.util.List;
import java.util.UUID;

/** Makes an {@link ExportItem} of the attributes that {@link ExportLedger} wrote. */
final class ExportItemReader {
    private ExportItemReader() {}

    static ExportItem read(Attributes item) {
        return new ExportItem(
                new AttemptId(
                        item.needed("arn"),
                        item.number("generation").orElseThrow(),
                        item.number("attempt").orElseThrow()),
                Status.ofWord(item.needed("status")),
                snapshot(item),
                item.needed("requestedBy"),
                item.text("runId"),
                item.text("jobId"),
                item.flag("forced"),
                item.text("leaseOwner")
                        .map(owner -> new Lease(
                                UUID.fromString(owner), item.time("leaseUntil").orElseThrow())),
                item.time("generationStartedAt").orElseThrow(),
                item.time("callStartedAt"),
                item.text("operations").map(OperationJson::read).orElse(List.of()),
                item.texts("unknownOperations"),
                item.time("operationEndedAt"),
                item.time("deniedSince"),
                item.text("record"),
                item.texts("booked"),
                item.flag("adopted"),
                item.time("startedAt"),
                item.time("endedAt"),
                item.text("destinationId").map(id -> new Destination(id, item.needed("destinationService"))),
                item.text("errorReason")
                        .map(reason -> new Failure(
                                Reason.ofCode(reason),
                                item.text("errorCode").orElse(""),
                                item.text("errorMessage").orElse(""))),
                new Marks(
                        item.flag("startedPublished"),
                        item.flag("handedOver"),
                        item.flag("endPublished"),
                        item.flag("membersWritten"),
                        item.flag("copied"),
                        item.flag("copyDeleted")),
                item.text("parkedBy"),
                item.texts("requestIds"),
                item.texts("runs"));
    }

    private static Snapshot snapshot(Attributes item) {
        return new Snapshot(
                item.needed("arn"),
                SnapshotName.of(item.needed("sourceSnapshotName")),
                ResourceType.ofWireName(item.needed("resourceType")).orElseThrow(),
                item.time("snapshotCreatedAt"),
                item.text("fromResourceName"),
                item.number("sizeInGb"));
    }
}
