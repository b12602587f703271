package io.github.snapshotexporter.export;

import io.github.snapshotexporter.copy.CopyMaker;
import io.github.snapshotexporter.copy.ExportedCopies;
import io.github.snapshotexporter.copy.OwnCopies;
import io.github.snapshotexporter.copy.UnexportedCopies;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.Selection;
import io.github.snapshotexporter.job.Step;
import io.github.snapshotexporter.ledger.Ledgers;
import io.github.snapshotexporter.lightsail.ExportRecordListings;
import io.github.snapshotexporter.lightsail.Lightsail;
import io.github.snapshotexporter.notification.Milestones;
import io.github.snapshotexporter.queue.JobQueue;
import io.github.snapshotexporter.request.JobTools;
import io.github.snapshotexporter.request.RequestStep;
import io.github.snapshotexporter.selection.Criteria;
import io.github.snapshotexporter.settings.Settings;
import io.github.snapshotexporter.telemetry.DecisionLog;
import java.time.Clock;

/** The steps of jobs about one snapshot, put together: requests, which start an export, and trackers, which follow it. */
public final class ExportSteps {
    private final ExportRequestStep.ExportRequests requests;
    private final TrackerStep.Tracking tracking;

    /** @param policy that snapshots must meet for which nobody has asked but their own creation */
    public ExportSteps(JobTools tools, RequestStep.Requests requests, Settings settings, Selection policy) {
        Lightsail lightsail = tools.lightsail();
        Ledgers ledgers = tools.ledgers();
        JobQueue queue = tools.queue();
        Milestones milestones = tools.milestones();
        Clock clock = tools.clock();
        DecisionLog log = tools.log();
        ExportRecordListings listings = tools.listings();
        OwnCopies ownCopies = new OwnCopies(lightsail, listings, ledgers.copies(), log);
        Looks looks = new Looks(lightsail, listings, clock, log);
        EndEffects endEffects = new EndEffects(
                ledgers,
                queue,
                milestones,
                tools.images(),
                new ExportedCopies(ledgers.exports(), ownCopies, queue, log),
                settings,
                log);
        Claims claims = new Claims(ledgers.exports(), ledgers.members(), looks, requests.documents(), clock, log);
        ExportStart start = new ExportStart(lightsail, looks, ledgers.exports(), endEffects, settings, clock, log);
        HandOver handOver = new HandOver(
                ledgers.exports(), queue, milestones, settings.delays().shortest(), log);
        Slots slots = new Slots(ledgers.exports());
        SnapshotClaims snapshots = new SnapshotClaims(
                slots, new ReadySnapshots(lightsail, new Criteria(policy)), claims, endEffects, ledgers.exports());
        AutoSnapshotClaims autoSnapshots = new AutoSnapshotClaims(
                slots,
                new CopyMaker(
                        lightsail, ledgers.copies(), settings.permissions().requiredTag(), clock, log),
                snapshots,
                claims,
                endEffects,
                ledgers,
                tools.patience());
        this.requests = new ExportRequestStep.ExportRequests(
                requests,
                new RequestedExports(snapshots, autoSnapshots, start, handOver, ledgers.copies()),
                new GivingUp(ledgers.exports(), claims, start, handOver, endEffects),
                new UnexportedCopies(ledgers, ownCopies, queue),
                ledgers);
        tracking = new TrackerStep.Tracking(
                lightsail,
                listings,
                new ImageVerification(
                        tools.images(), ledgers.exports(), settings.deadlines(), tools.patience(), clock, log),
                ledgers.exports(),
                endEffects,
                settings,
                tools.patience(),
                clock);
    }

    /** The step that this receive of the job takes. */
    public Step of(Job.OfExport job, Receive receive) {
        return switch (job) {
            case Job.WantsExport wanted -> new ExportRequestStep(wanted, receive, requests);
            case Job.TrackExport track -> new TrackerStep(track, receive, tracking);
        };
    }
}
