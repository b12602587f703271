package io.github.snapshotexporter.nightly;

import io.github.snapshotexporter.job.AutoSnapshotRequest;
import io.github.snapshotexporter.job.ExportRequest;
import io.github.snapshotexporter.job.Failure;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.Phase;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.SnapshotName;
import io.github.snapshotexporter.job.Stop;
import io.github.snapshotexporter.ledger.RunItem;
import io.github.snapshotexporter.ledger.RunMember;
import io.github.snapshotexporter.ledger.RunMembers;
import io.github.snapshotexporter.queue.JobQueue;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Gatherers;
import java.util.stream.IntStream;

/** Asks for each member of a run, as many at once as SQS takes. */
final class Sending {
    /** Batches sent before the time is looked at again. */
    private static final int AT_ONCE = 40;

    private final RunMembers members;
    private final JobQueue queue;
    private final Clock clock;

    Sending(RunMembers members, JobQueue queue, Clock clock) {
        this.members = members;
        this.queue = queue;
        this.clock = clock;
    }

    /**
     * Sends what is not marked as sent.
     *
     * @throws Stop where some are left
     */
    void send(RunItem run, Receive receive) {
        TimeLeft time = new TimeLeft(clock, receive);
        List<RunMember> unsent =
                members.of(run.runId()).filter(entry -> !entry.sent()).toList();
        boolean all = true;
        List<List<List<RunMember>>> batches = unsent.stream()
                .gather(Gatherers.windowFixed(JobQueue.BATCH))
                .gather(Gatherers.windowFixed(AT_ONCE))
                .toList();
        for (List<List<RunMember>> some : batches) {
            all &= !Parallel.forEach(some, batch -> sendBatch(run, batch)).contains(false);
            if (time.isShort()) {
                break;
            }
        }
        if (!all) {
            throw Stop.waiting(
                    Phase.RETRY,
                    Reason.SERVICE_TROUBLE,
                    Failure.of(Reason.RETRY_DEADLINE, "SQS has not taken all of the run's requests."));
        }
        if (!members.of(run.runId()).allMatch(RunMember::sent)) {
            throw Stop.shortOfTime("batch of requests");
        }
    }

    private boolean sendBatch(RunItem run, List<RunMember> batch) {
        List<Boolean> sent =
                queue.sendAll(batch.stream().map(entry -> request(run, entry)).toList());
        List<RunMember> marked = IntStream.range(0, batch.size())
                .filter(sent::get)
                .mapToObj(batch::get)
                .toList();
        if (!marked.isEmpty()) {
            members.markSent(run.runId(), marked);
        }
        return !sent.contains(false);
    }

    private static Job.Own request(RunItem run, RunMember entry) {
        return entry.autoSnapshot().isPresent()
                ? AutoSnapshotRequest.byRun(entry.autoSnapshot().get(), run.runId(), run.requestedBy())
                : ExportRequest.byRun(
                        SnapshotName.of(entry.sourceSnapshotName()),
                        new ExportRequest.Target(entry.arn().orElseThrow(), entry.resourceType()),
                        run.runId(),
                        Optional.of(run.requestedBy()));
    }
}
