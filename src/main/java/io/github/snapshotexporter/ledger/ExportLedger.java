package io.github.snapshotexporter.ledger;

import static io.github.snapshotexporter.ledger.ExportAttributes.ADOPTED;
import static io.github.snapshotexporter.ledger.ExportAttributes.ATTEMPT_NUMBER;
import static io.github.snapshotexporter.ledger.ExportAttributes.BOOKED;
import static io.github.snapshotexporter.ledger.ExportAttributes.CALL_STARTED_AT;
import static io.github.snapshotexporter.ledger.ExportAttributes.COPY_DELETED;
import static io.github.snapshotexporter.ledger.ExportAttributes.DENIED_SINCE;
import static io.github.snapshotexporter.ledger.ExportAttributes.DESTINATION;
import static io.github.snapshotexporter.ledger.ExportAttributes.ENDED_AT;
import static io.github.snapshotexporter.ledger.ExportAttributes.END_PUBLISHED;
import static io.github.snapshotexporter.ledger.ExportAttributes.ERROR;
import static io.github.snapshotexporter.ledger.ExportAttributes.FORCED;
import static io.github.snapshotexporter.ledger.ExportAttributes.GENERATION_NUMBER;
import static io.github.snapshotexporter.ledger.ExportAttributes.GENERATION_STARTED_AT;
import static io.github.snapshotexporter.ledger.ExportAttributes.HANDED_OVER;
import static io.github.snapshotexporter.ledger.ExportAttributes.JOB_ID;
import static io.github.snapshotexporter.ledger.ExportAttributes.LEASE;
import static io.github.snapshotexporter.ledger.ExportAttributes.MEMBERS_WRITTEN;
import static io.github.snapshotexporter.ledger.ExportAttributes.OPERATIONS;
import static io.github.snapshotexporter.ledger.ExportAttributes.OPERATION_ENDED_AT;
import static io.github.snapshotexporter.ledger.ExportAttributes.PARKED;
import static io.github.snapshotexporter.ledger.ExportAttributes.PARKED_BY;
import static io.github.snapshotexporter.ledger.ExportAttributes.RECORD;
import static io.github.snapshotexporter.ledger.ExportAttributes.REQUESTED_BY;
import static io.github.snapshotexporter.ledger.ExportAttributes.REQUEST_IDS;
import static io.github.snapshotexporter.ledger.ExportAttributes.RUNS;
import static io.github.snapshotexporter.ledger.ExportAttributes.RUN_ID;
import static io.github.snapshotexporter.ledger.ExportAttributes.SNAPSHOT;
import static io.github.snapshotexporter.ledger.ExportAttributes.STARTED_AT;
import static io.github.snapshotexporter.ledger.ExportAttributes.STARTED_PUBLISHED;
import static io.github.snapshotexporter.ledger.ExportAttributes.STATUS;
import static io.github.snapshotexporter.ledger.ExportAttributes.UNKNOWN_OPERATIONS;

import io.github.snapshotexporter.job.AttemptId;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.ledger.ExportItem.Status;
import io.github.snapshotexporter.lightsail.Operation;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The life of each snapshot's export, and the slots. Writes decide, not earlier reads: every change is conditional on the
 * generation, attempt and status that its caller saw, and taking or freeing a slot is one transaction with the change that
 * it belongs to. Throws the SDK's exceptions after the SDK's retries.
 */
public final class ExportLedger {
    /** As many items as DynamoDB reads together. */
    public static final int READ_AT_ONCE = LedgerTable.MOST_TOGETHER;

    private static final String KEY = "snapshot#";
    private static final Map<String, AttributeValue> SLOTS = LedgerTable.key("slots", "inFlight");
    private static final Attribute<Set<String>> SLOT_HOLDERS = Attribute.texts("arns");

    private final LedgerTable table;
    private final int maxInFlight;
    private final Clock clock;

    ExportLedger(LedgerTable table, int maxInFlight, Clock clock) {
        this.table = table;
        this.maxInFlight = maxInFlight;
        this.clock = clock;
    }

    public Optional<ExportItem> find(String arn) {
        return table.read(key(arn)).map(ExportAttributes::read);
    }

    /**
     * Those of these snapshots that are exported.
     *
     * @param arns {@link #READ_AT_ONCE} at most, each once
     */
    public Set<String> succeeded(List<String> arns) {
        return table.readTogether(arns.stream().map(ExportLedger::key).toList(), STATUS)
                .filter(item -> item.needed(STATUS).equals(Status.SUCCEEDED.word()))
                .map(item -> item.needed(LedgerTable.PK).substring(KEY.length()))
                .collect(Collectors.toSet());
    }

    // Claiming

    /** Claims the attempt, takes a slot and notes the snapshot with the job, where the item still is {@code before}. */
    public ClaimAnswer claim(Optional<ExportItem> before, Opening opening, Receive receive) {
        Update claim = opened(before, opening, receive)
                .set(STATUS, Status.CLAIMED.word())
                .setAll(
                        BOOKED,
                        before.map(item -> booked(item, Optional.empty())).orElse(Set.of()));
        return claimed(claim, before, opening, receive);
    }

