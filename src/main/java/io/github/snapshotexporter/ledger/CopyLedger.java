package io.github.snapshotexporter.ledger;

import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.Delays;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.job.SnapshotName;
import io.github.snapshotexporter.lightsail.Snapshot;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The exporter's own copies of automatic snapshots: what it is about to make is written before it is made, so that it
 * never takes somebody else's snapshot for its own. The items never expire. Throws the SDK's exceptions.
 */
public final class CopyLedger {
    private final LedgerTable table;
    private final Clock clock;

    public CopyLedger(DynamoDbClient dynamoDb, String table, Delays delays, Clock clock) {
        this.table = new LedgerTable(dynamoDb, table, delays);
        this.clock = clock;
    }

    public Optional<CopyItem> find(SnapshotName name) {
        return table.read(key(name)).map(CopyLedger::read);
    }

    /** Whether the exporter makes, or has made, a copy of this name; reads only where it may be so. */
    public boolean isKnown(SnapshotName name) {
        return AutoSnapshot.mayBeCopyName(name) && find(name).isPresent();
    }

    /**
     * Whether this snapshot is a copy that the exporter has made, or is making at this moment. One that was deleted since it
     * was listed was one, too, and so was one that has given way to the next.
     */
    public boolean isCopy(Snapshot snapshot) {
        return AutoSnapshot.mayBeCopyName(snapshot.name())
                && table.read(key(snapshot.name()))
                        .filter(item -> isOrWas(item, snapshot.arn()))
                        .isPresent();
    }

    private static boolean isOrWas(Attributes item, String arn) {
        boolean isBeingMade =
                item.text("arn").isEmpty() && item.time("deletedAt").isEmpty();
        return isBeingMade
                || item.text("arn").filter(arn::equals).isPresent()
                || item.texts("formerArns").contains(arn);
    }

    /**
     * Writes that this copy is about to be made, where the ledger still shows {@code before} and nobody is about to delete
     * what has the name, and takes the right to make it until this receive's lease ends.
     *
     * @return empty where somebody else was faster
     */
    public Optional<CopyItem> intend(AutoSnapshot original, Optional<CopyItem> before, Receive receive) {
        Update intent = before.map(CopyLedger::next)
                .orElseGet(() -> Update.of(key(original.copyName())).ifAbsent("pk"))
                .ifAbsentOrOver("removalUntil", clock.instant())
                .set("sourceResourceName", original.sourceResourceName())
                .set("resourceType", original.resourceType().wireName())
                .set("date", original.date().toString())
                .set("intendedAt", clock.instant())
                .set("jobs", AttributeValue.fromSs(List.of(receive.jobKey())))
                .remove("arn", "tagged", "deletedAt", "removalOwner", "removalUntil");
        return mine(leased(intent, receive), receive);
    }

    /** Takes the right to make the copy that was intended before; empty while somebody else has it, or it was seen. */
    public Optional<CopyItem> takeOver(CopyItem item, Receive receive) {
        return mine(
                leased(at(item), receive)
                        .ifAbsent("arn")
                        .ifAbsent("deletedAt")
                        .ifAbsentOrOver("leaseUntil", clock.instant())
                        .ifAbsentOrOver("removalUntil", clock.instant())
                        .add("jobs", receive.jobKey()),
                receive);
    }

    /** Gives the lease back. */
    public void release(CopyItem item, Receive receive) {
        table.write(at(item).ifEqual("leaseOwner", receive.owner().toString()).remove("leaseOwner", "leaseUntil"));
    }

    /**
     * Notes that the copy was seen and that this job wants it; empty where it is another copy by now, or somebody is about
     * to delete it.
     */
    public Optional<CopyItem> record(CopyItem item, String arn, Receive receive) {
        Update record = at(item).ifAbsent("deletedAt")
                .ifAbsentOrOver("removalUntil", clock.instant())
                .setFirst("arn", AttributeValue.fromS(arn))
                .add("jobs", receive.jobKey());
        // Somebody else who has the lease may be about to call CopySnapshot: until it ends nobody may delete.
        return written(item.isLeasedTo(receive) ? record.remove("leaseOwner", "leaseUntil") : record);
    }

