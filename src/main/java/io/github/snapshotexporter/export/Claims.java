package io.github.snapshotexporter.export;

import io.github.snapshotexporter.job.AttemptId;
import io.github.snapshotexporter.job.ExportRequest;
import io.github.snapshotexporter.job.ExportRequest.Origin;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.Stop;
import io.github.snapshotexporter.ledger.ClaimAnswer;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.ledger.ExportItem.Status;
import io.github.snapshotexporter.ledger.ExportLedger;
import io.github.snapshotexporter.ledger.Lease;
import io.github.snapshotexporter.ledger.LedgerAnswer;
import io.github.snapshotexporter.ledger.Opening;
import io.github.snapshotexporter.ledger.RunMember;
import io.github.snapshotexporter.ledger.RunMembers;
import io.github.snapshotexporter.lightsail.ExportRecord;
import io.github.snapshotexporter.lightsail.Lightsail;
import io.github.snapshotexporter.lightsail.Snapshot;
import io.github.snapshotexporter.request.JobDocuments;
import io.github.snapshotexporter.telemetry.DecisionLog;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * What a receive finds in the ledger decides: it claims an export, takes one over, or somebody else has answered it. All
 * methods end by a {@link Stop} where there is nothing to claim.
 */
final class Claims {
    private final ExportLedger exports;
    private final RunMembers members;
    private final Looks looks;
    private final JobDocuments documents;
    private final Clock clock;
    private final DecisionLog log;

    Claims(
            ExportLedger exports,
            RunMembers members,
            Looks looks,
            JobDocuments documents,
            Clock clock,
            DecisionLog log) {
        this.exports = exports;
        this.members = members;
        this.looks = looks;
        this.documents = documents;
        this.clock = clock;
        this.log = log;
    }

    /** For somebody's request, the rows of the ledger's table in docs/life-of-an-export.md. */
    ExportItem forRequest(Task task, ExportRequest request, Snapshot snapshot, Optional<ExportItem> found) {
        String jobKey = task.receive().jobKey();
        if (found.isEmpty()) {
            return first(
                    task,
                    Opening.byRequest(AttemptId.first(snapshot.arn()), snapshot, request, request.force(), jobKey));
        }
        ExportItem item = found.get();
        boolean force = request.force() && !item.requestIds().contains(jobKey) && !task.isRepeated();
        return switch (item.status()) {
            case CLAIMED, STARTED, RETRYING -> {
                if (force && !isRepetition(request, item)) {
                    throw Stop.refused(
                            Reason.EXPORT_IN_PROGRESS,
                            "An export of " + snapshot.name() + " is under way, so none can be forced.");
                }
                yield inProgress(task, item);
            }
            case SUCCEEDED, FAILED, ABANDONED ->
                force ? forceAgain(task, request, snapshot, item) : afterEnd(task, request, snapshot, item);
        };
    }

    /** For the request for the next attempt; one of an older pair has nothing to do any more. */
    ExportItem forRetry(Task task, Job.RetryExport retry, ExportItem item) {
        return switch (item.status()) {
            case RETRYING -> {
                if (!retry.id().equals(item.id().nextAttempt())) {
                    throw Stop.finished(Outcome.done(Reason.OUTDATED));
                }
                yield claim(task, Optional.of(item), Opening.nextAttempt(item));
            }
            case CLAIMED, STARTED -> {
                if (!retry.id().equals(item.id())) {
                    throw Stop.finished(Outcome.done(Reason.OUTDATED));
                }
                yield inProgress(task, item);
            }
            case SUCCEEDED, FAILED, ABANDONED -> throw Stop.finished(Outcome.done(Reason.ANSWERED));
        };
    }

    private ExportItem inProgress(Task task, ExportItem item) {
        boolean isFollowed = item.status() == Status.RETRYING
                || (item.status() == Status.STARTED && item.marks().handedOver());
        if (isFollowed) {
            throw Stop.finished(join(task, item));
        }
        return takeOver(task, item);
    }

    /** Takes the item over where nobody works on it: Claimed, or Started and not handed over. */
    ExportItem takeOver(Task task, ExportItem item) {
        if (item.isLeasedTo(task.receive())) {
            return task.claim().became(item);
        }
        if (!item.isFree(clock.instant())) {
            throw Stop.until(item.lease().map(Lease::until));
        }
        return exports.takeOver(item, task.run(), task.receive())
                .wonBy(task.receive())
                .filter(taken -> taken.status() == item.status() && taken.id().equals(item.id()))
                .map(taken -> task.claim().takeOver(taken, item))
                .orElseThrow(() -> Stop.until(item.lease().map(Lease::until)));
    }

    /** Somebody follows the export already: only a run has something to do, to learn of its end. */
    Outcome join(Task task, ExportItem item) {
        Optional<String> run = task.run().filter(id -> !item.runs().contains(id));
        if (run.isPresent()
                && exports.subscribe(item, run.get()) instanceof LedgerAnswer.Refused(Optional<ExportItem> now)
                && now.filter(changed -> changed.runs().contains(run.get())).isEmpty()) {
            throw Stop.lost();
        }
        return Outcome.done(Reason.IN_PROGRESS, item.id());
    }

    /** Clients repeat what takes long, and without an id of its own nobody can tell: one forced export is enough then. */
    private static boolean isRepetition(ExportRequest request, ExportItem item) {
        return item.generation().forced() && request.requestId().isEmpty();
    }

