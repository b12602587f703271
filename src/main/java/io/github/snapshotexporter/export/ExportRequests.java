package io.github.snapshotexporter.export;

import io.github.snapshotexporter.job.AttemptId;
import io.github.snapshotexporter.job.ExportRequest;
import io.github.snapshotexporter.job.ExportRequest.Origin;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Phase;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.job.SnapshotName;
import io.github.snapshotexporter.ledger.ExportEnd;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.ledger.ExportItem.Status;
import io.github.snapshotexporter.ledger.ExportLedger;
import io.github.snapshotexporter.ledger.Failure;
import io.github.snapshotexporter.ledger.LedgerAnswer;
import io.github.snapshotexporter.ledger.Opening;
import io.github.snapshotexporter.ledger.RunLedger;
import io.github.snapshotexporter.ledger.RunMember;
import io.github.snapshotexporter.lightsail.ExportRecord;
import io.github.snapshotexporter.lightsail.ExportRecordListings;
import io.github.snapshotexporter.lightsail.Lightsail;
import io.github.snapshotexporter.lightsail.Snapshot;
import io.github.snapshotexporter.lightsail.TroubleException;
import io.github.snapshotexporter.telemetry.DecisionLog;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** What a request does: it describes its snapshot, and then what it finds in the ledger decides. */
final class ExportRequests {
    private final Lightsail lightsail;
    private final ExportRecordListings listings;
    private final ExportLedger exports;
    private final RunLedger runs;
    private final ExportAttempt attempt;
    private final EndEffects endEffects;
    private final Rejections rejections;
    private final Waits waits;
    private final Clock clock;
    private final DecisionLog log;

    ExportRequests(
            Lightsail lightsail,
            ExportRecordListings listings,
            ExportLedger exports,
            RunLedger runs,
            ExportAttempt attempt,
            EndEffects endEffects,
            Rejections rejections,
            Waits waits,
            Clock clock,
            DecisionLog log) {
        this.lightsail = lightsail;
        this.listings = listings;
        this.exports = exports;
        this.runs = runs;
        this.attempt = attempt;
        this.endEffects = endEffects;
        this.rejections = rejections;
        this.waits = waits;
        this.clock = clock;
        this.log = log;
    }

    /** Advances the request by one step. A giving up that comes back from here has still to be carried out. */
    Outcome advance(Ask ask) {
        return switch (ask.wanted()) {
            case Ask.ByRequest(ExportRequest request) -> describeForRequest(ask, request);
            case Ask.ByRetry(Job.RetryExport retry) -> describeForRetry(ask, retry);
            case Ask.Nothing nothing -> throw new IllegalArgumentException("nothing is wanted here");
        };
    }

    private Outcome describeForRequest(Ask ask, ExportRequest request) {
        Optional<String> arn = ask.known().arn().or(() -> request.target().map(ExportRequest.Target::arn));
        Optional<ResourceType> type = request.target().map(ExportRequest.Target::resourceType);
        return describe(
                ask,
                request.sourceSnapshotName(),
                type,
                arn,
                snapshot -> answerRequest(ask, request, snapshot, exports.find(snapshot.arn())));
    }

    private Outcome describeForRetry(Ask ask, Job.RetryExport retry) {
        Optional<ExportItem> found = exports.find(retry.id().arn());
        if (found.isEmpty() || retry.id().isBefore(found.get().id())) {
            return Outcome.done(Reason.OUTDATED);
        }
        Snapshot snapshot = found.get().snapshot();
        return isStillToCall(found.get(), retry)
                ? describe(
                        ask,
                        snapshot.name(),
                        Optional.of(snapshot.resourceType()),
                        Optional.of(snapshot.arn()),
                        described -> answerRetry(ask, retry, found.get()))
                : answerRetry(ask, retry, found.get());
    }

