package io.github.snapshotexporter.nightly;

import io.github.snapshotexporter.job.Delays;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.ledger.RunEntry;
import io.github.snapshotexporter.ledger.RunItem;
import io.github.snapshotexporter.ledger.RunLedger;
import io.github.snapshotexporter.notification.Documents;
import io.github.snapshotexporter.notification.Publisher;
import io.github.snapshotexporter.settings.Settings;
import io.github.snapshotexporter.telemetry.Decision;
import io.github.snapshotexporter.telemetry.DecisionLog;
import io.github.snapshotexporter.telemetry.Metric;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The second half of a run: waits until every member has ended, or until the deadline, and reports once. The report is
 * stored before it is published, so that a repetition is the same, whatever ends in between.
 */
final class RunReport {
    private final RunLedger runs;
    private final Documents documents;
    private final Publisher publisher;
    private final Settings settings;
    private final Delays delays;
    private final Clock clock;
    private final DecisionLog log;

    RunReport(
            RunLedger runs,
            Documents documents,
            Publisher publisher,
            Settings settings,
            Delays delays,
            Clock clock,
            DecisionLog log) {
        this.runs = runs;
        this.documents = documents;
        this.publisher = publisher;
        this.settings = settings;
        this.delays = delays;
        this.clock = clock;
        this.log = log;
    }

    /** Advances the reporting by one step. */
    Outcome advance(Job.ReportRun job, Receive receive) {
        Optional<RunItem> found = runs.find(job.runId());
        if (found.isEmpty() || found.get().published()) {
            return Outcome.done(Reason.OUTDATED);
        }
        RunItem run = found.get();
        Duration age = Duration.between(run.createdAt(), clock.instant());
        if (run.document().isEmpty()) {
            boolean overdue = age.compareTo(settings.runDeadline()) >= 0;
            if (run.state() != RunItem.State.DISPATCHED && !overdue) {
                return comeBack(age);
            }
            List<RunEntry> members = runs.members(run.runId()).toList();
            if (!overdue && members.stream().anyMatch(member -> member.outcome().isEmpty())) {
                return comeBack(age);
            }
            run = runs.storeReport(run.runId(), documents.runCompleted(run, members, clock.instant()));
        }
        publisher.publish(run.document().orElseThrow(), false);
        runs.markPublished(run.runId());
        log.write(Decision.info("publish", "the run is reported")
                .with("run", run.runId())
                .counting(Metric.RUNS_COMPLETED));
        return Outcome.done(Reason.RUN_REPORTED);
    }

    private Outcome comeBack(Duration age) {
        return new Outcome.ComeBack(delays.after(age), Reason.RUN_UNFINISHED, "");
    }
}
