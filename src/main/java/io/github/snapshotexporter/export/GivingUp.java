package io.github.snapshotexporter.export;

import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.ledger.ExportEnd;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.ledger.ExportItem.Status;
import io.github.snapshotexporter.ledger.ExportLedger;
import io.github.snapshotexporter.ledger.Failure;
import io.github.snapshotexporter.telemetry.DecisionLog;
import java.time.Clock;
import java.util.Optional;

/** Carries out that a job is given up. */
final class GivingUp {
    private final ExportLedger exports;
    private final ExportInProgress inProgress;
    private final ExportAttempt attempt;
    private final EndEffects endEffects;
    private final Rejections rejections;
    private final Waits waits;
    private final Clock clock;
    private final DecisionLog log;

    GivingUp(
            ExportLedger exports,
            ExportInProgress inProgress,
            ExportAttempt attempt,
            EndEffects endEffects,
            Rejections rejections,
            Waits waits,
            Clock clock,
            DecisionLog log) {
        this.exports = exports;
        this.inProgress = inProgress;
        this.attempt = attempt;
        this.endEffects = endEffects;
        this.rejections = rejections;
        this.waits = waits;
        this.clock = clock;
        this.log = log;
    }

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
                ? giveUpExport(ask, endEffects.completed(found.get(), ask), given)
                : Outcome.done(Reason.OUTDATED, found.get().id());
    }

    private Optional<ExportItem> exportOf(Ask ask) {
        return switch (ask.wanted()) {
            case Ask.ByRetry(Job.RetryExport retry) -> exports.find(retry.id().arn());
            case Ask.ByRequest byRequest -> ask.known().arn().flatMap(exports::find);
            case Ask.ByAutoSnapshot byAutoSnapshot -> ask.known().arn().flatMap(exports::find);
            case Ask.Nothing nothing -> Optional.empty();
        };
    }

    private static boolean belongsTo(Ask ask, ExportItem item) {
        return switch (ask.wanted()) {
            case Ask.ByRetry(Job.RetryExport retry) -> !retry.id().isBefore(item.id());
            case Ask.ByRequest byRequest -> hasClaimed(ask, item);
            case Ask.ByAutoSnapshot byAutoSnapshot -> hasClaimed(ask, item);
            case Ask.Nothing nothing -> false;
        };
    }

    private static boolean hasClaimed(Ask ask, ExportItem item) {
        return ask.known()
                .generation()
                .filter(mine -> mine == item.id().generation())
                .isPresent();
    }

    private Outcome giveUpExport(Ask ask, ExportItem item, Outcome.GiveUp given) {
        return switch (item.status()) {
            case CLAIMED ->
                inProgress
                        .takeOver(ask, item, Status.CLAIMED)
                        .map(mine -> attempt.giveUp(ask, mine, given))
                        .orElseGet(() -> waits.forLease(item));
            case STARTED ->
                item.marks().handedOver()
                        ? inProgress.join(ask, item)
                        : inProgress.resume(ask, item, waits.isRetryOver(ask.known()));
            case RETRYING ->
                ask.wanted() instanceof Ask.ByRetry(Job.RetryExport retry)
                                && retry.id().equals(item.id().nextAttempt())
                        ? endRetrying(ask, item, given)
                        : inProgress.join(ask, item);
            case SUCCEEDED, FAILED, ABANDONED ->
                item.isParkedBy(ask.receive().jobKey()) ? given : Outcome.done(Reason.ANSWERED);
        };
    }

    private Outcome endRetrying(Ask ask, ExportItem item, Outcome.GiveUp given) {
        ExportEnd end = ExportEnd.givenUp(Failure.of(given), ask.receive().jobKey());
        if (!exports.endRetrying(item, end).isGivenUpBy(ask.receive().jobKey())) {
            return waits.becauseLedgerChanged();
        }
        log.write(Ends.logged(item, end, ask.receive().jobId(), clock.instant()));
        endEffects.finish(item.id(), ask, waits.isRetryOver(ask.known()));
        return given;
    }
}