    /** Opens a generation as Started with an export that was found, takes a slot and notes the snapshot with the job. */
    public ClaimAnswer claimStarted(
            ExportItem before, Opening opening, String record, List<Operation> operations, Receive receive) {
        Update claim = opened(Optional.of(before), opening, receive)
                .set(STATUS, Status.STARTED.word())
                .set(CALL_STARTED_AT, clock.instant())
                .set(STARTED_AT, clock.instant())
                .set(RECORD, record)
                .set(ADOPTED, true)
                .set(OPERATIONS, operations)
                .setAll(BOOKED, booked(before, Optional.of(record)));
        return claimed(claim, Optional.of(before), opening, receive);
    }

    private Update opened(Optional<ExportItem> before, Opening opening, Receive receive) {
        Update claim = before.map(ExportLedger::at)
                .orElseGet(() -> Update.of(key(opening.id().arn())).ifAbsent(LedgerTable.PK))
                .set(GENERATION_NUMBER, opening.id().generation())
                .set(ATTEMPT_NUMBER, opening.id().attempt())
                .set(LEASE, Lease.of(receive))
                .set(REQUESTED_BY, opening.requestedBy())
                .set(SNAPSHOT, opening.snapshot());
        if (opensGeneration(before, opening)) {
            claim.set(GENERATION_STARTED_AT, clock.instant())
                    .set(JOB_ID, receive.jobId())
                    .set(FORCED, opening.forced())
                    .set(RUN_ID, opening.runId())
                    .set(RUNS, opening.runId().map(Set::of));
        }
        opening.forceRequestId().ifPresent(id -> claim.add(REQUEST_IDS, id));
        return claim;
    }

    private static boolean opensGeneration(Optional<ExportItem> before, Opening opening) {
        return before.filter(item -> item.id().generation() == opening.id().generation())
                .isEmpty();
    }

    /** What the attempt and the generation before have left is cleared. */
    private ClaimAnswer claimed(Update claim, Optional<ExportItem> before, Opening opening, Receive receive) {
        claim.clear(ExportAttributes.ATTEMPT);
        if (opensGeneration(before, opening)) {
            claim.clear(ExportAttributes.GENERATION);
        }
        String arn = opening.id().arn();
        Update takeSlot =
                Update.of(SLOTS).ifRoomFor(SLOT_HOLDERS, arn, maxInFlight).add(SLOT_HOLDERS, arn);
        List<Optional<Attributes>> refusals =
                table.writeTogether(List.of(claim, takeSlot, claimByJob(opening.id(), receive)));
        return !refusals.isEmpty()
                        && refusals.getFirst().isEmpty()
                        && refusals.get(1).isPresent()
                ? new ClaimAnswer.NoSlot()
                : answer(arn, refusals);
    }

    private static Set<String> booked(ExportItem item, Optional<String> butNot) {
        Set<String> booked = new HashSet<>(item.booked());
        item.progress().record().ifPresent(booked::add);
        butNot.ifPresent(booked::remove);
        return booked;
    }

    /** Takes the lease of an item that nobody works on, subscribes {@code run}, and notes the snapshot with the job. */
    public LedgerAnswer takeOver(ExportItem item, Optional<String> run, Receive receive) {
        Update takeOver = at(item).ifFree(LEASE, clock.instant()).set(LEASE, Lease.of(receive));
        run.ifPresent(id -> takeOver.add(RUNS, id));
        return together(item.id().arn(), takeOver, noteWithJob(item.id(), receive));
    }

    // While the lease is held

    /** Gives the lease back. */
    public LedgerAnswer release(ExportItem item, Receive receive) {
        return write(mine(item, receive).remove(LEASE));
    }

    /** Notes that ExportSnapshot is about to be called; the first time of an attempt stays. */
    public LedgerAnswer markCallStarted(ExportItem item, Receive receive) {
        return write(mine(item, receive).setFirst(CALL_STARTED_AT, clock.instant()));
    }

    /** Lightsail has accepted the export and returned these operations. */
    public LedgerAnswer started(ExportItem item, List<Operation> operations, Receive receive) {
        return write(started(item, receive).set(ADOPTED, false).set(OPERATIONS, operations));
    }

    /** An export was found that is as good as this attempt's own. */
    public LedgerAnswer adopted(ExportItem item, String record, List<Operation> operations, Receive receive) {
        return write(
                started(item, receive).set(ADOPTED, true).set(RECORD, record).set(OPERATIONS, operations));
    }

    private Update started(ExportItem item, Receive receive) {
        return mine(item, receive).set(STATUS, Status.STARTED.word()).set(STARTED_AT, clock.instant());
    }

    /** The tracker was sent: the lease is given back with the mark. */
    public LedgerAnswer markHandedOver(ExportItem item, Receive receive) {
        return write(mine(item, receive).set(HANDED_OVER, true).remove(LEASE));
    }

    /** Ends a claimed attempt by the lease's owner and frees the slot. */
    public LedgerAnswer endClaimed(ExportItem item, ExportEnd end, Receive receive) {
        return freeingSlot(item, ended(mine(item, receive), end).remove(LEASE));
    }

