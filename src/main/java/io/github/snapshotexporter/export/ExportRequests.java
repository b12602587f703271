package io.github.snapshotexporter.export;

import io.github.snapshotexporter.job.AttemptId;
import io.github.snapshotexporter.job.ExportRequest;
import io.github.snapshotexporter.job.ExportRequest.Origin;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.ledger.ExportItem.Status;
import io.github.snapshotexporter.ledger.ExportLedger;
import io.github.snapshotexporter.ledger.Opening;
import io.github.snapshotexporter.ledger.RunMember;
import io.github.snapshotexporter.ledger.RunMembers;
import io.github.snapshotexporter.lightsail.ExportRecord;
import io.github.snapshotexporter.lightsail.ExportRecordListings;
import io.github.snapshotexporter.lightsail.Snapshot;
import io.github.snapshotexporter.lightsail.TroubleException;
import java.time.Instant;
import java.util.Optional;

/** What a request does: it describes its snapshot, and then what it finds in the ledger decides. */
final class ExportRequests {
    private final SnapshotCheck snapshots;
    private final ExportRecordListings listings;
    private final ExportLedger exports;
    private final RunMembers members;
    private final ExportAttempt attempt;
    private final ExportInProgress inProgress;
    private final EndEffects endEffects;
    private final Rejections rejections;
    private final Waits waits;

    ExportRequests(
            SnapshotCheck snapshots,
            ExportRecordListings listings,
            ExportLedger exports,
            RunMembers members,
            ExportAttempt attempt,
            ExportInProgress inProgress,
            EndEffects endEffects,
            Rejections rejections,
            Waits waits) {
        this.snapshots = snapshots;
        this.listings = listings;
        this.exports = exports;
        this.members = members;
        this.attempt = attempt;
        this.inProgress = inProgress;
        this.endEffects = endEffects;
        this.rejections = rejections;
        this.waits = waits;
    }

    /** Advances the request by one step. A giving up that comes back from here has still to be carried out. */
    Outcome advance(Ask ask) {
        return switch (ask.wanted()) {
            case Ask.ByRequest(ExportRequest request) -> describeForRequest(ask, request);
            case Ask.ByRetry(Job.RetryExport retry) -> describeForRetry(ask, retry);
            case Ask.ByAutoSnapshot byAutoSnapshot -> throw new IllegalArgumentException("there is no copy yet");
            case Ask.Nothing nothing -> throw new IllegalArgumentException("nothing is wanted here");
        };
    }

    private Outcome describeForRequest(Ask ask, ExportRequest request) {
        Optional<String> arn = ask.known().arn().or(() -> request.target().map(ExportRequest.Target::arn));
        Optional<ResourceType> type = request.target().map(ExportRequest.Target::resourceType);
        return snapshots.whenReady(
                ask,
                request.sourceSnapshotName(),
                type,
                arn,
                snapshot -> answerRequest(ask, request, snapshot, exports.find(snapshot.arn())));
    }

    /** Does what is missing of the export's end; answers with the item as it is then. */
    ExportItem completed(ExportItem ended, Ask ask) {
        return endEffects.completed(ended, ask);
    }

