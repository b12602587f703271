package io.github.snapshotexporter.ledger;

import io.github.snapshotexporter.job.Delays;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Receive;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The nightly runs: how far each is. Throws the SDK's exceptions. */
public final class RunLedger {
    private final LedgerTable table;
    private final Clock clock;

    public RunLedger(DynamoDbClient dynamoDb, String table, Delays delays, Clock clock) {
        this.table = new LedgerTable(dynamoDb, table, delays);
        this.clock = clock;
    }

    /** The run, if it has begun. */
    public Optional<RunItem> find(String runId) {
        return table.read(key(runId)).map(item -> read(runId, item));
    }

    /**
     * Begins the run or goes on with it, alone until this receive's lease ends.
     *
     * @return empty while somebody else works on it
     */
    public Optional<RunItem> take(String runId, Instant runTime, String requestedBy, Receive receive) {
        Instant now = clock.instant();
        LedgerTable.Written answer = table.write(Update.of(key(runId))
                .ifAbsentOrOver("leaseUntil", now)
                .setFirst("state", AttributeValue.fromS(RunItem.State.SELECTING.word()))
                .setFirst("runTime", Attributes.time(runTime))
                .setFirst("requestedBy", AttributeValue.fromS(requestedBy))
                .setFirst("createdAt", Attributes.time(now))
                .set("leaseOwner", receive.owner().toString())
                .set("leaseUntil", receive.leaseUntil())
                .set("expiresAt", LedgerTable.expiry(now)));
        return mine(runId, answer, receive);
    }

    /** Gives the lease back before it ends. */
    public void release(String runId, Receive receive) {
        table.write(held(runId, receive).remove("leaseOwner", "leaseUntil"));
    }

    /** Notes that the message was sent that will report. */
    public Optional<RunItem> markReportRequested(String runId, Receive receive) {
        return mine(runId, table.write(held(runId, receive).set("reportRequested", true)), receive);
    }

    /**
     * Keeps how far the listing has come: first what it has left, behind what was kept before, and then the place. What a
     * dying receive has written too much is written over by the next one. A trouble before that is over.
     */
    public Optional<RunItem> savePlace(String runId, RunPlace place, List<String> added, Receive receive) {
        int first = place.chunks() - added.size();
        for (int i = 0; i < added.size(); i++) {
            table.write(Update.of(placeKey(runId, first + i))
                    .set("left", added.get(i))
                    .set("expiresAt", LedgerTable.expiry(clock.instant())));
        }
        Update update = held(runId, receive)
                .set("placeAsked", place.asked())
                .set("placeChunks", place.chunks())
                .set("leftOut", Attributes.counts(place.leftOut()))
                .remove("troubleSince");
        place.next().ifPresentOrElse(step -> update.set("placeStep", step.word()), () -> update.remove("placeStep"));
        place.token().ifPresentOrElse(token -> update.set("placeToken", token), () -> update.remove("placeToken"));
        return mine(runId, table.write(update), receive);
    }

    /** What the listing had left when its place was kept, in its order. */
    public List<String> left(String runId, RunPlace place) {
        return IntStream.range(0, place.chunks())
                .mapToObj(number -> table.read(placeKey(runId, number))
                        .orElseThrow(() -> new IllegalStateException("the ledger lacks place " + number))
                        .needed("left"))
                .toList();
    }

    /** Forgets the place, so that the listing begins anew. */
    public Optional<RunItem> forgetPlace(String runId, Receive receive) {
        return mine(
                runId,
                table.write(
                        held(runId, receive).remove("placeAsked", "placeChunks", "placeStep", "placeToken", "leftOut")),
                receive);
    }

    /** Notes that the run could not go on; since when stays until it has come further. */
    public Optional<RunItem> noteTrouble(String runId, Receive receive) {
        return mine(
                runId,
                table.write(held(runId, receive).setFirst("troubleSince", Attributes.time(clock.instant()))),
                receive);
    }

    /** Forgets since when the run could not go on: who asks for it again has all the time anew. */
    public void forgetTrouble(String runId, Receive receive) {
        table.write(held(runId, receive).remove("troubleSince"));
    }

    /** Gives the run up before any member was asked for. */
    public Optional<RunItem> fail(String runId, Failure failure, Receive receive) {
        return mine(
                runId,
                table.write(held(runId, receive)
                        .ifEqual("state", RunItem.State.SELECTING.word())
                        .set("state", RunItem.State.FAILED.word())
                        .set("failedReason", failure.reason().code())
                        .set("failedCode", failure.code())
                        .set("failedMessage", failure.message())
                        .set("failedBy", receive.jobKey())
                        .setFirst("failedAt", Attributes.time(clock.instant()))),
                receive);
    }

