package io.github.snapshotexporter.ledger;

import io.github.snapshotexporter.job.Failure;
import io.github.snapshotexporter.job.Receive;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The nightly runs: how far each is. Throws the SDK's exceptions. */
public final class RunLedger {
    /** One round of a run: until it has failed and was asked for again. */
    private static final Lifetime ROUND = new Lifetime();

    /** How far a listing has come. */
    private static final Lifetime PLACE = new Lifetime();

    // For ever
    private static final Attribute<String> STATE = Attribute.text("state");
    private static final Attribute<Instant> RUN_TIME = Attribute.time("runTime");
    private static final Attribute<String> REQUESTED_BY = Attribute.text("requestedBy");
    private static final Attribute<Integer> ROUND_NUMBER = Attribute.number("round");
    private static final Attribute<Instant> CREATED_AT = Attribute.time("createdAt");
    private static final Attribute<Lease> LEASE = Attribute.lease("lease");

    private static final Attribute<Integer> PLACE_ASKED = PLACE.add(Attribute.number("placeAsked"));
    private static final Attribute<Integer> PLACE_CHUNKS = PLACE.add(Attribute.number("placeChunks"));
    private static final Attribute<String> PLACE_STEP = PLACE.add(Attribute.text("placeStep"));
    private static final Attribute<String> PLACE_TOKEN = PLACE.add(Attribute.text("placeToken"));
    private static final Attribute<Map<String, Integer>> LEFT_OUT = PLACE.add(Attribute.counts("leftOut"));
    /** What a listing has left, in an item of its own. */
    private static final Attribute<String> LEFT = Attribute.text("left");

    private static final Attribute<Integer> TOTAL = ROUND.add(Attribute.number("total"));
    private static final Attribute<Instant> TROUBLE_SINCE = ROUND.add(Attribute.time("troubleSince"));
    private static final Attribute<Instant> DENIED_SINCE = ROUND.add(Attribute.time("deniedSince"));
    private static final Attribute<Failure> GIVEN_UP_FOR = ROUND.add(Attribute.failure("failed"));
    private static final Attribute<String> GIVEN_UP_BY = ROUND.add(Attribute.text("failedBy"));
    private static final Attribute<Instant> GIVEN_UP_AT = ROUND.add(Attribute.time("failedAt"));
    /** The message that asked for the run is copied to the dead-letter queue. */
    private static final Attribute<Boolean> PARKED = ROUND.add(Attribute.flag("copied"));

    private static final Attribute<Boolean> REPORT_REQUESTED = ROUND.add(Attribute.flag("reportRequested"));
    private static final Attribute<String> DOCUMENT = ROUND.add(Attribute.text("document"));
    private static final Attribute<Instant> REPORTED_AT = ROUND.add(Attribute.time("reportedAt"));
    private static final Attribute<Boolean> PUBLISHED = ROUND.add(Attribute.flag("published"));

    private final LedgerTable table;
    private final Clock clock;

    RunLedger(LedgerTable table, Clock clock) {
        this.table = table;
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
        return mine(
                runId,
                Update.of(key(runId))
                        .ifFree(LEASE, now)
                        .setFirst(STATE, RunItem.State.SELECTING.word())
                        .setFirst(RUN_TIME, runTime)
                        .setFirst(REQUESTED_BY, requestedBy)
                        .setFirst(CREATED_AT, now)
                        .set(LEASE, Lease.of(receive))
                        .set(LedgerTable.EXPIRES_AFTER, now),
                receive);
    }

    /** Gives the lease back before it ends. */
    public void release(String runId, Receive receive) {
        table.write(held(runId, receive).remove(LEASE));
    }

    /** Notes that the message was sent that will report. */
    public Optional<RunItem> markReportRequested(String runId, Receive receive) {
        return mine(runId, held(runId, receive).set(REPORT_REQUESTED, true), receive);
    }