    private ExportItem forceAgain(Task task, ExportRequest request, Snapshot snapshot, ExportItem item) {
        if (task.receive().isNewerThan(endOf(item))) {
            return claim(task, Optional.of(item), next(task, request, snapshot, item, true));
        }
        if (isRepetition(request, item)) {
            return afterEnd(task, request, snapshot, item);
        }
        throw Stop.refused(
                Reason.EXPORT_IN_PROGRESS,
                "An export of " + snapshot.name() + " was under way when this was asked, so none could be forced.");
    }

    /** Begins again where the end was a failure and the request is newer; else that end is the answer. */
    private ExportItem afterEnd(Task task, ExportRequest request, Snapshot snapshot, ExportItem item) {
        if (isAnsweredBy(task, item)) {
            throw Stop.finished(answer(task, request, item));
        }
        return comeThrough(task, request, snapshot, item)
                .orElseGet(() -> claim(task, Optional.of(item), next(task, request, snapshot, item, false)));
    }

    /**
     * Whether the end of the item is what this receive is answered. A job that is received once more has its answer in what
     * it has claimed itself, unless its message was parked, and then moved back.
     */
    static boolean isAnsweredBy(Task task, ExportItem ended) {
        boolean isOwn = task.isRepeated()
                || (task.hasClaimed(ended) && !ended.isParkedBy(task.receive().jobKey()));
        return ended.status() == Status.SUCCEEDED || isOwn || !task.receive().isNewerThan(endOf(ended));
    }

    /** Answers with an end that there was. */
    Outcome answer(Task task, ExportRequest request, ExportItem ended) {
        if (ended.isParkedBy(task.receive().jobKey())) {
            task.claim().answeredByOwnEnd(ended);
        }
        task.run().ifPresent(run -> members.end(run, RunMember.endedBefore(ended)));
        if (ended.status() != Status.SUCCEEDED) {
            return Outcome.done(Reason.ANSWERED, ended.id());
        }
        boolean openedIt = ended.requestIds().contains(task.receive().jobKey());
        if (task.receive().isNewerThan(endOf(ended))
                && request.origin() == Origin.NAME
                && !openedIt
                && !task.isRepeated()) {
            tellAlreadyExported(task, ended, request);
        }
        return Outcome.done(Reason.ALREADY_EXPORTED, ended.id());
    }

    private void tellAlreadyExported(Task task, ExportItem item, ExportRequest request) {
        Receive receive = task.receive();
        documents.say(
                receive.jobKey(),
                documents
                        .texts()
                        .alreadyExported(
                                item, receive.job(), task.known().round(), clock.instant(), request.requestedBy()));
    }

    /** Takes up an export that has come through although it was given up; empty where there is none. */
    Optional<ExportItem> comeThrough(Task task, ExportRequest request, Snapshot snapshot, ExportItem item) {
        return looks.afterEnd(task, item)
                .map(record -> claimStarted(
                        task,
                        Optional.of(item),
                        next(task, request, snapshot, item, false),
                        record,
                        "an export that was given up has come through: adopted"));
    }

    /** It may have been exported by hand, unless somebody insists on another one. */
    private ExportItem first(Task task, Opening opening) {
        checkTime(task, clock);
        Optional<ExportRecord> listed = opening.forced()
                ? Optional.empty()
                : looks.beforeFirstClaim(task, opening.id().arn());
        return listed.isPresent()
                ? claimStarted(task, Optional.empty(), opening, listed.get(), "adopted the export that Lightsail lists")
                : claim(task, Optional.empty(), opening);
    }

    private ExportItem claimStarted(
            Task task, Optional<ExportItem> before, Opening opening, ExportRecord record, String how) {
        ExportItem started = won(
                task,
                exports.claimStarted(
                        before,
                        opening,
                        record.name(),
                        looks.operationsOf(task, opening.snapshot().name(), record),
                        task.receive()),
                Status.STARTED);
        log.write(Looks.adopted(task, how, record));
        return started;
    }

    /** A call that times out must leave its invocation, and with it its lease, alive. */
    static void checkTime(Task task, Clock clock) {
        task.receive().checkTimeFor("ExportSnapshot", Lightsail.CALL_TIMEOUT, clock.instant());
    }

    private ExportItem claim(Task task, Optional<ExportItem> before, Opening opening) {
        checkTime(task, clock);
        ExportItem item = won(task, exports.claim(before, opening, task.receive()), Status.CLAIMED);
        log.write(task.decided("claim", "claimed")
                .with("arn", item.id().arn())
                .with("generation", item.id().generation())
                .with("attempt", item.id().attempt()));
        return item;
    }

    private static ExportItem won(Task task, ClaimAnswer answer, Status meant) {
        return switch (answer) {
            case ClaimAnswer.NoSlot noSlot -> throw Slots.taken();
            case LedgerAnswer written -> task.claim().take(wonBy(task, written, meant));
        };
    }

    /**
     * The item as this receive's write has left it.
     *
     * @throws Stop where somebody else has changed it
     */
    static ExportItem wonBy(Task task, LedgerAnswer answer, Status meant) {
        return answer.wonBy(task.receive())
                .filter(item -> item.status() == meant)
                .orElseThrow(Stop::lost);
    }

    private static Opening next(Task task, ExportRequest request, Snapshot snapshot, ExportItem item, boolean forced) {
        return Opening.byRequest(
                item.id().nextGeneration(),
                snapshot,
                request,
                forced,
                task.receive().jobKey());
    }

    private static Instant endOf(ExportItem item) {
        return item.end().at().orElseThrow();
    }
}
