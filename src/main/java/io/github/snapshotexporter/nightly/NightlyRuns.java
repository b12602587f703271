package io.github.snapshotexporter.nightly;

import io.github.snapshotexporter.export.Parking;
import io.github.snapshotexporter.job.Delays;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.Selection;
import io.github.snapshotexporter.job.SelectionRequest;
import io.github.snapshotexporter.ledger.CopyLedger;
import io.github.snapshotexporter.ledger.ExportLedger;
import io.github.snapshotexporter.ledger.RunLedger;
import io.github.snapshotexporter.ledger.RunMembers;
import io.github.snapshotexporter.lightsail.Lightsail;
import io.github.snapshotexporter.notification.Documents;
import io.github.snapshotexporter.notification.Publisher;
import io.github.snapshotexporter.queue.JobQueue;
import io.github.snapshotexporter.settings.Settings;
import io.github.snapshotexporter.telemetry.DecisionLog;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** The nightly run: choose, ask for each export, report when all have ended. */
public final class NightlyRuns {
    private final Scan scan;
    private final FanOut fanOut;
    private final RunReport report;
    private final Clock clock;

    public NightlyRuns(
            Lightsail lightsail,
            ExportLedger exports,
            RunLedger runs,
            RunMembers members,
            CopyLedger copies,
            JobQueue queue,
            Documents documents,
            Publisher publisher,
            Settings settings,
            Delays delays,
            Clock clock,
            DecisionLog log) {
        scan = new Scan(lightsail, exports, copies, clock);
        Parking parking = new Parking(queue, log);
        report = new RunReport(runs, members, documents, publisher, parking, settings, delays, clock, log);
        fanOut = new FanOut(
                new Choosing(scan, runs, members, delays, clock, log),
                new Sending(members, queue, clock),
                new FailedRuns(runs, report, parking, delays),
                runs,
                queue,
                delays,
                settings,
                clock);
        this.clock = clock;
    }

    /** Advances the run by one step. */
    public Outcome advance(Job.OfRun job, Receive receive) {
        return switch (job) {
            case SelectionRequest request -> fanOut.advance(request, receive);
            case Job.ReportRun wanted -> report.advance(wanted, receive);
        };
    }

    /**
     * What a run would decide about every snapshot; sends and writes nothing.
     *
     * @param deadline when the invocation ends
     * @throws io.github.snapshotexporter.lightsail.TroubleException when Lightsail cannot be listed, or not in time
     */
    public List<Choice> dryRun(Selection selection, Instant deadline) {
        return scan.choose(selection, clock.instant(), deadline);
    }
}