    /**
     * Keeps how far the listing has come: first what it has left, behind what was kept before, and then the place. What a
     * dying receive has written too much is written over by the next one. A trouble before that is over.
     */
    public Optional<RunItem> savePlace(String runId, RunPlace place, List<String> added, Receive receive) {
        int first = place.chunks() - added.size();
        for (int i = 0; i < added.size(); i++) {
            table.write(Update.of(placeKey(runId, first + i))
                    .set(LEFT, added.get(i))
                    .set(LedgerTable.EXPIRES_AFTER, clock.instant()));
        }
        return mine(
                runId,
                held(runId, receive)
                        .set(PLACE_ASKED, place.asked())
                        .set(PLACE_CHUNKS, place.chunks())
                        .set(PLACE_STEP, place.next().map(RunPlace.Step::word))
                        .set(PLACE_TOKEN, place.token())
                        .set(LEFT_OUT, place.leftOut())
                        .remove(TROUBLE_SINCE, DENIED_SINCE),
                receive);
    }

    /** What the listing had left when its place was kept, in its order. */
    public List<String> left(String runId, RunPlace place) {
        return IntStream.range(0, place.chunks())
                .mapToObj(number -> table.read(placeKey(runId, number))
                        .orElseThrow(() -> new IllegalStateException("the ledger lacks place " + number))
                        .needed(LEFT))
                .toList();
    }

    /** Forgets the place, so that the listing begins anew. */
    public Optional<RunItem> forgetPlace(String runId, Receive receive) {
        return mine(runId, held(runId, receive).clear(PLACE), receive);
    }

    /**
     * Notes that the run could not go on; since when stays until it has come further.
     *
     * @param denied whether it was denied something; since when stays until it meets any other trouble
     */
    public Optional<RunItem> noteTrouble(String runId, boolean denied, Receive receive) {
        Instant now = clock.instant();
        Update trouble = held(runId, receive).setFirst(TROUBLE_SINCE, now);
        return mine(runId, denied ? trouble.setFirst(DENIED_SINCE, now) : trouble.remove(DENIED_SINCE), receive);
    }

    /** Forgets since when the run could not go on: who asks for it again has all the time anew. */
    public void forgetTrouble(String runId, Receive receive) {
        table.write(held(runId, receive).remove(TROUBLE_SINCE, DENIED_SINCE));
    }

    /** Gives the run up before any member was asked for. */
    public Optional<RunItem> giveUp(String runId, Failure failure, Receive receive) {
        return mine(
                runId,
                held(runId, receive)
                        .ifEqual(STATE, RunItem.State.SELECTING.word())
                        .set(STATE, RunItem.State.FAILED.word())
                        .set(GIVEN_UP_FOR, failure)
                        .set(GIVEN_UP_BY, receive.jobKey())
                        .setFirst(GIVEN_UP_AT, clock.instant()),
                receive);
    }

    /** Gives the run up if its members are still not chosen; answers with the run as it is then. */
    public RunItem giveUpOverdue(RunItem run, Failure failure) {
        return read(
                run.runId(),
                table.write(inRound(run)
                                .ifEqual(STATE, RunItem.State.SELECTING.word())
                                .set(STATE, RunItem.State.FAILED.word())
                                .set(GIVEN_UP_FOR, failure)
                                .set(GIVEN_UP_AT, clock.instant()))
                        .item());
    }

    /** Begins a run anew that had failed, for a message that was sent after that. */
    public Optional<RunItem> restart(RunItem failed, Receive receive) {
        return mine(
                failed.runId(),
                held(failed.runId(), receive)
                        .set(STATE, RunItem.State.SELECTING.word())
                        .set(ROUND_NUMBER, failed.round() + 1)
                        .set(CREATED_AT, clock.instant())
                        .clear(ROUND)
                        .clear(PLACE),
                receive);
    }

