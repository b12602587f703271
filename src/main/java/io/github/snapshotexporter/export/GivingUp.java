package io.github.snapshotexporter.export;

import io.github.snapshotexporter.job.Failure;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Phase;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Stop;
import io.github.snapshotexporter.ledger.ExportEnd;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.ledger.ExportLedger;
import io.github.snapshotexporter.ledger.LedgerAnswer;
import io.github.snapshotexporter.lightsail.TroubleException;
import java.util.Optional;

/** Carries out that a job is given up which belongs to an export: that is ended. */
final class GivingUp {
    private final ExportLedger exports;
    private final Claims claims;
    private final ExportStart start;
    private final HandOver handOver;
    private final EndEffects endEffects;

    GivingUp(ExportLedger exports, Claims claims, ExportStart start, HandOver handOver, EndEffects endEffects) {
        this.exports = exports;
        this.claims = claims;
        this.start = start;
        this.handOver = handOver;
        this.endEffects = endEffects;
    }

    /**
     * Gives the job up.
     *
     * @param task with the job as it is now, claims of this very receive included
     * @param lastTry whether errors have been waited out for as long as they may
     * @return empty where it has to do with no export
     */
    Optional<Outcome> giveUp(Task task, Failure failure, boolean lastTry) {
        return exportOf(task).map(found -> {
            // The end of an earlier generation or attempt has answered those who belonged to it.
            return task.belongsTo(found)
                    ? giveUpExport(task, endEffects.completed(found, task.receive(), lastTry), failure, lastTry)
                    : Outcome.done(Reason.OUTDATED, found.id());
        });
    }

    private Optional<ExportItem> exportOf(Task task) {
        return switch (task.wanted()) {
            case Job.RetryExport retry -> exports.find(retry.id().arn());
            case Job.Request request -> task.known().arn().flatMap(exports::find);
        };
    }

    private Outcome giveUpExport(Task task, ExportItem item, Failure failure, boolean lastTry) {
        return switch (item.status()) {
            case CLAIMED -> giveUpClaimed(task, claims.takeOver(task, item), failure, lastTry);
            case STARTED ->
                item.marks().handedOver()
                        ? claims.join(task, item)
                        : handOver.toTracker(task, claims.takeOver(task, item), lastTry);
            case RETRYING ->
                task.wanted() instanceof Job.RetryExport retry
                                && retry.id().equals(item.id().nextAttempt())
                        ? ended(task, item, failure, lastTry)
                        : claims.join(task, item);
            case SUCCEEDED, FAILED, ABANDONED -> {
                if (!item.isParkedBy(task.receive().jobKey())) {
                    yield Outcome.done(Reason.ANSWERED);
                }
                task.claim().answeredByOwnEnd(item);
                yield new Outcome.GivenUp(failure);
            }
        };
    }

    /** Unless a call of it turns out to have got through. */
    private Outcome giveUpClaimed(Task task, ExportItem mine, Failure failure, boolean lastTry) {
        Optional<ExportItem> gotThrough = mine.progress().callStartedAt().isPresent()
                ? lookOnceMore(task, mine, failure, lastTry)
                : Optional.empty();
        return gotThrough.isPresent()
                ? handOver.toTracker(task, gotThrough.get(), false)
                : ended(task, mine, failure, lastTry);
    }

    private Optional<ExportItem> lookOnceMore(Task task, ExportItem mine, Failure failure, boolean lastTry) {
        try {
            return start.adopted(task, mine);
        } catch (TroubleException trouble) {
            if (lastTry) {
                return Optional.empty();
            }
            throw Stop.waiting(Phase.RETRY, trouble.trouble().waiting(), failure);
        }
    }

    private Outcome ended(Task task, ExportItem item, Failure failure, boolean lastTry) {
        String jobKey = task.receive().jobKey();
        ExportEnd end = ExportEnd.givenUp(failure, jobKey);
        LedgerAnswer answer = item.status() == ExportItem.Status.CLAIMED
                ? exports.endClaimed(item, end, task.receive())
                : exports.endRetrying(item, end);
        if (!answer.isGivenUpBy(jobKey)) {
            throw Stop.lost();
        }
        endEffects.written(item, end, task.receive());
        endEffects.complete(item.id(), task.receive(), lastTry);
        // A giving up that nobody is told of ends quietly.
        return failure.isTold() ? new Outcome.GivenUp(failure) : Outcome.done(failure.reason(), failure.message());
    }
}
