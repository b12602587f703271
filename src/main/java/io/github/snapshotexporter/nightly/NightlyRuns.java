package io.github.snapshotexporter.nightly;

import io.github.snapshotexporter.images.ImageRetention;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.Selection;
import io.github.snapshotexporter.job.SelectionRequest;
import io.github.snapshotexporter.job.Step;
import io.github.snapshotexporter.ledger.Ledgers;
import io.github.snapshotexporter.request.JobTools;
import io.github.snapshotexporter.selection.Choice;
import io.github.snapshotexporter.settings.Settings;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** The nightly run: choose, ask for each export, report when all have ended. */
public final class NightlyRuns {
    private final Decisions decisions;
    private final RunStep.Running running;
    private final ReportStep.Reporting reporting;
    private final Clock clock;

    public NightlyRuns(JobTools tools, ImageRetention retention, Settings settings) {
        Ledgers ledgers = tools.ledgers();
        clock = tools.clock();
        decisions = new Decisions(tools.lightsail(), tools.listings(), ledgers.exports(), ledgers.copies(), clock);
        Reports reports = new Reports(ledgers, tools.milestones(), retention, tools.patience(), clock, tools.log());
        running = new RunStep.Running(
                new Selecting(decisions, ledgers.runs(), ledgers.members(), clock, tools.log()),
                new Sending(ledgers.members(), tools.queue(), clock),
                reports,
                ledgers.runs(),
                tools.queue(),
                settings.delays().longest());
        reporting = new ReportStep.Reporting(
                ledgers,
                reports,
                tools.queue(),
                tools.patience(),
                settings.deadlines().run());
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