    private static boolean isStillToCall(ExportItem item, Job.RetryExport retry) {
        return item.status() == Status.CLAIMED
                || (item.status() == Status.RETRYING && item.id().isBefore(retry.id()));
    }

    private interface WhenReady {
        Outcome goOn(Snapshot snapshot);
    }

    private Outcome describe(
            Ask ask, SnapshotName name, Optional<ResourceType> type, Optional<String> arn, WhenReady whenReady) {
        Optional<Snapshot.Described> described;
        try {
            described = lightsail.describe(name, type);
        } catch (TroubleException trouble) {
            return waits.out(trouble, ask);
        }
        if (described.isEmpty()) {
            return waits.forSnapshot(name, ask);
        }
        Snapshot snapshot = described.get().snapshot();
        if (arn.isPresent() && !arn.get().equals(snapshot.arn())) {
            return Outcome.giveUp(
                    Reason.SNAPSHOT_REPLACED,
                    "The name " + name + " now belongs to the snapshot " + snapshot.arn() + ", but " + arn.get()
                            + " was meant.");
        }
        return switch (described.get().state()) {
            case PENDING ->
                waits.in(
                        Phase.PENDING,
                        Reason.SNAPSHOT_PENDING,
                        Outcome.giveUp(
                                Reason.PENDING_DEADLINE, "The snapshot " + name + " did not become ready in time."),
                        ask);
            case FAILED ->
                Outcome.giveUp(Reason.SNAPSHOT_FAILED, "Lightsail could not make the snapshot " + name + ".");
            case READY -> whenReady.goOn(snapshot);
        };
    }

    // What a request finds in the ledger

    private Outcome answerRequest(Ask ask, ExportRequest request, Snapshot snapshot, Optional<ExportItem> found) {
        String jobKey = ask.receive().jobKey();
        if (found.isEmpty()) {
            return attempt.claim(
                    ask,
                    found,
                    Opening.byRequest(AttemptId.first(snapshot.arn()), snapshot, request, request.force(), jobKey));
        }
        ExportItem item = withEffectsOfItsEnd(ask, found.get());
        boolean force = request.force() && !item.requestIds().contains(jobKey);
        return switch (item.status()) {
            case CLAIMED, STARTED, RETRYING -> force ? forceInProgress(snapshot) : answerInProgress(ask, item);
            case SUCCEEDED, FAILED, ABANDONED ->
                force ? forceAgain(ask, request, snapshot, item) : answerEnded(ask, request, snapshot, item);
        };
    }

    /** Does the effects of the last end that are still missing; then the request finds the item as it is. */
    private ExportItem withEffectsOfItsEnd(Ask ask, ExportItem item) {
        boolean atEnd = item.status().isEnd() || item.status() == Status.RETRYING;
        if (!atEnd || !item.hasUnmarkedEffects(ask.receive().jobKey())) {
            return item;
        }
        endEffects.finish(item.id(), ask.receive(), waits.isRetryOver(ask.known()));
        return exports.find(item.id().arn()).orElse(item);
    }

    private static Outcome forceInProgress(Snapshot snapshot) {
        return Outcome.giveUp(
                Reason.EXPORT_IN_PROGRESS, "An export of " + snapshot.name() + " is under way, so none can be forced.");
    }

    private Outcome answerInProgress(Ask ask, ExportItem item) {
        return switch (item.status()) {
            case CLAIMED ->
                takeOver(ask, item, Status.CLAIMED)
                        .map(mine -> attempt.lookThenExport(ask, mine))
                        .orElseGet(() -> waits.forLease(item));
            case STARTED -> item.marks().handedOver() ? joinExport(ask, item) : resume(ask, item, false);
            case RETRYING -> joinExport(ask, item);
            case SUCCEEDED, FAILED, ABANDONED -> throw new IllegalArgumentException(item.status() + " is an end");
        };
    }