    private Outcome describeForRetry(Ask ask, Job.RetryExport retry) {
        Optional<ExportItem> found = exports.find(retry.id().arn());
        if (found.isEmpty() || retry.id().isBefore(found.get().id())) {
            return Outcome.done(Reason.OUTDATED);
        }
        Snapshot snapshot = found.get().snapshot();
        return isStillToCall(found.get(), retry)
                ? snapshots.whenReady(
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

    // What a request finds in the ledger

    private Outcome answerRequest(Ask ask, ExportRequest request, Snapshot snapshot, Optional<ExportItem> found) {
        String jobKey = ask.receive().jobKey();
        if (found.isEmpty()) {
            return attempt.claim(
                    ask,
                    found,
                    Opening.byRequest(AttemptId.first(snapshot.arn()), snapshot, request, request.force(), jobKey));
        }
        ExportItem item = endEffects.completed(found.get(), ask);
        boolean force = request.force() && !item.requestIds().contains(jobKey);
        return switch (item.status()) {
            case CLAIMED, STARTED, RETRYING ->
                force && !isRepetition(request, item) ? forceInProgress(snapshot) : inProgress.answer(ask, item);
            case SUCCEEDED, FAILED, ABANDONED ->
                force ? forceAgain(ask, request, snapshot, item) : answerEnded(ask, request, snapshot, item);
        };
    }

    /** Clients repeat what takes long, and without an id of its own nobody can tell: one forced export is enough then. */
    private static boolean isRepetition(ExportRequest request, ExportItem item) {
        return item.forced() && request.requestId().isEmpty();
    }

    private static Outcome forceInProgress(Snapshot snapshot) {
        return Outcome.giveUp(
                Reason.EXPORT_IN_PROGRESS, "An export of " + snapshot.name() + " is under way, so none can be forced.");
    }

    private Outcome forceAgain(Ask ask, ExportRequest request, Snapshot snapshot, ExportItem item) {
        if (!ask.receive().isNewerThan(endOf(item))) {
            return isRepetition(request, item)
                    ? answerEnded(ask, request, snapshot, item)
                    : Outcome.giveUp(
                            Reason.EXPORT_IN_PROGRESS,
                            "An export of " + snapshot.name()
                                    + " was under way when this was asked, so none could be forced.");
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

    /** Answers with an end that there was, or begins again where that was a failure and the request is newer. */
    Outcome answerEnded(Ask ask, ExportRequest request, Snapshot snapshot, ExportItem item) {
        boolean newer = ask.receive().isNewerThan(endOf(item));
        if (newer && item.status() != Status.SUCCEEDED) {
            return askedAgain(ask, request, snapshot, item);
        }
        ask.run().ifPresent(run -> members.end(run, RunMember.endedBefore(item)));
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
        return takenUp(ask, request, snapshot, item)
                .orElseGet(() -> attempt.claim(ask, Optional.of(item), nextGeneration(ask, request, snapshot, item)));
    }

    /** Takes up an export that has come through although it was given up; empty where there is none. */
    Optional<Outcome> takenUp(Ask ask, ExportRequest request, Snapshot snapshot, ExportItem item) {
        Optional<ExportRecord> found;
        try {
            // Begun in this invocation, and so after every call of the generation that has ended.
            found = RecordMatch.found(
                    item,
                    listings.begunSince(
                            ask.receive().invokedAt(),
                            item.id().arn(),
                            ask.receive().deadline()));
        } catch (TroubleException trouble) {
            return Optional.of(waits.out(trouble, ask));
        }
        return found.map(
                record -> attempt.claimStarted(ask, item, nextGeneration(ask, request, snapshot, item), record));
    }

    private static Opening nextGeneration(Ask ask, ExportRequest request, Snapshot snapshot, ExportItem item) {
        return Opening.byRequest(
                item.id().nextGeneration(),
                snapshot,
                request,
                false,
                ask.receive().jobKey());
    }

    private static Instant endOf(ExportItem item) {
        return item.endedAt().orElseThrow();
    }

    /** What the request for the next attempt finds; one of an older pair has nothing to do any more. */
    private Outcome answerRetry(Ask ask, Job.RetryExport retry, ExportItem found) {
        ExportItem item = endEffects.completed(found, ask);
        return switch (item.status()) {
            case RETRYING ->
                retry.id().equals(item.id().nextAttempt())
                        ? attempt.claim(ask, Optional.of(item), Opening.nextAttempt(item))
                        : Outcome.done(Reason.OUTDATED);
            case CLAIMED, STARTED ->
                retry.id().equals(item.id()) ? inProgress.answer(ask, item) : Outcome.done(Reason.OUTDATED);
            case SUCCEEDED, FAILED, ABANDONED -> Outcome.done(Reason.ANSWERED);
        };
    }
}
