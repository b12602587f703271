package io.github.snapshotexporter.request;

import io.github.snapshotexporter.ec2.Ec2Images;
import io.github.snapshotexporter.job.Patience;
import io.github.snapshotexporter.ledger.Ledgers;
import io.github.snapshotexporter.lightsail.ExportRecordListings;
import io.github.snapshotexporter.lightsail.Lightsail;
import io.github.snapshotexporter.notification.Milestones;
import io.github.snapshotexporter.queue.JobQueue;
import io.github.snapshotexporter.telemetry.DecisionLog;
import java.time.Clock;

/** What jobs work with: the services, and what tells them the time. */
public record JobTools(
        Lightsail lightsail,
        ExportRecordListings listings,
        Ec2Images images,
        Ledgers ledgers,
        JobQueue queue,
        Milestones milestones,
        Patience patience,
        Clock clock,
        DecisionLog log) {
    /** What every request uses. */
    public RequestStep.Requests requests() {
        return new RequestStep.Requests(
                ledgers.jobs(), new JobDocuments(ledgers.jobs(), queue, milestones, clock, log), patience, clock);
    }
}
