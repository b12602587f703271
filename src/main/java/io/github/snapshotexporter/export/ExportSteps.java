package io.github.snapshotexporter.export;

import io.github.snapshotexporter.copy.CopyMaker;
import io.github.snapshotexporter.copy.OwnCopies;
import io.github.snapshotexporter.copy.UnexportedCopies;
import io.github.snapshotexporter.ec2.Ec2Images;
import io.github.snapshotexporter.job.AutoSnapshotRequest;
import io.github.snapshotexporter.job.ExportRequest;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.Patience;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.Selection;
import io.github.snapshotexporter.job.Step;
import io.github.snapshotexporter.ledger.Ledgers;
import io.github.snapshotexporter.lightsail.ExportRecordListings;
import io.github.snapshotexporter.lightsail.Lightsail;
import io.github.snapshotexporter.notification.Milestones;
import io.github.snapshotexporter.queue.JobQueue;
import io.github.snapshotexporter.selection.Criteria;
import io.github.snapshotexporter.settings.Settings;
import io.github.snapshotexporter.telemetry.DecisionLog;
import java.time.Clock;

/** The steps of jobs about one snapshot, put together: requests, which start an export, and trackers, which follow it. */
public final class ExportSteps {
    private final RequestStep.Requests requests;
    private final TrackerStep.Tracking tracking;

    /** @param policy that snapshots must meet for which nobody has asked but their own creation */
    public ExportSteps(
            Lightsail lightsail,
            Ec2Images images,
            Ledgers ledgers,
            JobQueue queue,
            Milestones milestones,
            Settings settings,
            Selection policy,
            Patience patience,
            Clock clock,
            DecisionLog log) {
        ExportRecordListings listings = new ExportRecordListings(lightsail, clock);
        OwnCopies ownCopies = new OwnCopies(lightsail, listings, ledgers.copies(), log);
        Looks looks = new Looks(lightsail, listings, clock, log);
        EndEffects endEffects = new EndEffects(ledgers, queue, milestones, images, ownCopies, settings, log);
        Rejections rejections =
                new Rejections(ledgers, queue, milestones, new UnexportedCopies(ledgers, ownCopies, queue), clock, log);
        Claims claims = new Claims(ledgers.exports(), ledgers.members(), looks, rejections, clock, log);
        ExportStart start = new ExportStart(lightsail, looks, ledgers.exports(), endEffects, settings, clock, log);
        HandOver handOver = new HandOver(ledgers.exports(), queue, milestones, settings.minDelay(), log);
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
                patience);
        requests = new RequestStep.Requests(
                new RequestedExports(snapshots, autoSnapshots, start, handOver, ledgers.copies()),
                rejections,
                new GivingUp(ledgers.exports(), claims, start, handOver, endEffects, rejections),
                ledgers,
                patience,
                clock);
        tracking = new TrackerStep.Tracking(
                lightsail, listings, images, ledgers.exports(), endEffects, settings, patience, clock, log);
    }

    /** The step that this receive of the job takes. */
    public Step of(Job.OfExport job, Receive receive) {
        return switch (job) {
            case ExportRequest request -> new RequestStep(new Task.ByRequest(request), receive, requests);
            case AutoSnapshotRequest request -> new RequestStep(new Task.ByAutoSnapshot(request), receive, requests);
            case Job.RetryExport retry -> new RequestStep(new Task.ByRetry(retry), receive, requests);
            case Job.TrackExport track -> new TrackerStep(track, receive, tracking);
        };
    }

    /** Rejects a message that is no job, or one that cannot be understood; {@code problem} is a sentence. */
    public Step refusing(String problem, Receive receive) {
        return new RequestStep(new Task.Nothing(problem), receive, requests);
    }
}
