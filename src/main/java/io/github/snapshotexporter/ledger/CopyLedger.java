package io.github.snapshotexporter.ledger;

import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.SnapshotName;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The exporter's own copies of automatic snapshots: what it is about to make is written before it is made, so that it
 * never takes somebody else's snapshot for its own. The items never expire. Throws the SDK's exceptions.
 */
public final class CopyLedger {
    /** One copy under its name; the next one begins with an intent of its own. */
    private static final Lifetime COPY = new Lifetime();

    private static final Attribute<AutoSnapshot> ORIGINAL =
            COPY.add(Attribute.autoSnapshot("resourceType", "sourceResourceName", "date"));
    private static final Attribute<Instant> INTENDED_AT = COPY.add(Attribute.time("intendedAt"));
    private static final Attribute<Set<String>> JOBS = COPY.add(Attribute.texts("jobs"));
    private static final Attribute<Lease> LEASE = COPY.add(Attribute.lease("lease"));
    private static final Attribute<String> ARN = COPY.add(Attribute.text("arn"));
    private static final Attribute<Boolean> TAGGED = COPY.add(Attribute.flag("tagged"));
    private static final Attribute<Lease> REMOVAL = COPY.add(Attribute.lease("removal"));
    private static final Attribute<Instant> DELETED_AT = COPY.add(Attribute.time("deletedAt"));

    // For ever
    private static final Attribute<Set<String>> FORMER_ARNS = Attribute.texts("formerArns");

    private final LedgerTable table;
    private final Clock clock;

    CopyLedger(LedgerTable table, Clock clock) {
        this.table = table;
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
    public boolean isCopy(SnapshotName name, String arn) {
        return AutoSnapshot.mayBeCopyName(name)
                && table.read(key(name)).filter(item -> isOrWas(item, arn)).isPresent();
    }

    private static boolean isOrWas(Attributes item, String arn) {
        boolean isBeingMade = item.get(ARN).isEmpty() && item.get(DELETED_AT).isEmpty();
        return isBeingMade
                || item.get(ARN).filter(arn::equals).isPresent()
                || item.all(FORMER_ARNS).contains(arn);
    }

    /**
     * Writes that this copy is about to be made, where the ledger still shows {@code before} and nobody is about to delete
     * what has the name, and takes the right to make it until this receive's lease ends.
     *
     * @return empty where somebody else was faster
     */
    public Optional<CopyItem> intend(AutoSnapshot original, Optional<CopyItem> before, Receive receive) {
        Update intent = before.map(CopyLedger::next)
                .orElseGet(() -> Update.of(key(original.copyName())).ifAbsent(LedgerTable.PK))
                .ifFree(REMOVAL, clock.instant())
                .set(ORIGINAL, original)
                .set(INTENDED_AT, clock.instant())
                .set(JOBS, Set.of(receive.jobKey()))
                .set(LEASE, Lease.of(receive))
                .clear(COPY);
        return mine(intent, receive);
    }

    /** Takes the right to make the copy that was intended before; empty while somebody else has it, or it was seen. */
    public Optional<CopyItem> takeOver(CopyItem item, Receive receive) {
        return mine(
                at(item).ifAbsent(ARN)
                        .ifAbsent(DELETED_AT)
                        .ifFree(LEASE, clock.instant())
                        .ifFree(REMOVAL, clock.instant())
                        .set(LEASE, Lease.of(receive))
                        .add(JOBS, receive.jobKey()),
                receive);
    }

    /** Gives the lease back. */
    public void release(CopyItem item, Receive receive) {
        table.write(at(item).ifLeasedTo(LEASE, receive).remove(LEASE));
    }

    /**
     * Notes that the copy was seen and that this job wants it; empty where it is another copy by now, or somebody is about
     * to delete it.
     */
    public Optional<CopyItem> record(CopyItem item, String arn, Receive receive) {
        Update record = at(item).ifAbsent(DELETED_AT)
                .ifFree(REMOVAL, clock.instant())
                .setFirst(ARN, arn)
                .add(JOBS, receive.jobKey());
        // Somebody else who has the lease may be about to call CopySnapshot: until it ends nobody may delete.
        return written(item.isLeasedTo(receive) ? record.remove(LEASE) : record);
    }

    public void markTagged(CopyItem item) {
        table.write(at(item).set(TAGGED, true));
    }

    /**
     * For who has the right to delete it.
     *
     * @param arn of the copy, where it was still there
     */
    public void markDeleted(CopyItem item, Optional<String> arn) {
        Update deleted = at(item).setFirst(DELETED_AT, clock.instant()).remove(REMOVAL);
        arn.ifPresent(seen -> deleted.setFirst(ARN, seen));
        table.write(deleted);
    }

    /**
     * Notes that the job no longer wants the copy.
     *
     * @return the item then; empty where it is another copy by now
     */
    public Optional<CopyItem> leave(CopyItem item, String jobKey) {
        return written(at(item).delete(JOBS, jobKey));
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
        return takenForRemoval(at(item).ifAbsent(JOBS).ifFree(LEASE, clock.instant()), receive);
    }

    private CopyItem takenForRemoval(Update update, Receive receive) {
        return read(table.write(update.ifAbsent(DELETED_AT)
                        .ifFree(REMOVAL, clock.instant())
                        .set(REMOVAL, Lease.of(receive)))
                .item());
    }

    /** An intent after {@code before}, which is as it was read. */
    private static Update next(CopyItem before) {
        Update next = before.deletedAt()
                .map(time -> at(before).ifEqual(DELETED_AT, time))
                .orElseGet(() -> at(before).ifAbsent(DELETED_AT));
        before.arn().ifPresent(arn -> next.add(FORMER_ARNS, arn));
        return next;
    }

    /** An intent's time tells it from the one before it under the same name. */
    private static Update at(CopyItem item) {
        return Update.of(key(item.name())).ifEqual(INTENDED_AT, item.intendedAt());
    }

    private Optional<CopyItem> written(Update update) {
        LedgerTable.Written answer = table.write(update);
        return answer.accepted() ? Optional.of(read(answer.item())) : Optional.empty();
    }

    /** A refused write that shows this receive's lease is one whose first answer was lost. */
    private Optional<CopyItem> mine(Update update, Receive receive) {
        LedgerTable.Written answer = table.write(update);
        return answer.item().isEmpty()
                ? Optional.empty()
                : Optional.of(read(answer.item())).filter(item -> answer.accepted() || item.isLeasedTo(receive));
    }

    private static CopyItem read(Attributes item) {
        return new CopyItem(
                item.needed(ORIGINAL),
                item.needed(INTENDED_AT),
                item.get(LEASE),
                item.get(ARN),
                item.is(TAGGED),
                item.get(DELETED_AT),
                item.get(REMOVAL),
                !item.all(JOBS).isEmpty());
    }

    private static Map<String, AttributeValue> key(SnapshotName name) {
        return LedgerTable.key("copy#" + name, "copy");
    }
}
