package io.github.snapshotexporter.request;

import io.github.snapshotexporter.job.Failure;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Stop;
import io.github.snapshotexporter.ledger.JobItem;
import io.github.snapshotexporter.ledger.JobLedger;
import io.github.snapshotexporter.notification.Documents;
import io.github.snapshotexporter.notification.Milestones;
import io.github.snapshotexporter.queue.JobQueue;
import io.github.snapshotexporter.telemetry.DecisionLog;
import io.github.snapshotexporter.telemetry.Metric;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * What a job itself has to say, other than the exports that it begins: mostly that its request is rejected. The whole
 * document is stored first, the first writer's, and what is stored is what is published: so repetitions are the same.
 */
public final class JobDocuments {
    private final JobLedger jobs;
    private final JobQueue queue;
    private final Milestones milestones;
    private final Clock clock;
    private final DecisionLog log;

    public JobDocuments(JobLedger jobs, JobQueue queue, Milestones milestones, Clock clock, DecisionLog log) {
        this.jobs = jobs;
        this.queue = queue;
        this.milestones = milestones;
        this.clock = clock;
        this.log = log;
    }

    /** What is written to be said. */
    public Documents texts() {
        return milestones.documents();
    }

    /** Stores the document, unless the job has said something before, and publishes what is stored. */
    public void say(String jobKey, String document) {
        publish(jobs.storeDocument(jobKey, document), false);
    }

    /**
     * Goes on with what an earlier receive of the job has stored to be said, where that was no rejection.
     *
     * @param lastTry whether to keep the message in the dead-letter queue where nobody can be told
     */
    void goOn(Rejectable request, boolean lastTry) {
        JobItem known = request.known();
        if (!known.published()
                && milestones
                        .publishOrPark(known.document().orElseThrow(), lastTry, request.receive(), nameOf(request))
                        .isEmpty()) {
            jobs.markPublished(known.jobKey());
        }
    }

    /**
     * Rejects the request: tells people, and keeps its message in the dead-letter queue.
     *
     * @throws Stop where the job has claimed something meanwhile
     */
    Outcome reject(Rejectable request, Failure failure, boolean lastTry) {
        if (!failure.isTold()) {
            log.write(request.decided("skip", failure.message())
                    .with("reason", failure.reason().code())
                    .counting(Metric.SKIPPED));
            return Outcome.done(failure.reason(), failure.message());
        }
        String document = milestones
                .documents()
                .requestRejected(new Documents.Rejected(
                        request.receive().job(),
                        request.known().round(),
                        clock.instant(),
                        request.snapshotName(),
                        request.requestedBy(),
                        request.run(),
                        failure));
        JobItem stored = jobs.storeRejection(request.known(), document, failure);
        return tellRejected(request, stored, stored.parkedFor().orElseThrow(Stop::lost), lastTry);
    }

    /** Does what is missing of a rejection that is stored. */
    Outcome tellRejected(Rejectable request, JobItem stored, Failure failure, boolean lastTry) {
        boolean published = publish(stored, lastTry);
        request.rejected(failure, lastTry);
        if (!stored.parked()) {
            Instant before = clock.instant();
            queue.park(request.receive(), failure, nameOf(request), published);
            jobs.markParked(stored.jobKey(), before);
        }
        log.write(request.decided("reject", "the request is rejected")
                .with("reason", failure.reason().code())
                .counting(Metric.REJECTED));
        return new Outcome.GivenUp(failure);
    }

    private static String nameOf(Rejectable request) {
        return request.snapshotName().orElse("");
    }

    /** @return whether people are told; only a last try may go on without */
    private boolean publish(JobItem job, boolean lastTry) {
        if (job.published()) {
            return true;
        }
        Optional<Failure> untold = milestones.publish(job.document().orElseThrow(), lastTry);
        if (untold.isEmpty()) {
            jobs.markPublished(job.jobKey());
        }
        return untold.isEmpty();
    }
}
