package io.github.snapshotexporter.images;

import io.github.snapshotexporter.job.Failure;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Patience;
import io.github.snapshotexporter.job.Phase;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.RetainRequest;
import io.github.snapshotexporter.job.Step;
import io.github.snapshotexporter.job.Stop;
import io.github.snapshotexporter.job.Wait;
import io.github.snapshotexporter.ledger.JobItem;
import io.github.snapshotexporter.ledger.JobLedger;
import io.github.snapshotexporter.notification.Documents;
import io.github.snapshotexporter.notification.Milestones;
import io.github.snapshotexporter.queue.JobQueue;
import io.github.snapshotexporter.retention.RetentionReport;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One receive of somebody's request to let images go: what is let go is told, in a document that is stored first. */
final class RetainStep implements Step {
    private final RetainRequest request;
    private final Receive receive;
    private final Retaining with;
    private final Instant begun;

    private JobItem job;

    RetainStep(RetainRequest request, Receive receive, Retaining with) {
        this.request = request;
        this.receive = receive;
        this.with = with;
        this.begun = with.clock.instant();
        this.job = JobItem.unknown(receive.jobKey());
    }

    /** What every such request uses. */
    record Retaining(
            ImageRetention retention,
            JobLedger jobs,
            Milestones milestones,
            JobQueue queue,
            Patience patience,
            Clock clock) {}

    @Override
    public Optional<Outcome> load() {
        job = with.jobs.take(receive);
        return job.endedAt().isPresent() ? Optional.of(Outcome.done(Reason.ANSWERED)) : Optional.empty();
    }

    @Override
    public List<Wait> retries() {
        return job.document().isEmpty() && job.isWaitingFor(Phase.RETRY)
                ? job.wait(Phase.RETRY).stream().toList()
                : List.of();
    }

    @Override
    public Outcome advance() {
        if (job.document().isEmpty()) {
            RetentionReport report = with.retention.letGo(
                    request.rules(),
                    request.sources(),
                    receive.jobKey(),
                    receive,
                    receive.delivery().isLast());
            job = with.jobs.storeDocument(
                    receive.jobKey(),
                    with.milestones
                            .documents()
                            .retentionCompleted(receive.job(), job.round(), report, with.clock.instant()));
        }
        return told(job);
    }

    /** Whatever the document is: of what was let go, or of why the request was rejected. */
    private Outcome told(JobItem stored) {
        if (!stored.published()) {
            with.milestones.publish(stored.document().orElseThrow(), false);
            with.jobs.markPublished(stored.jobKey());
        }
        return stored.parkedFor()
                .<Outcome>map(Outcome.GivenUp::new)
                .orElseGet(() -> Outcome.done(Reason.IMAGES_RETAINED));
    }

    @Override
    public List<Wait> waits(Stop.Waiting waiting) {
        JobItem noted = with.jobs.enter(job, waiting.phase(), waiting.onDeadline());
        return List.of(new Wait(waiting.phase(), noted.since().get(waiting.phase()), waiting.onDeadline()));
    }

    @Override
    public List<Wait> fails(Stop.Waiting waiting) {
        return waits(waiting);
    }

    @Override
    public Outcome giveUp(Failure failure) {
        JobItem stored = with.jobs.storeRejection(
                job,
                with.milestones
                        .documents()
                        .requestRejected(new Documents.Rejected(
                                receive.job(),
                                job.round(),
                                with.clock.instant(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                failure)),
                failure);
        boolean told = stored.published()
                || with.milestones
                        .publish(stored.document().orElseThrow(), true)
                        .isEmpty();
        if (!stored.parked()) {
            with.queue.park(receive, failure, "", told);
            with.jobs.markParked(stored.jobKey(), begun);
        }
        return new Outcome.GivenUp(failure);
    }

    @Override
    public void leave(Outcome outcome) {
        if (!(outcome instanceof Outcome.ComeBack) && job.endedAt().isEmpty()) {
            with.jobs.markEnded(receive.jobKey(), outcome instanceof Outcome.GivenUp ? begun : with.clock.instant());
        }
    }
}
