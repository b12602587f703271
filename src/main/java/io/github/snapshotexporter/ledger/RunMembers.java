package io.github.snapshotexporter.ledger;

import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.Failure;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.lightsail.Destination;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The members of the nightly runs: what was chosen, what of it was asked for, and how it ended. Throws the SDK's exceptions. */
public final class RunMembers {
    /** As many members as DynamoDB writes together. */
    public static final int AT_ONCE = LedgerTable.MOST_TOGETHER;

    private static final String MEMBER = "member#";
    private static final Attribute<String> NAME = Attribute.text("sourceSnapshotName");
    private static final Attribute<String> TYPE = Attribute.text("resourceType");
    private static final Attribute<String> ARN = Attribute.text("arn");
    private static final Attribute<AutoSnapshot> AUTO_SNAPSHOT =
            Attribute.autoSnapshot("resourceType", "sourceResourceName", "restoreDate");
    private static final Attribute<Integer> SIZE_IN_GB = Attribute.number("sizeInGb");
    private static final Attribute<Boolean> SENT = Attribute.flag("sent");
    private static final Attribute<String> OUTCOME = Attribute.text("outcome");
    private static final Attribute<Instant> ENDED_AT = Attribute.time("endedAt");
    private static final Attribute<String> REASON = Attribute.text("reason");
    private static final Attribute<String> CODE = Attribute.text("code");
    private static final Attribute<String> MESSAGE = Attribute.text("message");
    private static final Attribute<Destination> DESTINATION = Attribute.destination();
    private static final Attribute<Integer> DURATION_SECONDS = Attribute.number("durationSeconds");

    private final LedgerTable table;
    private final Clock clock;

    RunMembers(LedgerTable table, Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    /**
     * Writes members, each once, all or none.
     *
     * @param members {@link #AT_ONCE} at most
     */
    public void add(String runId, List<RunMember> members) {
        table.writeTogether(members.stream().map(member -> added(runId, member)).toList());
    }

    private Update added(String runId, RunMember member) {
        Update update = Update.of(memberKey(runId, member.key()))
                .setFirst(NAME, member.sourceSnapshotName())
                .setFirst(LedgerTable.EXPIRES_AFTER, clock.instant());
        member.autoSnapshot()
                .ifPresentOrElse(
                        original -> update.setFirst(AUTO_SNAPSHOT, original),
                        () -> update.setFirst(TYPE, member.resourceType().wireName()));
        member.arn().ifPresent(arn -> update.setFirst(ARN, arn));
        member.sizeInGb().ifPresent(size -> update.setFirst(SIZE_IN_GB, size));
        return update;
    }

    /**
     * Notes that the members were asked for, all or none.
     *
     * @param members {@link #AT_ONCE} at most
     */
    public void markSent(String runId, List<RunMember> members) {
        table.writeTogether(members.stream()
                .map(member -> Update.of(memberKey(runId, member.key())).set(SENT, true))
                .toList());
    }

    /** Writes how the member ended; the first end that was written stays. */
    public void end(String runId, RunMember member) {
        RunMember.End end = member.end().orElseThrow();
        Update update = Update.of(memberKey(runId, member.key()))
                .ifAbsent(OUTCOME)
                .set(NAME, member.sourceSnapshotName())
                .set(TYPE, member.resourceType().wireName())
                .set(OUTCOME, end.outcome().word())
                .set(ENDED_AT, clock.instant())
                .set(LedgerTable.EXPIRES_AFTER, clock.instant());
        end.failure()
                .ifPresent(failure -> update.set(REASON, failure.reason().code())
                        .set(CODE, failure.code())
                        .set(MESSAGE, failure.message()));
        end.destination().ifPresent(destination -> update.set(DESTINATION, destination));
        end.duration().ifPresent(time -> update.set(DURATION_SECONDS, Math.toIntExact(time.toSeconds())));
        member.sizeInGb().ifPresent(size -> update.set(SIZE_IN_GB, size));
        table.write(update);
    }

    /** All members, in the order of their keys; read page by page while it is used. */
    public Stream<RunMember> of(String runId) {
        return table.readAll("run#" + runId, MEMBER).map(RunMembers::read);
    }

    private static RunMember read(Attributes item) {
        return new RunMember(
                item.needed(LedgerTable.SK).substring(MEMBER.length()),
                item.needed(NAME),
                ResourceType.ofWireName(item.needed(TYPE)).orElseThrow(),
                item.get(ARN),
                item.get(AUTO_SNAPSHOT),
                item.get(SIZE_IN_GB),
                item.is(SENT),
                item.get(OUTCOME)
                        .map(outcome -> new RunMember.End(
                                RunMember.Outcome.ofWord(outcome),
                                item.get(REASON)
                                        .map(code -> new Failure(
                                                Reason.ofCode(code),
                                                item.get(CODE).orElse(""),
                                                item.get(MESSAGE).orElse(""))),
                                item.get(DESTINATION),
                                item.get(DURATION_SECONDS).map(Duration::ofSeconds))));
    }

    private static Map<String, AttributeValue> memberKey(String runId, String key) {
        return LedgerTable.key("run#" + runId, MEMBER + key);
    }
}
