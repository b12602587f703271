package io.github.snapshotexporter.ledger;

import io.github.snapshotexporter.job.AttemptId;
import io.github.snapshotexporter.job.Delays;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.ledger.ExportItem.Status;
import io.github.snapshotexporter.lightsail.Operation;
import io.github.snapshotexporter.lightsail.OperationJson;
import io.github.snapshotexporter.lightsail.Snapshot;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The life of each snapshot's export, and the slots. Writes decide, not earlier reads: every change is conditional on the
 * generation, attempt and status that its caller saw, and taking or freeing a slot is one transaction with the change that
 * it belongs to. Throws the SDK's exceptions after the SDK's retries.
 */
public final class ExportLedger {
    /** As many items as DynamoDB reads together. */
    public static final int READ_AT_ONCE = LedgerTable.MOST_TOGETHER;

    private static final String SNAPSHOT = "snapshot#";
    private static final Map<String, AttributeValue> SLOTS = LedgerTable.key("slots", "inFlight");
    private static final String SLOT_HOLDERS = "arns";

    private final LedgerTable table;
    private final int maxInFlight;
    private final Clock clock;

    public ExportLedger(DynamoDbClient dynamoDb, String table, int maxInFlight, Delays delays, Clock clock) {
        this.table = new LedgerTable(dynamoDb, table, delays);
        this.maxInFlight = maxInFlight;
        this.clock = clock;
    }

    public Optional<ExportItem> find(String arn) {
        return table.read(key(arn)).map(ExportItemReader::read);
    }

    /**
     * Those of these snapshots that are exported.
     *
     * @param arns {@link #READ_AT_ONCE} at most, each once
     */
    public Set<String> succeeded(List<String> arns) {
        return table.readTogether(arns.stream().map(ExportLedger::key).toList(), "status")
                .filter(item -> item.needed("status").equals(Status.SUCCEEDED.word()))
                .map(item -> item.needed("pk").substring(SNAPSHOT.length()))
                .collect(Collectors.toSet());
    }

    // Claiming

    /** Claims the attempt, takes a slot and notes the snapshot with the job, where the item still is {@code before}. */
    public LedgerAnswer claim(Optional<ExportItem> before, Opening opening, Receive receive) {
        Update claim = open(before, opening, receive)
                .set("status", Status.CLAIMED.word())
                .remove("callStartedAt", "record", "adopted", "operations", "startedAt");
        addAll(
                claim,
                "booked",
                before.map(item -> booked(item, Optional.empty())).orElse(Set.of()));
        return together(opening.id().arn(), claim, takeSlot(opening.id().arn()), claimByJob(opening.id(), receive));
    }

    /** Opens a generation as Started with an export that was found, takes a slot and notes the snapshot with the job. */
    public LedgerAnswer claimStarted(
            ExportItem before, Opening opening, String record, List<Operation> operations, Receive receive) {
        Update claim = open(Optional.of(before), opening, receive)
                .set("status", Status.STARTED.word())
                .set("callStartedAt", clock.instant())
                .set("startedAt", clock.instant())
                .set("record", record)
                .set("adopted", true)
                .set("operations", OperationJson.write(operations).toString());
        addAll(claim, "booked", booked(before, Optional.of(record)));
        return together(opening.id().arn(), claim, takeSlot(opening.id().arn()), claimByJob(opening.id(), receive));
    }

    /** Everything but status, call and record of a claimed attempt: what the attempt before has left is cleared. */
    private Update open(Optional<ExportItem> before, Opening opening, Receive receive) {
        Update claim = before.map(this::at)
                .orElseGet(() -> Update.of(key(opening.id().arn())).ifAbsent("pk"))
                .set("generation", opening.id().generation())
                .set("attempt", opening.id().attempt())
                .set("leaseOwner", receive.owner().toString())
                .set("leaseUntil", receive.leaseUntil())
                .set("requestedBy", opening.requestedBy())
                .set("handedOver", false)
                .set("endPublished", false)
                .set("membersWritten", false)
                .remove(
                        "operationEndedAt",
                        "deniedSince",
                        "unknownOperations",
                        "endedAt",
                        "destinationId",
                        "destinationService")
                .remove("errorReason", "errorCode", "errorMessage", "parkedBy", "copied", "copyDeleted");
        setSnapshot(claim, opening.snapshot());
        if (before.filter(item -> item.id().generation() == opening.id().generation())
                .isEmpty()) {
            claim.set("generationStartedAt", clock.instant())
                    .set("jobId", receive.jobId())
                    .set("startedPublished", false)
                    .set("forced", opening.forced());
            opening.runId()
                    .ifPresentOrElse(
                            run -> claim.set("runId", run).set("runs", AttributeValue.fromSs(List.of(run))),
                            () -> claim.remove("runId", "runs"));
        }
        opening.forceRequestId().ifPresent(id -> claim.add("requestIds", id));
        return claim;
    }

