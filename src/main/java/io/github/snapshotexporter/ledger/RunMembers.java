package io.github.snapshotexporter.ledger;

import io.github.snapshotexporter.job.Delays;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The members of the nightly runs: what was chosen, what of it was asked for, and how it ended. Throws the SDK's exceptions. */
public final class RunMembers {
    /** As many members as DynamoDB writes together. */
    public static final int AT_ONCE = LedgerTable.MOST_TOGETHER;

    /** What the sort keys of members begin with. */
    static final String MEMBER = "member#";

    private final LedgerTable table;
    private final Clock clock;

    public RunMembers(DynamoDbClient dynamoDb, String table, Delays delays, Clock clock) {
        this.table = new LedgerTable(dynamoDb, table, delays);
        this.clock = clock;
    }

    /**
     * Writes members, each once, all or none.
     *
     * @param members {@link #AT_ONCE} at most
     */
    public void add(String runId, List<NewMember> members) {
        table.writeTogether(members.stream().map(member -> added(runId, member)).toList());
    }

    private Update added(String runId, NewMember member) {
        Update update = Update.of(memberKey(runId, member.key()))
                .setFirst(
                        "sourceSnapshotName", AttributeValue.fromS(member.name().value()))
                .setFirst(
                        "resourceType",
                        AttributeValue.fromS(member.resourceType().wireName()))
                .setFirst("expiresAt", LedgerTable.expiry(clock.instant()));
        member.arn().ifPresent(arn -> update.setFirst("arn", AttributeValue.fromS(arn)));
        member.sizeInGb().ifPresent(size -> update.setFirst("sizeInGb", AttributeValue.fromN(Integer.toString(size))));
        member.autoSnapshot()
                .ifPresent(original -> update.setFirst(
                                "sourceResourceName", AttributeValue.fromS(original.sourceResourceName()))
                        .setFirst(
                                "restoreDate",
                                AttributeValue.fromS(original.date().toString())));
        return update;
    }

    /**
     * Notes that the members were asked for, all or none.
     *
     * @param members {@link #AT_ONCE} at most
     */
    public void markSent(String runId, List<RunEntry> members) {
        table.writeTogether(members.stream()
                .map(member -> Update.of(memberKey(runId, member.key())).set("sent", true))
                .toList());
    }

    /** Writes how the member ended; the first end that was written stays. */
    public void end(String runId, RunMember member) {
        Update update = Update.of(memberKey(runId, member.key()))
                .ifAbsent("outcome")
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

    /** All members, in the order of their keys; read page by page while it is used. */
    public Stream<RunEntry> of(String runId) {
        return table.readAll("run#" + runId, MEMBER).map(RunEntry::of);
    }

    private static Map<String, AttributeValue> memberKey(String runId, String key) {
        return LedgerTable.key("run#" + runId, MEMBER + key);
    }
}
