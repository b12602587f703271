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
import static io.github.snapshotexporter.ledger.ExportAttributes.IMAGE;
import static io.github.snapshotexporter.ledger.ExportAttributes.JOB_ID;
import static io.github.snapshotexporter.ledger.ExportAttributes.LABEL_OWED;
import static io.github.snapshotexporter.ledger.ExportAttributes.LEASE;
import static io.github.snapshotexporter.ledger.ExportAttributes.MEMBERS_WRITTEN;
import static io.github.snapshotexporter.ledger.ExportAttributes.NOTHING_BEGUN;
import static io.github.snapshotexporter.ledger.ExportAttributes.OPERATIONS;
import static io.github.snapshotexporter.ledger.ExportAttributes.OPERATION_ENDED_AT;
import static io.github.snapshotexporter.ledger.ExportAttributes.OWN;
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
import static io.github.snapshotexporter.ledger.ExportAttributes.UNREADABLE_SINCE;

import io.github.snapshotexporter.job.AttemptId;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.ledger.ExportItem.Status;
import io.github.snapshotexporter.lightsail.Operation;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
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

    /**
     * Claims the attempt, notes that its call is about to be made, takes a slot and notes the snapshot with the job, where
     * the item still is {@code before}.
     */
    public ClaimAnswer claim(Optional<ExportItem> before, Opening opening, Receive receive) {
        return claimed(before, opening.claimed(before, receive, clock.instant()), opening, receive);
    }

    /** The same as Started, with an export that was found: the own one only where it was the own one before. */
    public ClaimAnswer claimStarted(
            Optional<ExportItem> before, Opening opening, String record, List<Operation> operations, Receive receive) {
        Instant now = clock.instant();
        ExportItem claimed = opening.claimed(before, receive, now);
        boolean own = before.map(ExportItem::progress)
                .filter(earlier ->
                        earlier.own() && earlier.record().filter(record::equals).isPresent())
                .isPresent();
        return claimed(before, claimed.adopting(record, own, operations, now), opening, receive);
    }

    /** What the attempt and the generation before have left is cleared. */
    private ClaimAnswer claimed(Optional<ExportItem> before, ExportItem item, Opening opening, Receive receive) {
        String arn = item.id().arn();
        Update claim = before.map(ExportLedger::at)
                .orElseGet(() -> Update.of(key(arn)).ifAbsent(LedgerTable.PK))
                .set(GENERATION_NUMBER, item.id().generation())
                .set(ATTEMPT_NUMBER, item.id().attempt())
                .set(STATUS, item.status().word())
                .set(LEASE, item.lease())
                .set(REQUESTED_BY, item.generation().requestedBy())
                .set(SNAPSHOT, item.snapshot())
                .set(CALL_STARTED_AT, item.progress().callStartedAt())
                .set(STARTED_AT, item.progress().startedAt())
                .set(RECORD, item.progress().record())
                .setAll(BOOKED, item.booked());
        if (item.status() == Status.STARTED) {
            claim.set(ADOPTED, true)
                    .set(OWN, item.progress().own())
                    .set(OPERATIONS, item.progress().operations());
        }
        opening.forceRequestId().ifPresent(id -> claim.add(REQUEST_IDS, id));
        claim.clear(ExportAttributes.ATTEMPT);
        if (before.filter(earlier -> earlier.id().generation() == item.id().generation())
                .isEmpty()) {
            claim.set(GENERATION_STARTED_AT, item.generation().startedAt())
                    .set(JOB_ID, item.generation().jobId())
                    .set(FORCED, item.generation().forced())
                    .set(RUN_ID, item.generation().runId())
                    .setAll(RUNS, item.runs())
                    .clear(ExportAttributes.GENERATION);
        }
        Update takeSlot =
                Update.of(SLOTS).ifRoomFor(SLOT_HOLDERS, arn, maxInFlight).add(SLOT_HOLDERS, arn);
        List<Optional<Attributes>> refusals =
                table.writeTogether(List.of(claim, takeSlot, claimByJob(item.id(), receive)));
        return !refusals.isEmpty()
                        && refusals.getFirst().isEmpty()
                        && refusals.get(1).isPresent()
                ? new ClaimAnswer.NoSlot()
                : answer(refusals, () -> item);
    }

    /** The snapshots whose exports are in flight. */
    public Set<String> inFlight() {
        return table.read(SLOTS).map(item -> item.all(SLOT_HOLDERS)).orElse(Set.of());
    }

    /** How many exports may be in flight at once. */
    public int maxInFlight() {
        return maxInFlight;
    }

    /**
     * Takes the lease of an item that nobody works on, subscribes {@code run}, and notes the snapshot with the job. Whoever
     * has it may call.
     */
    public LedgerAnswer takeOver(ExportItem item, Optional<String> run, Receive receive) {
        Update takeOver = at(item).ifFree(LEASE, clock.instant())
                .set(LEASE, Lease.of(receive))
                .remove(NOTHING_BEGUN);
        run.ifPresent(id -> takeOver.add(RUNS, id));
        String arn = item.id().arn();
        return answer(
                table.writeTogether(List.of(takeOver, noteWithJob(item.id(), receive))),
                // Others may have joined meanwhile.
                () -> find(arn).orElseThrow());
    }

    // While the lease is held

    /**
     * Gives the lease back.
     *
     * @param nothingBegun whether every call of the attempt so far was answered, and has begun nothing
     */
    public LedgerAnswer release(ExportItem item, boolean nothingBegun, Receive receive) {
        Update release = mine(item, receive).remove(LEASE);
        return write(nothingBegun ? release.set(NOTHING_BEGUN, true) : release);
    }

    /** Keeps the lease until then, beyond the end of the invocation: nobody looks or calls before. */
    public LedgerAnswer keepLease(ExportItem item, Instant until, Receive receive) {
        return write(mine(item, receive).set(LEASE, new Lease(receive.owner(), until)));
    }

    /** Notes that ExportSnapshot is about to be called; the first time of an attempt stays. */
    public LedgerAnswer markCallStarted(ExportItem item, Receive receive) {
        return write(mine(item, receive).setFirst(CALL_STARTED_AT, clock.instant()));
    }

    /** Lightsail has accepted the export and returned these operations. */
    public LedgerAnswer started(ExportItem item, List<Operation> operations, Receive receive) {
        return write(started(item, receive).set(ADOPTED, false).set(OWN, true).set(OPERATIONS, operations));
    }

    /**
     * An export was found that is as good as this attempt's own.
     *
     * @param own whether it is one of a call of this attempt whose answer was lost
     */
    public LedgerAnswer adopted(
            ExportItem item, String record, boolean own, List<Operation> operations, Receive receive) {
        return write(started(item, receive)
                .set(ADOPTED, true)
                .set(OWN, own)
                .set(RECORD, record)
                .set(OPERATIONS, operations));
    }

    private Update started(ExportItem item, Receive receive) {
        return mine(item, receive).set(STATUS, Status.STARTED.word()).set(STARTED_AT, clock.instant());
    }

    /** The start is published and the tracker was sent: the lease is given back, and the job has ended, with the marks. */
    public LedgerAnswer handOver(ExportItem item, Receive receive) {
        Update handOver = mine(item, receive)
                .set(STARTED_PUBLISHED, true)
                .set(HANDED_OVER, true)
                .remove(LEASE);
        return answer(
                table.writeTogether(List.of(handOver, JobLedger.ended(receive.jobKey(), clock.instant()))), () -> item);
    }

    /** Ends a claimed attempt by the lease's owner and frees the slot. */
    public LedgerAnswer endClaimed(ExportItem item, ExportEnd end, Receive receive) {
        Instant now = clock.instant();
        return freeingSlot(
                item.ended(end, now), ended(mine(item, receive), end, now).remove(LEASE));
    }

    // Without the lease

    /** Ends a Retrying export, which holds no slot. */
    public LedgerAnswer endRetrying(ExportItem item, ExportEnd end) {
        return write(ended(at(item), end, clock.instant()));
    }

    /**
     * Ends a Started export and frees the slot, where no run has joined since the item was read: nobody can join after that,
     * so that all who want to know are in the answer.
     */
    public LedgerAnswer endStarted(ExportItem item, ExportEnd end) {
        Instant now = clock.instant();
        return freeingSlot(item.ended(end, now), ended(followedBy(item).ifAll(RUNS, item.runs()), end, now));
    }

    /** A tracker is sent when the start was told: what it writes is a mark of that, too, where the other one is missing. */
    private static Update followedBy(ExportItem item) {
        return at(item).set(STARTED_PUBLISHED, true);
    }

    /** What has come out is listed from then on. */
    private LedgerAnswer freeingSlot(ExportItem ended, Update end) {
        String arn = ended.id().arn();
        List<Update> updates = new ArrayList<>(List.of(end, Update.of(SLOTS).delete(SLOT_HOLDERS, arn)));
        ImageLedger.listing(ended).ifPresent(updates::add);
        return answer(table.writeTogether(updates), () -> ended);
    }

    /** Notes how far the operations are. */
    public LedgerAnswer followed(
            ExportItem item,
            List<Operation> operations,
            Set<String> unknownOperations,
            Optional<Instant> operationEndedAt) {
        Update update = followedBy(item).set(OPERATIONS, operations).setAll(UNKNOWN_OPERATIONS, unknownOperations);
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

    /** Notes that EC2 does not tell of the image, by an error that may pass; the first time stays, until it tells again. */
    public LedgerAnswer imageUnreadable(ExportItem item) {
        return write(at(item).setFirst(UNREADABLE_SINCE, clock.instant()));
    }

    /** EC2 tells again of the image, which cannot be used yet. */
    public LedgerAnswer imageReadable(ExportItem item) {
        return write(at(item).remove(UNREADABLE_SINCE));
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

    /**
     * The end is told to its runs.
     *
     * @param published whether to people, too
     * @param labelled whether the result has its labels, or will have none
     */
    public LedgerAnswer markEndTold(ExportItem item, boolean published, boolean labelled) {
        Update told = at(item).set(MEMBERS_WRITTEN, true);
        if (labelled) {
            told.remove(LABEL_OWED);
        }
        return write(published ? told.set(END_PUBLISHED, true) : told);
    }

    /** The message of the job that gave the export up is kept in the dead-letter queue. */
    public LedgerAnswer markParked(ExportItem item) {
        return write(at(item).set(PARKED, true));
    }

    public LedgerAnswer markCopyDeleted(ExportItem item) {
        return write(at(item).set(COPY_DELETED, true));
    }

    private static Update ended(Update update, ExportEnd end, Instant now) {
        end.record().ifPresent(record -> update.set(RECORD, record));
        return update.set(STATUS, end.kind().status().word())
                .set(ENDED_AT, now)
                .set(DESTINATION, end.destination())
                .set(IMAGE, end.image())
                .set(LABEL_OWED, end.destination().map(any -> true))
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

    /** The first update is the export's; a transaction answers with no item, so what was written has to be known. */
    private static LedgerAnswer answer(List<Optional<Attributes>> refusals, Supplier<ExportItem> written) {
        return refusals.isEmpty()
                ? new LedgerAnswer.Written(written.get())
                : refused(refusals.getFirst().orElseGet(() -> new Attributes(Map.of())));
    }

    private static LedgerAnswer refused(Attributes item) {
        return new LedgerAnswer.Refused(item.isEmpty() ? Optional.empty() : Optional.of(ExportAttributes.read(item)));
    }

    private static Map<String, AttributeValue> key(String arn) {
        return LedgerTable.key(KEY + arn, "export");
    }
}
