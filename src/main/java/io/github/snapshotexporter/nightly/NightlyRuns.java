package io.github.snapshotexporter.nightly;

import io.github.snapshotexporter.images.ImageRetention;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.Patience;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.Selection;
import io.github.snapshotexporter.job.SelectionRequest;
import io.github.snapshotexporter.job.Step;
import io.github.snapshotexporter.ledger.Ledgers;
import io.github.snapshotexporter.lightsail.Lightsail;
import io.github.snapshotexporter.notification.Milestones;
import io.github.snapshotexporter.queue.JobQueue;
import io.github.snapshotexporter.selection.Choice;
import io.github.snapshotexporter.settings.Settings;
import io.github.snapshotexporter.telemetry.DecisionLog;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** The nightly run: choose, ask for each export, report when all have ended. */
public final class NightlyRuns {
    private final Decisions decisions;
    private final RunStep.Running running;
    private final ReportStep.Reporting reporting;
    private final Clock clock;

    public NightlyRuns(
            Lightsail lightsail,
            Ledgers ledgers,
            JobQueue queue,
            Milestones milestones,
            ImageRetention retention,
            Settings settings,
            Patience patience,
            Clock clock,
            DecisionLog log) {
        this.decisions = new Decisions(lightsail, ledgers.exports(), ledgers.copies(), clock);
        this.clock = clock;
        Reports reports = new Reports(ledgers, milestones, retention, patience, clock, log);
        running = new RunStep.Running(
                new Selecting(decisions, ledgers.runs(), ledgers.members(), clock, log),
                new Sending(ledgers.members(), queue, clock),
                reports,
                ledgers.runs(),
                queue,
                settings.maxDelay());
        reporting = new ReportStep.Reporting(
                ledgers, reports, queue, patience, settings.deadlines().run());
    }

    /** The step that this receive of the job takes. */
    public Step step(Job.OfRun job, Receive receive) {
        return switch (job) {
            case SelectionRequest request -> new RunStep(request, receive, running);
            case Job.ReportRun wanted -> new ReportStep(wanted, receive, reporting);
        };
    }

    /**
     * What a run would decide about every snapshot; sends and writes nothing.
     *
     * @param deadline when the invocation ends
     * @throws io.github.snapshotexporter.lightsail.TroubleException when Lightsail cannot be listed, or not in time
     */
    public List<Choice> dryRun(Selection selection, Instant deadline) {
        return decisions.choose(selection, clock.instant(), deadline);
    }
}