    private static void setSnapshot(Update claim, Snapshot snapshot) {
        claim.set("arn", snapshot.arn())
                .set("sourceSnapshotName", snapshot.name().value())
                .set("resourceType", snapshot.resourceType().wireName());
        snapshot.createdAt().ifPresent(time -> claim.set("snapshotCreatedAt", time));
        snapshot.fromResourceName().ifPresent(name -> claim.set("fromResourceName", name));
        snapshot.sizeInGb().ifPresent(size -> claim.set("sizeInGb", size));
    }

    private static Set<String> booked(ExportItem item, Optional<String> butNot) {
        Set<String> booked = new HashSet<>(item.booked());
        item.record().ifPresent(booked::add);
        butNot.ifPresent(booked::remove);
        return booked;
    }

    private static void addAll(Update update, String attribute, Set<String> members) {
        if (members.isEmpty()) {
            update.remove(attribute);
        } else {
            update.set(attribute, AttributeValue.fromSs(List.copyOf(members)));
        }
    }

    /** Takes the lease of an item that nobody works on, subscribes {@code run}, and notes the snapshot with the job. */
    public LedgerAnswer takeOver(ExportItem item, Optional<String> run, Receive receive) {
        Update takeOver = at(item).ifAbsentOrOver("leaseUntil", clock.instant())
                .set("leaseOwner", receive.owner().toString())
                .set("leaseUntil", receive.leaseUntil());
        run.ifPresent(id -> takeOver.add("runs", id));
        return together(item.id().arn(), takeOver, noteWithJob(item.id(), receive));
    }

    // While the lease is held

    /** Gives the lease back. */
    public LedgerAnswer release(ExportItem item, Receive receive) {
        return write(mine(item, receive).remove("leaseOwner", "leaseUntil"));
    }

    /** Notes that ExportSnapshot is about to be called; the first time of an attempt stays. */
    public LedgerAnswer markCallStarted(ExportItem item, Receive receive) {
        return write(mine(item, receive).setFirst("callStartedAt", Attributes.time(clock.instant())));
    }

    /** Lightsail has accepted the export and returned these operations. */
    public LedgerAnswer started(ExportItem item, List<Operation> operations, Receive receive) {
        return write(mine(item, receive)
                .set("status", Status.STARTED.word())
                .set("startedAt", clock.instant())
                .set("adopted", false)
                .set("operations", OperationJson.write(operations).toString()));
    }

    /** An export was found that is as good as this attempt's own. */
    public LedgerAnswer adopted(ExportItem item, String record, List<Operation> operations, Receive receive) {
        return write(mine(item, receive)
                .set("status", Status.STARTED.word())
                .set("startedAt", clock.instant())
                .set("adopted", true)
                .set("record", record)
                .set("operations", OperationJson.write(operations).toString()));
    }

    /** The tracker was sent: the lease is given back with the mark. */
    public LedgerAnswer markHandedOver(ExportItem item, Receive receive) {
        return write(mine(item, receive).set("handedOver", true).remove("leaseOwner", "leaseUntil"));
    }

    /** Ends a claimed attempt by the lease's owner and frees the slot. */
    public LedgerAnswer endClaimed(ExportItem item, ExportEnd end, Receive receive) {
        return together(
                item.id().arn(),
                ended(mine(item, receive), end).remove("leaseOwner", "leaseUntil"),
                freeSlot(item.id().arn()));
    }

    // Without the lease

    /** Ends a Retrying export, which holds no slot. */
    public LedgerAnswer endRetrying(ExportItem item, ExportEnd end) {
        return write(ended(at(item), end));
    }

    /** Ends a Started export and frees the slot. */
    public LedgerAnswer endStarted(ExportItem item, ExportEnd end) {
        return together(
                item.id().arn(), ended(at(item), end), freeSlot(item.id().arn()));
    }

    /** Notes how far the operations are. */
    public LedgerAnswer followed(
            ExportItem item,
            List<Operation> operations,
            Set<String> unknownOperations,
            Optional<Instant> operationEndedAt) {
        Update update =
                at(item).set("operations", OperationJson.write(operations).toString());
        addAll(update, "unknownOperations", unknownOperations);
        operationEndedAt.ifPresent(time -> update.set("operationEndedAt", time));
        return write(update);
    }

    /** Notes that Lightsail denies to tell how the export goes; the first time stays, until it is told again. */
    public LedgerAnswer denied(ExportItem item) {
        return write(at(item).setFirst("deniedSince", Attributes.time(clock.instant())));
    }