    private Outcome resume(Ask ask, ExportItem item, boolean lastTry) {
        return takeOver(ask, item, Status.STARTED)
                .map(mine -> attempt.publish(ask, mine, lastTry))
                .orElseGet(() -> waits.forLease(item));
    }

    /** The item with this receive's lease, as its own write has left it; empty where somebody else has it. */
    private Optional<ExportItem> takeOver(Ask ask, ExportItem item, Status meant) {
        if (item.isLeasedTo(ask.receive())) {
            return Optional.of(item);
        }
        if (!item.isFree(clock.instant())) {
            return Optional.empty();
        }
        return exports.takeOver(item, ask.run(), ask.receive())
                .wonBy(ask.receive())
                .filter(taken -> taken.status() == meant && taken.id().equals(item.id()));
    }

    /** Somebody follows the export already: only a run has something to do, to learn of its end. */
    private Outcome joinExport(Ask ask, ExportItem item) {
        Optional<String> run = ask.run().filter(id -> !item.runs().contains(id));
        if (run.isPresent()
                && exports.subscribe(item, run.get()) instanceof LedgerAnswer.Refused(Optional<ExportItem> now)
                && now.filter(changed -> changed.runs().contains(run.get())).isEmpty()) {
            return waits.becauseLedgerChanged();
        }
        return Outcome.done(Reason.IN_PROGRESS, item.id());
    }

    private Outcome forceAgain(Ask ask, ExportRequest request, Snapshot snapshot, ExportItem item) {
        if (!ask.receive().isNewerThan(endOf(item))) {
            return Outcome.giveUp(
                    Reason.EXPORT_IN_PROGRESS,
                    "An export of " + snapshot.name() + " was under way when this was asked, so none could be forced.");
        }
        return attempt.claim(
                ask,
                Optional.of(item),
                Opening.byRequest(
                        item.id().nextGeneration(),
                        snapshot,
                        request,
                        true,
                        ask.receive().jobKey()));
    }

    private Outcome answerEnded(Ask ask, ExportRequest request, Snapshot snapshot, ExportItem item) {
        boolean newer = ask.receive().isNewerThan(endOf(item));
        if (newer && item.status() != Status.SUCCEEDED) {
            return askedAgain(ask, request, snapshot, item);
        }
        ask.run().ifPresent(run -> runs.writeMember(run, RunMember.endedBefore(item)));
        if (item.status() != Status.SUCCEEDED) {
            return Outcome.done(Reason.ANSWERED, item.id());
        }
        boolean askedByName = request.origin() == Origin.NAME;
        boolean openedIt = item.requestIds().contains(ask.receive().jobKey());
        if (newer && askedByName && !openedIt) {
            rejections.tellAlreadyExported(ask, item, request);
        }
        return Outcome.done(Reason.ALREADY_EXPORTED, item.id());
    }

    /** The last one did not work out, or did after all: then it is taken up. */
    private Outcome askedAgain(Ask ask, ExportRequest request, Snapshot snapshot, ExportItem item) {
        Optional<ExportRecord> found;
        try {
            // Begun in this invocation, and so after every call of the generation that has ended.
            found = RecordMatch.found(
                    item,
                    listings.begunSince(ask.receive().invokedAt(), item.id().arn()));
        } catch (TroubleException trouble) {
            return waits.out(trouble, ask);
        }
        Opening opening = Opening.byRequest(
                item.id().nextGeneration(),
                snapshot,
                request,
                false,
                ask.receive().jobKey());
        return found.isPresent()
                ? attempt.claimStarted(ask, item, opening, found.get())
                : attempt.claim(ask, Optional.of(item), opening);
    }

    private static Instant endOf(ExportItem item) {
        return item.endedAt().orElseThrow();
    }