    public void markTagged(CopyItem item) {
        table.write(at(item).set("tagged", true));
    }

    /**
     * For who has the right to delete it.
     *
     * @param arn of the copy, where it was still there
     */
    public void markDeleted(CopyItem item, Optional<String> arn) {
        Update deleted =
                at(item).setFirst("deletedAt", Attributes.time(clock.instant())).remove("removalOwner", "removalUntil");
        arn.ifPresent(seen -> deleted.setFirst("arn", AttributeValue.fromS(seen)));
        table.write(deleted);
    }

    /**
     * Notes that the job no longer wants the copy.
     *
     * @return the item then; empty where it is another copy by now
     */
    public Optional<CopyItem> leave(CopyItem item, String jobKey) {
        return written(at(item).delete("jobs", jobKey));
    }

    /**
     * Takes the right to delete the copy until this receive's lease ends, where nobody else has it: DeleteSnapshot knows
     * nothing but a name, which is another copy's as soon as this one is marked as deleted.
     *
     * @return the item then, which shows who has the right
     */
    public CopyItem takeForRemoval(CopyItem item, Receive receive) {
        return takenForRemoval(at(item), receive);
    }

    /** The same where no job wants the copy, nor is about to make it: none can want it meanwhile. */
    public CopyItem takeUnwantedForRemoval(CopyItem item, Receive receive) {
        return takenForRemoval(at(item).ifAbsent("jobs").ifAbsentOrOver("leaseUntil", clock.instant()), receive);
    }

    private CopyItem takenForRemoval(Update update, Receive receive) {
        return read(table.write(update.ifAbsent("deletedAt")
                        .ifAbsentOrOver("removalUntil", clock.instant())
                        .set("removalOwner", receive.owner().toString())
                        .set("removalUntil", receive.leaseUntil()))
                .item());
    }

    /** An intent after {@code before}, which is as it was read. */
    private static Update next(CopyItem before) {
        Update next = before.deletedAt()
                .map(time -> at(before).ifEqual("deletedAt", Attributes.time(time)))
                .orElseGet(() -> at(before).ifAbsent("deletedAt"));
        before.arn().ifPresent(arn -> next.add("formerArns", arn));
        return next;
    }

    private static Update leased(Update update, Receive receive) {
        return update.set("leaseOwner", receive.owner().toString()).set("leaseUntil", receive.leaseUntil());
    }

    /** An intent's time tells it from the one before it under the same name. */
    private static Update at(CopyItem item) {
        return Update.of(key(item.name())).ifEqual("intendedAt", Attributes.time(item.intendedAt()));
    }

    private Optional<CopyItem> written(Update update) {
        LedgerTable.Written answer = table.write(update);
        return answer.accepted() ? Optional.of(read(answer.item())) : Optional.empty();
    }

    /** A refused write that shows this receive's lease is one whose first answer was lost. */
    private Optional<CopyItem> mine(Update update, Receive receive) {
        LedgerTable.Written answer = table.write(update);
        return answer.item().item().isEmpty()
                ? Optional.empty()
                : Optional.of(read(answer.item())).filter(item -> answer.accepted() || item.isLeasedTo(receive));
    }

    private static CopyItem read(Attributes item) {
        return new CopyItem(
                new AutoSnapshot(
                        ResourceType.ofWireName(item.needed("resourceType")).orElseThrow(),
                        item.needed("sourceResourceName"),
                        LocalDate.parse(item.needed("date"))),
                item.time("intendedAt").orElseThrow(),
                lease(item, "leaseOwner", "leaseUntil"),
                item.text("arn"),
                item.flag("tagged"),
                item.time("deletedAt"),
                lease(item, "removalOwner", "removalUntil"),
                !item.texts("jobs").isEmpty());
    }

    private static Optional<ExportItem.Lease> lease(Attributes item, String owner, String until) {
        return item.text(owner)
                .map(held -> new ExportItem.Lease(
                        UUID.fromString(held), item.time(until).orElseThrow()));
    }

    private static Map<String, AttributeValue> key(SnapshotName name) {
        return LedgerTable.key("copy#" + name, "copy");
    }
}