    /** Lightsail tells again how the export goes. */
    public LedgerAnswer toldAgain(ExportItem item) {
        return write(at(item).remove("deniedSince"));
    }

    /** Books the record as this attempt's. */
    public LedgerAnswer book(ExportItem item, String record) {
        return write(at(item).set("record", record));
    }

    public LedgerAnswer subscribe(ExportItem item, String run) {
        return write(at(item).add("runs", run));
    }

    public LedgerAnswer markStartedPublished(ExportItem item) {
        return write(at(item).set("startedPublished", true));
    }

    public LedgerAnswer markEndPublished(ExportItem item) {
        return write(at(item).set("endPublished", true));
    }

    public LedgerAnswer markMembersWritten(ExportItem item) {
        return write(at(item).set("membersWritten", true));
    }

    public LedgerAnswer markCopied(ExportItem item) {
        return write(at(item).set("copied", true));
    }

    public LedgerAnswer markCopyDeleted(ExportItem item) {
        return write(at(item).set("copyDeleted", true));
    }

    private Update ended(Update update, ExportEnd end) {
        update.set("status", end.status().word())
                .set("endedAt", clock.instant())
                .set("endPublished", false)
                .set("membersWritten", false);
        end.record().ifPresent(record -> update.set("record", record));
        end.destination()
                .ifPresent(destination ->
                        update.set("destinationId", destination.id()).set("destinationService", destination.service()));
        end.failure()
                .ifPresentOrElse(
                        failure -> update.set("errorReason", failure.reason().code())
                                .set("errorCode", failure.code())
                                .set("errorMessage", failure.message()),
                        () -> update.remove("errorReason", "errorCode", "errorMessage"));
        end.parkedBy()
                .ifPresentOrElse(
                        job -> update.set("parkedBy", job).set("copied", false),
                        () -> update.remove("parkedBy", "copied"));
        return update;
    }

    private Update at(ExportItem item) {
        return Update.of(key(item.id().arn()))
                .ifEqual(
                        "generation",
                        AttributeValue.fromN(Integer.toString(item.id().generation())))
                .ifEqual(
                        "attempt",
                        AttributeValue.fromN(Integer.toString(item.id().attempt())))
                .ifEqual("status", item.status().word());
    }

    private Update mine(ExportItem item, Receive receive) {
        return at(item).ifEqual("leaseOwner", receive.owner().toString());
    }

    private Update takeSlot(String arn) {
        return Update.of(SLOTS).ifRoomFor(SLOT_HOLDERS, arn, maxInFlight).add(SLOT_HOLDERS, arn);
    }

    private static Update freeSlot(String arn) {
        return Update.of(SLOTS).delete(SLOT_HOLDERS, arn);
    }

    /** So that the job, when it gives up at whatever step, knows which export it has to end. */
    private Update noteWithJob(AttemptId id, Receive receive) {
        return Update.of(JobLedger.key(receive.jobKey()))
                .set("arn", id.arn())
                .set("generation", id.generation())
                .set("expiresAt", LedgerTable.expiry(clock.instant()));
    }

    /** What was given up by one receive of a job is not begun by another. */
    private Update claimByJob(AttemptId id, Receive receive) {
        return noteWithJob(id, receive).ifAbsent("document");
    }

    private LedgerAnswer write(Update update) {
        LedgerTable.Written written = table.write(update);
        return written.accepted()
                ? new LedgerAnswer.Written(ExportItemReader.read(written.item()))
                : refused(written.item());
    }

    /**
     * The first update is the export's, the second the slot's where there is one. A transaction answers with no item, so the
     * item is read again.
     */
    private LedgerAnswer together(String arn, Update export, Update... others) {
        List<Update> updates = new ArrayList<>(List.of(export));
        updates.addAll(List.of(others));
        List<Optional<Attributes>> refusals = table.writeTogether(updates);
        if (refusals.isEmpty()) {
            return new LedgerAnswer.Written(find(arn).orElseThrow());
        }
        return refusals.getFirst()
                .map(ExportLedger::refused)
                .orElseGet(() -> refusals.get(1).isPresent()
                        ? new LedgerAnswer.NoSlot()
                        : new LedgerAnswer.Refused(Optional.empty()));
    }

    private static LedgerAnswer refused(Attributes item) {
        return new LedgerAnswer.Refused(
                item.item().isEmpty() ? Optional.empty() : Optional.of(ExportItemReader.read(item)));
    }

    private static Map<String, AttributeValue> key(String arn) {
        return LedgerTable.key(SNAPSHOT + arn, "export");
    }
}