    // Without the lease

    /** Ends a Retrying export, which holds no slot. */
    public LedgerAnswer endRetrying(ExportItem item, ExportEnd end) {
        return write(ended(at(item), end));
    }

    /** Ends a Started export and frees the slot. */
    public LedgerAnswer endStarted(ExportItem item, ExportEnd end) {
        return freeingSlot(item, ended(at(item), end));
    }

    private LedgerAnswer freeingSlot(ExportItem item, Update end) {
        String arn = item.id().arn();
        return together(arn, end, Update.of(SLOTS).delete(SLOT_HOLDERS, arn));
    }

    /** Notes how far the operations are. */
    public LedgerAnswer followed(
            ExportItem item,
            List<Operation> operations,
            Set<String> unknownOperations,
            Optional<Instant> operationEndedAt) {
        Update update = at(item).set(OPERATIONS, operations).setAll(UNKNOWN_OPERATIONS, unknownOperations);
        operationEndedAt.ifPresent(time -> update.set(OPERATION_ENDED_AT, time));
        return write(update);
    }

    /** Notes that Lightsail denies to tell how the export goes; the first time stays, until it is told again. */
    public LedgerAnswer denied(ExportItem item) {
        return write(at(item).setFirst(DENIED_SINCE, clock.instant()));
    }

    /** Lightsail tells again how the export goes. */
    public LedgerAnswer toldAgain(ExportItem item) {
        return write(at(item).remove(DENIED_SINCE));
    }

    /** Books the record as this attempt's. */
    public LedgerAnswer book(ExportItem item, String record) {
        return write(at(item).set(RECORD, record));
    }

    public LedgerAnswer subscribe(ExportItem item, String run) {
        return write(at(item).add(RUNS, run));
    }

    public LedgerAnswer markStartedPublished(ExportItem item) {
        return write(at(item).set(STARTED_PUBLISHED, true));
    }

    public LedgerAnswer markEndPublished(ExportItem item) {
        return write(at(item).set(END_PUBLISHED, true));
    }

    public LedgerAnswer markMembersWritten(ExportItem item) {
        return write(at(item).set(MEMBERS_WRITTEN, true));
    }

    /** The message of the job that gave the export up is kept in the dead-letter queue. */
    public LedgerAnswer markParked(ExportItem item) {
        return write(at(item).set(PARKED, true));
    }

    public LedgerAnswer markCopyDeleted(ExportItem item) {
        return write(at(item).set(COPY_DELETED, true));
    }

    private Update ended(Update update, ExportEnd end) {
        end.record().ifPresent(record -> update.set(RECORD, record));
        return update.set(STATUS, end.kind().status().word())
                .set(ENDED_AT, clock.instant())
                .set(DESTINATION, end.destination())
                .set(ERROR, end.failure())
                .set(PARKED_BY, end.parkedBy())
                .remove(END_PUBLISHED, MEMBERS_WRITTEN, PARKED);
    }

    private static Update at(ExportItem item) {
        return Update.of(key(item.id().arn()))
                .ifEqual(GENERATION_NUMBER, item.id().generation())
                .ifEqual(ATTEMPT_NUMBER, item.id().attempt())
                .ifEqual(STATUS, item.status().word());
    }

    private static Update mine(ExportItem item, Receive receive) {
        return at(item).ifLeasedTo(LEASE, receive);
    }

    /** So that the job, when it gives up at whatever step, knows which export it has to end. */
    private Update noteWithJob(AttemptId id, Receive receive) {
        return Update.of(JobLedger.key(receive.jobKey()))
                .set(JobLedger.ARN, id.arn())
                .set(JobLedger.GENERATION, id.generation())
                .set(LedgerTable.EXPIRES_AFTER, clock.instant());
    }

    /** What was given up by one receive of a job is not begun by another. */
    private Update claimByJob(AttemptId id, Receive receive) {
        return noteWithJob(id, receive).ifAbsent(JobLedger.DOCUMENT);
    }

    private LedgerAnswer write(Update update) {
        LedgerTable.Written written = table.write(update);
        return written.accepted()
                ? new LedgerAnswer.Written(ExportAttributes.read(written.item()))
                : refused(written.item());
    }

    /** The first update is the export's. */
    private LedgerAnswer together(String arn, Update export, Update other) {
        return answer(arn, table.writeTogether(List.of(export, other)));
    }

    /** A transaction answers with no item, so the item is read again. */
    private LedgerAnswer answer(String arn, List<Optional<Attributes>> refusals) {
        return refusals.isEmpty()
                ? new LedgerAnswer.Written(find(arn).orElseThrow())
                : refused(refusals.getFirst().orElseGet(() -> new Attributes(Map.of())));
    }

    private static LedgerAnswer refused(Attributes item) {
        return new LedgerAnswer.Refused(item.isEmpty() ? Optional.empty() : Optional.of(ExportAttributes.read(item)));
    }

    private static Map<String, AttributeValue> key(String arn) {
        return LedgerTable.key(KEY + arn, "export");
    }
}