    /** Gives the run up if its members are still not chosen; answers with the run as it is then. */
    public RunItem failOverdue(RunItem run, Failure failure) {
        return read(
                run.runId(),
                table.write(inRound(run)
                                .ifEqual("state", RunItem.State.SELECTING.word())
                                .set("state", RunItem.State.FAILED.word())
                                .set("failedReason", failure.reason().code())
                                .set("failedMessage", failure.message())
                                .set("failedAt", clock.instant()))
                        .item());
    }

    /** Begins a run anew that had failed, for a message that was sent after that. */
    public Optional<RunItem> restart(RunItem failed, Receive receive) {
        return mine(
                failed.runId(),
                table.write(held(failed.runId(), receive)
                        .set("state", RunItem.State.SELECTING.word())
                        .set("round", failed.round() + 1)
                        .set("createdAt", clock.instant())
                        .remove("failedReason", "failedCode", "failedMessage", "failedBy", "failedAt", "copied")
                        .remove("reportRequested", "troubleSince", "document", "reportedAt", "published")
                        .remove("placeAsked", "placeChunks", "placeStep", "placeToken", "leftOut")),
                receive);
    }

    /** Notes that the message which gave the run up is kept in the dead-letter queue. */
    public void markCopied(String runId) {
        table.write(Update.of(key(runId)).set("copied", true));
    }

    /**
     * Closes the list of members: none is ever added.
     *
     * @param leftOut how many snapshots the run has left out, by the reason's code
     */
    public Optional<RunItem> seal(String runId, int total, Map<String, Integer> leftOut, Receive receive) {
        return mine(
                runId,
                table.write(held(runId, receive)
                        .ifEqual("state", RunItem.State.SELECTING.word())
                        .set("state", RunItem.State.SEALED.word())
                        .set("total", total)
                        .set("leftOut", Attributes.counts(leftOut))
                        .remove("troubleSince")),
                receive);
    }

    /** Notes that every member was asked for. */
    public void markDispatched(String runId, Receive receive) {
        table.write(held(runId, receive).set("state", RunItem.State.DISPATCHED.word()));
    }

    /**
     * Stores what is to be reported; the first that was stored stays.
     *
     * @return empty where the run was begun anew meanwhile
     */
    public Optional<RunItem> storeReport(RunItem run, String document) {
        LedgerTable.Written answer = table.write(inRound(run)
                .setFirst("document", AttributeValue.fromS(document))
                .setFirst("reportedAt", Attributes.time(clock.instant())));
        return answer.accepted() ? Optional.of(read(run.runId(), answer.item())) : Optional.empty();
    }

    /** Notes that the report is published, where the run was not begun anew meanwhile. */
    public void markPublished(RunItem run) {
        table.write(inRound(run).set("published", true));
    }

    /** Whoever reports holds no lease. */
    private static Update inRound(RunItem run) {
        Update update = Update.of(key(run.runId()));
        return run.round() == 0
                ? update.ifAbsent("round")
                : update.ifEqual("round", AttributeValue.fromN(Integer.toString(run.round())));
    }

    private static Map<String, AttributeValue> key(String runId) {
        return LedgerTable.key("run#" + runId, "run");
    }

    private static Map<String, AttributeValue> placeKey(String runId, int number) {
        return LedgerTable.key("run#" + runId, "place#" + number);
    }

    private static Update held(String runId, Receive receive) {
        return Update.of(key(runId)).ifEqual("leaseOwner", receive.owner().toString());
    }

    /** A refused write that shows this receive's lease is one whose first answer was lost. */
    private static Optional<RunItem> mine(String runId, LedgerTable.Written answer, Receive receive) {
        boolean held = answer.item()
                .text("leaseOwner")
                .filter(receive.owner().toString()::equals)
                .isPresent();
        return answer.accepted() || held ? Optional.of(read(runId, answer.item())) : Optional.empty();
    }

    private static RunItem read(String runId, Attributes item) {
        return new RunItem(
                runId,
                RunItem.State.ofWord(item.needed("state")),
                item.needed("requestedBy"),
                item.time("runTime").orElseThrow(),
                item.time("createdAt").orElseThrow(),
                item.time("leaseUntil"),
                item.flag("reportRequested"),
                item.number("placeChunks")
                        .map(chunks -> new RunPlace(
                                item.text("placeStep").map(RunPlace.Step::ofWord),
                                item.text("placeToken"),
                                item.number("placeAsked").orElse(0),
                                chunks,
                                item.counts("leftOut"))),
                item.counts("leftOut"),
                item.time("troubleSince"),
                item.text("failedReason")
                        .map(reason -> new Failure(
                                Reason.ofCode(reason),
                                item.text("failedCode").orElse(""),
                                item.text("failedMessage").orElse(""))),
                item.text("failedBy"),
                item.time("failedAt"),
                item.flag("copied"),
                item.number("round").orElse(0),
                item.text("document"),
                item.time("reportedAt"),
                item.flag("published"));
    }
}