    /** What the request for the next attempt finds; one of an older pair has nothing to do any more. */
    private Outcome answerRetry(Ask ask, Job.RetryExport retry, ExportItem found) {
        ExportItem item = withEffectsOfItsEnd(ask, found);
        return switch (item.status()) {
            case RETRYING ->
                retry.id().equals(item.id().nextAttempt())
                        ? attempt.claim(ask, Optional.of(item), Opening.nextAttempt(item))
                        : Outcome.done(Reason.OUTDATED);
            case CLAIMED, STARTED ->
                retry.id().equals(item.id()) ? answerInProgress(ask, item) : Outcome.done(Reason.OUTDATED);
            case SUCCEEDED, FAILED, ABANDONED -> Outcome.done(Reason.ANSWERED);
        };
    }

    // Giving up

    /**
     * Gives the job up: first ends the export that it belongs to, where it belongs to one.
     *
     * @param ask with the job as it is now, claims of this very receive included
     */
    Outcome giveUp(Ask ask, Outcome.GiveUp given) {
        Optional<ExportItem> found = exportOf(ask);
        if (found.isEmpty()) {
            return rejections.reject(ask, given);
        }
        // The end of an earlier generation or attempt has answered those who belonged to it.
        return belongsTo(ask, found.get())
                ? giveUpExport(ask, withEffectsOfItsEnd(ask, found.get()), given)
                : Outcome.done(Reason.OUTDATED, found.get().id());
    }

    private Optional<ExportItem> exportOf(Ask ask) {
        return switch (ask.wanted()) {
            case Ask.ByRetry(Job.RetryExport retry) -> exports.find(retry.id().arn());
            case Ask.ByRequest byRequest -> ask.known().arn().flatMap(exports::find);
            case Ask.Nothing nothing -> Optional.empty();
        };
    }

    private static boolean belongsTo(Ask ask, ExportItem item) {
        return switch (ask.wanted()) {
            case Ask.ByRetry(Job.RetryExport retry) -> !retry.id().isBefore(item.id());
            case Ask.ByRequest byRequest ->
                ask.known()
                        .generation()
                        .filter(mine -> mine == item.id().generation())
                        .isPresent();
            case Ask.Nothing nothing -> false;
        };
    }

    private Outcome giveUpExport(Ask ask, ExportItem item, Outcome.GiveUp given) {
        return switch (item.status()) {
            case CLAIMED ->
                takeOver(ask, item, Status.CLAIMED)
                        .map(mine -> attempt.giveUp(ask, mine, given))
                        .orElseGet(() -> waits.forLease(item));
            case STARTED ->
                item.marks().handedOver() ? joinExport(ask, item) : resume(ask, item, waits.isRetryOver(ask.known()));
            case RETRYING ->
                ask.wanted() instanceof Ask.ByRetry(Job.RetryExport retry)
                                && retry.id().equals(item.id().nextAttempt())
                        ? endRetrying(ask, item, given)
                        : joinExport(ask, item);
            case SUCCEEDED, FAILED, ABANDONED ->
                item.isParkedBy(ask.receive().jobKey()) ? given : Outcome.done(Reason.ANSWERED);
        };
    }

    private Outcome endRetrying(Ask ask, ExportItem item, Outcome.GiveUp given) {
        ExportEnd end = ExportEnd.givenUp(Failure.of(given), ask.receive().jobKey());
        switch (exports.endRetrying(item, end)) {
            case LedgerAnswer.Written written ->
                log.write(Ends.logged(item, end, ask.receive().jobId(), clock.instant()));
            case LedgerAnswer.Refused(Optional<ExportItem> now)
            when now.filter(found -> found.isParkedBy(ask.receive().jobKey())).isPresent() -> {
                // The answer to the first try was lost.
            }
            case LedgerAnswer.Refused refused -> {
                return waits.becauseLedgerChanged();
            }
            case LedgerAnswer.NoSlot noSlot -> throw new IllegalStateException("an end needs no slot");
        }
        endEffects.finish(item.id(), ask.receive(), waits.isRetryOver(ask.known()));
        return given;
    }
}
