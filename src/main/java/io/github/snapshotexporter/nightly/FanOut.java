package io.github.snapshotexporter.nightly;

import io.github.snapshotexporter.job.Delays;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.SelectionRequest;
import io.github.snapshotexporter.ledger.RunItem;
import io.github.snapshotexporter.ledger.RunLedger;
import io.github.snapshotexporter.lightsail.LightsailTrouble;
import io.github.snapshotexporter.lightsail.TroubleException;
import io.github.snapshotexporter.queue.JobQueue;
import io.github.snapshotexporter.settings.Settings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The first half of a run: chooses the members, writes them down, closes the list, asks for each. One receive at a time
 * works on a run; whatever it did not get done, the next one does.
 */
final class FanOut {
    private final Choosing choosing;
    private final Sending sending;
    private final FailedRuns failedRuns;
    private final RunLedger runs;
    private final JobQueue queue;
    private final Delays delays;
    private final Settings settings;
    private final Clock clock;

    FanOut(
            Choosing choosing,
            Sending sending,
            FailedRuns failedRuns,
            RunLedger runs,
            JobQueue queue,
            Delays delays,
            Settings settings,
            Clock clock) {
        this.choosing = choosing;
        this.sending = sending;
        this.failedRuns = failedRuns;
        this.runs = runs;
        this.queue = queue;
        this.delays = delays;
        this.settings = settings;
        this.clock = clock;
    }

    /** Advances the run by one step. */
    Outcome advance(SelectionRequest request, Receive receive) {
        String runId = request.runId(receive);
        Optional<RunItem> taken = runs.take(runId, request.runTime(receive), request.requestedBy(), receive);
        if (taken.isEmpty()) {
            return new Outcome.ComeBack(untilFree(runId), Reason.LEASE_HELD, "");
        }
        try {
            Outcome outcome = goOn(taken.get(), request, receive);
            runs.release(runId, receive);
            return outcome;
        } catch (RuntimeException failed) {
            releaseIfPossible(runId, receive);
            throw failed;
        }
    }

    private Duration untilFree(String runId) {
        Instant now = clock.instant();
        return runs.find(runId)
                .flatMap(RunItem::leaseUntil)
                .filter(until -> until.isAfter(now))
                .map(until -> Duration.between(now, until))
                .orElse(delays.shortest());
    }

    /** What has failed is the answer; a lease that stays ends by itself. */
    private void releaseIfPossible(String runId, Receive receive) {
        try {
            runs.release(runId, receive);
        } catch (SdkException unreleased) {
            return;
        }
    }

    private Outcome goOn(RunItem run, SelectionRequest request, Receive receive) {
        return switch (run.state()) {
            case DISPATCHED -> Outcome.done(Reason.ANSWERED, "the run was selected and asked for before");
            case FAILED ->
                run.failedAt().filter(receive::asksAgainAfter).isPresent()
                        ? runs.restart(run, receive)
                                .map(anew -> goOn(anew, request, receive))
                                .orElseGet(this::ledgerChanged)
                        : failedRuns.finish(run, receive);
            case SELECTING, SEALED ->
                receive.receiveCount() >= Settings.RECEIVE_LIMIT
                        ? failedRuns.giveUp(run, receiveLimit(receive), receive)
                        : fanOut(run, request, receive);
        };
    }

    private static Outcome.GiveUp receiveLimit(Receive receive) {
        return Outcome.giveUp(Reason.RECEIVE_LIMIT, "The message was received " + receive.receiveCount() + " times.");
    }

    private Outcome fanOut(RunItem run, SelectionRequest request, Receive receive) {
        if (!run.reportRequested()) {
            queue.send(new Job.ReportRun(run.runId()), delays.longest());
            if (runs.markReportRequested(run.runId(), receive).isEmpty()) {
                return ledgerChanged();
            }
        }
        if (run.state() == RunItem.State.SELECTING) {
            Optional<Outcome> unfinished = select(run, request, receive);
            if (unfinished.isPresent()) {
                return unfinished.get();
            }
        }
        return dispatch(run, receive);
    }

    private Optional<Outcome> select(RunItem run, SelectionRequest request, Receive receive) {
        try {
            return choosing.select(run, request.selection(), receive);
        } catch (TroubleException trouble) {
            Duration patience =
                    Choosing.isTokenRefused(run, trouble) ? settings.retryDeadline() : patience(trouble.trouble());
            return Optional.of(
                    patience.isPositive()
                            ? inTrouble(run, trouble.trouble().waiting(), trouble.giveUp(), patience, receive)
                            : failedRuns.giveUp(run, trouble.giveUp(), receive));
        }
    }

    /** How long it is waited out. */
    private Duration patience(LightsailTrouble trouble) {
        return switch (trouble.reaction()) {
            case COME_BACK, LOOK_THEN_ONCE_MORE -> settings.retryDeadline();
            case COME_BACK_BRIEFLY -> settings.briefDeadline();
            case PARK, AS_WHEN_DESCRIBED -> Duration.ZERO;
        };
    }

    private Outcome dispatch(RunItem run, Receive receive) {
        return switch (sending.send(run, receive)) {
            case ALL -> {
                runs.markDispatched(run.runId(), receive);
                yield Outcome.done(Reason.RUN_DISPATCHED);
            }
            case TIME_SHORT -> new Outcome.ComeBack(delays.shortest(), Reason.TIME_SHORT, "");
            case NOT_ALL ->
                inTrouble(
                        run,
                        Reason.SERVICE_TROUBLE,
                        Outcome.giveUp(Reason.RETRY_DEADLINE, "SQS has not taken all of the run's requests."),
                        settings.retryDeadline(),
                        receive);
        };
    }

    /** Waits out what may pass, until the deadline for that. */
    private Outcome inTrouble(
            RunItem run, Reason waiting, Outcome.GiveUp onDeadline, Duration patience, Receive receive) {
        Optional<RunItem> noted = runs.noteTrouble(run.runId(), receive);
        if (noted.isEmpty()) {
            return ledgerChanged();
        }
        Duration waited = Duration.between(noted.get().troubleSince().orElseThrow(), clock.instant());
        return waited.compareTo(patience) >= 0
                ? failedRuns.giveUp(noted.get(), onDeadline, receive)
                : new Outcome.ComeBack(delays.after(waited), waiting, onDeadline.detail());
    }

    private Outcome ledgerChanged() {
        return new Outcome.ComeBack(delays.shortest(), Reason.LEDGER_CHANGED, "");
    }
}
