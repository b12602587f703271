package io.github.snapshotexporter.ledger;

import io.github.snapshotexporter.job.Delays;
import java.time.Clock;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** How each member of a nightly run ended. Throws the SDK's exceptions. */
public final class RunLedger {
    private final LedgerTable table;
    private final Clock clock;

    public RunLedger(DynamoDbClient dynamoDb, String table, Delays delays, Clock clock) {
        this.table = new LedgerTable(dynamoDb, table, delays);
        this.clock = clock;
    }

    /** Writes how the member ended; the first end that was written stays. */
    public void writeMember(String runId, RunMember member) {
        Update update = Update.of(LedgerTable.key("run#" + runId, "member#" + member.arn()))
                .ifAbsent("outcome")
                .set("arn", member.arn())
                .set("sourceSnapshotName", member.sourceSnapshotName())
                .set("resourceType", member.resourceType().wireName())
                .set("outcome", member.outcome().word())
                .set("endedAt", clock.instant())
                .set("expiresAt", LedgerTable.expiry(clock.instant()));
        member.reason().ifPresent(reason -> update.set("reason", reason.code()));
        member.sizeInGb().ifPresent(size -> update.set("sizeInGb", size));
        member.duration().ifPresent(time -> update.set("durationSeconds", Math.toIntExact(time.toSeconds())));
        member.destination()
                .ifPresent(destination ->
                        update.set("destinationId", destination.id()).set("destinationService", destination.service()));
        table.write(update);
    }
}
