package io.github.snapshotexporter.nightly;

import io.github.snapshotexporter.job.Delays;
import io.github.snapshotexporter.job.ExportRequest;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.SelectionRequest;
import io.github.snapshotexporter.job.SnapshotName;
import io.github.snapshotexporter.ledger.RunEntry;
import io.github.snapshotexporter.ledger.RunItem;
import io.github.snapshotexporter.ledger.RunLedger;
import io.github.snapshotexporter.lightsail.Snapshot;
import io.github.snapshotexporter.queue.JobQueue;
import io.github.snapshotexporter.telemetry.Decision;
import io.github.snapshotexporter.telemetry.DecisionLog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The first half of a run: chooses the members, writes them down, closes the list, asks for each. One receive at a time
 * works on a run; whatever it did not get done, the next one does.
 */
final class FanOut {
    private final Scan scan;
    private final RunLedger runs;
    private final JobQueue queue;
    private final Delays delays;
    private final Clock clock;
    private final DecisionLog log;

    FanOut(Scan scan, RunLedger runs, JobQueue queue, Delays delays, Clock clock, DecisionLog log) {
        this.scan = scan;
        this.runs = runs;
        this.queue = queue;
        this.delays = delays;
        this.clock = clock;
        this.log = log;
    }

    /** Advances the run by one step. */
    Outcome advance(SelectionRequest request, Receive receive) {
        String runId = request.runId(receive);
        Optional<RunItem> taken = runs.take(runId, request.runTime(receive), request.requestedBy(), receive);
        if (taken.isEmpty()) {
            return new Outcome.ComeBack(untilFree(runId), Reason.LEASE_HELD, "");
        }
        RunItem run = taken.get();
        if (run.state() == RunItem.State.DISPATCHED) {
            runs.release(runId, receive);
            return Outcome.done(Reason.ANSWERED, "the run was selected and asked for before");
        }
        if (!run.reportRequested()) {
            queue.send(new Job.ReportRun(runId), delays.longest());
            if (runs.markReportRequested(runId, receive).isEmpty()) {
                return ledgerChanged();
            }
        }
        if (run.state() == RunItem.State.SELECTING && !select(run, request, receive)) {
            return ledgerChanged();
        }
        return dispatch(run, receive);
    }

    private Duration untilFree(String runId) {
        Instant now = clock.instant();
        return runs.find(runId)
                .flatMap(RunItem::leaseUntil)
                .filter(until -> until.isAfter(now))
                .map(until -> Duration.between(now, until))
                .orElse(delays.shortest());
    }

    private Outcome ledgerChanged() {
        return new Outcome.ComeBack(delays.shortest(), Reason.LEDGER_CHANGED, "");
    }

    /** Members are written before the list is closed; a crash in between selects anew, and adds what is new by then. */
    private boolean select(RunItem run, SelectionRequest request, Receive receive) {
        List<Snapshot> selected = scan.choose(request.selection(), run.runTime()).stream()
                .filter(choice -> choice.verdict() == Verdict.SELECTED)
                .map(choice -> choice.listed().snapshot())
                .toList();
        Parallel.forEach(selected, snapshot -> {
            runs.addMember(run.runId(), snapshot);
            return snapshot;
        });
        int total = Math.toIntExact(runs.members(run.runId()).count());
        log.write(Decision.info("select", "the members of the run are chosen")
                .with("run", run.runId())
                .with("members", total));
        return runs.seal(run.runId(), total, receive).isPresent();
    }

    private Outcome dispatch(RunItem run, Receive receive) {
        List<RunEntry> unsent =
                runs.members(run.runId()).filter(entry -> !entry.sent()).toList();
        List<Boolean> sent = Parallel.forEach(batches(unsent), batch -> send(run, batch));
        if (sent.contains(false)) {
            runs.release(run.runId(), receive);
            return new Outcome.ComeBack(
                    delays.shortest(), Reason.SERVICE_TROUBLE, "SQS has not taken all of the run's requests.");
        }
        runs.markDispatched(run.runId(), receive);
        return Outcome.done(Reason.RUN_DISPATCHED);
    }

    private static List<List<RunEntry>> batches(List<RunEntry> entries) {
        List<List<RunEntry>> batches = new ArrayList<>();
        for (int from = 0; from < entries.size(); from += JobQueue.BATCH) {
            batches.add(entries.subList(from, Math.min(entries.size(), from + JobQueue.BATCH)));
        }
        return batches;
    }

    private boolean send(RunItem run, List<RunEntry> batch) {
        List<Boolean> sent = queue.sendAll(batch.stream()
                .map(entry -> ExportRequest.byRun(
                        SnapshotName.of(entry.sourceSnapshotName()),
                        new ExportRequest.Target(entry.arn(), entry.resourceType()),
                        run.runId(),
                        Optional.of(run.requestedBy())))
                .toList());
        for (int i = 0; i < batch.size(); i++) {
            if (sent.get(i)) {
                runs.markSent(run.runId(), batch.get(i).arn());
            }
        }
        return !sent.contains(false);
    }
}