    /** Notes that the message which gave the run up is kept in the dead-letter queue. */
    public void markParked(String runId) {
        table.write(Update.of(key(runId)).set(PARKED, true));
    }

    /**
     * Closes the list of members: none is ever added.
     *
     * @param leftOut how many snapshots the run has left out, by the reason's code
     */
    public Optional<RunItem> seal(String runId, int total, Map<String, Integer> leftOut, Receive receive) {
        return mine(
                runId,
                held(runId, receive)
                        .ifEqual(STATE, RunItem.State.SELECTING.word())
                        .set(STATE, RunItem.State.SEALED.word())
                        .set(TOTAL, total)
                        .set(LEFT_OUT, leftOut)
                        .remove(TROUBLE_SINCE, DENIED_SINCE),
                receive);
    }

    /** Notes that every member was asked for. */
    public void markDispatched(String runId, Receive receive) {
        table.write(held(runId, receive).set(STATE, RunItem.State.DISPATCHED.word()));
    }

    /**
     * Stores what is to be reported; the first that was stored stays.
     *
     * @return empty where the run was begun anew meanwhile
     */
    public Optional<RunItem> storeReport(RunItem run, String document) {
        LedgerTable.Written answer =
                table.write(inRound(run).setFirst(DOCUMENT, document).setFirst(REPORTED_AT, clock.instant()));
        return answer.accepted() ? Optional.of(read(run.runId(), answer.item())) : Optional.empty();
    }

    /** Notes that the report is published, where the run was not begun anew meanwhile. */
    public void markPublished(RunItem run) {
        table.write(inRound(run).set(PUBLISHED, true));
    }

    /** Whoever reports holds no lease. */
    private static Update inRound(RunItem run) {
        Update update = Update.of(key(run.runId()));
        return run.round() == 0 ? update.ifAbsent(ROUND_NUMBER) : update.ifEqual(ROUND_NUMBER, run.round());
    }

    private static Map<String, AttributeValue> key(String runId) {
        return LedgerTable.key("run#" + runId, "run");
    }

    private static Map<String, AttributeValue> placeKey(String runId, int number) {
        return LedgerTable.key("run#" + runId, "place#" + number);
    }

    private static Update held(String runId, Receive receive) {
        return Update.of(key(runId)).ifLeasedTo(LEASE, receive);
    }

    /** A refused write that shows this receive's lease is one whose first answer was lost. */
    private Optional<RunItem> mine(String runId, Update update, Receive receive) {
        LedgerTable.Written answer = table.write(update);
        boolean held =
                answer.item().get(LEASE).filter(lease -> lease.isOf(receive)).isPresent();
        return answer.accepted() || held ? Optional.of(read(runId, answer.item())) : Optional.empty();
    }

    private static RunItem read(String runId, Attributes item) {
        return new RunItem(
                runId,
                RunItem.State.ofWord(item.needed(STATE)),
                item.needed(REQUESTED_BY),
                item.needed(RUN_TIME),
                item.needed(CREATED_AT),
                item.get(LEASE).map(Lease::until),
                item.get(PLACE_CHUNKS)
                        .map(chunks -> new RunPlace(
                                item.get(PLACE_STEP).map(RunPlace.Step::ofWord),
                                item.get(PLACE_TOKEN),
                                item.get(PLACE_ASKED).orElse(0),
                                chunks,
                                item.counts(LEFT_OUT))),
                item.counts(LEFT_OUT),
                item.get(TROUBLE_SINCE),
                item.get(DENIED_SINCE),
                new RunItem.GivenUp(
                        item.get(GIVEN_UP_FOR), item.get(GIVEN_UP_BY), item.get(GIVEN_UP_AT), item.is(PARKED)),
                item.get(ROUND_NUMBER).orElse(0),
                new RunItem.Report(
                        item.is(REPORT_REQUESTED), item.get(DOCUMENT), item.get(REPORTED_AT), item.is(PUBLISHED)));
    }
}
