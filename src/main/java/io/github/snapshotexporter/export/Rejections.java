package io.github.snapshotexporter.export;

import io.github.snapshotexporter.copy.UnexportedCopies;
import io.github.snapshotexporter.job.AutoSnapshotRequest;
import io.github.snapshotexporter.job.ExportRequest;
import io.github.snapshotexporter.job.Failure;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.Stop;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.ledger.JobItem;
import io.github.snapshotexporter.ledger.JobLedger;
import io.github.snapshotexporter.ledger.Ledgers;
import io.github.snapshotexporter.ledger.RunMember;
import io.github.snapshotexporter.ledger.RunMembers;
import io.github.snapshotexporter.notification.Documents;
import io.github.snapshotexporter.notification.Milestones;
import io.github.snapshotexporter.queue.JobQueue;
import io.github.snapshotexporter.telemetry.DecisionLog;
import io.github.snapshotexporter.telemetry.Metric;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * What a job says that holds no export: that its request is rejected, or that the snapshot was exported before. The whole
 * document is stored first, the first writer's, and what is stored is what is published: so repetitions are the same.
 */
final class Rejections {
    private final JobLedger jobs;
    private final RunMembers members;
    private final JobQueue queue;
    private final Milestones milestones;
    private final UnexportedCopies copies;
    private final Clock clock;
    private final DecisionLog log;

    Rejections(
            Ledgers ledgers,
            JobQueue queue,
            Milestones milestones,
            UnexportedCopies copies,
            Clock clock,
            DecisionLog log) {
        this.jobs = ledgers.jobs();
        this.members = ledgers.members();
        this.queue = queue;
        this.milestones = milestones;
        this.copies = copies;
        this.clock = clock;
        this.log = log;
    }

    /** Rejects the job: tells people, and keeps its message in the dead-letter queue. */
    Outcome reject(Task task, Failure failure, boolean lastTry) {
        if (failure.reason().told() == Reason.Told.NOTHING) {
            log.write(task.decided("skip", failure.message())
                    .with("reason", failure.reason().code())
                    .counting(Metric.SKIPPED));
            return Outcome.done(failure.reason(), failure.message());
        }
        Receive receive = task.receive();
        String document = milestones
                .documents()
                .requestRejected(new Documents.Rejected(
                        receive.job(),
                        task.known().round(),
                        clock.instant(),
                        task.snapshotName(),
                        task.requestedBy(),
                        task.run(),
                        failure));
        JobItem stored = jobs.storeRejection(task.known(), document, failure);
        return tellRejected(task, stored, stored.parkedFor().orElseThrow(Stop::lost), lastTry);
    }

    /** Goes on with what an earlier receive of the job has stored to be said. */
    Outcome goOn(Task task, boolean lastTry) {
        JobItem known = task.known();
        if (known.parkedFor().isPresent()) {
            return tellRejected(task, known, known.parkedFor().get(), lastTry);
        }
        if (!known.published()
                && milestones
                        .publishOrPark(known.document().orElseThrow(), lastTry, task.receive(), nameIn(task))
                        .isEmpty()) {
            jobs.markPublished(known.jobKey());
        }
        return Outcome.done(Reason.ALREADY_EXPORTED);
    }

    private Outcome tellRejected(Task task, JobItem job, Failure failure, boolean lastTry) {
        boolean published = publishStored(job, lastTry);
        writeMember(task, failure);
        copies.remove(task.known().autoSnapshot(), task.receive(), lastTry);
        if (!job.parked()) {
            Instant before = clock.instant();
            queue.park(task.receive(), failure, nameIn(task), published);
            jobs.markParked(job.jobKey(), before);
        }
        log.write(task.decided("reject", "the request is rejected")
                .with("reason", failure.reason().code())
                .counting(Metric.REJECTED));
        return new Outcome.GivenUp(failure);
    }

    private static String nameIn(Task task) {
        return task.snapshotName().orElse("");
    }

    private void writeMember(Task task, Failure failure) {
        Optional<RunMember> member = switch (task.wanted()) {
            case Task.ByRequest(ExportRequest request) ->
                request.target().map(target -> RunMember.rejected(request.sourceSnapshotName(), target, failure));
            case Task.ByAutoSnapshot(AutoSnapshotRequest request) ->
                request.certain().map(original -> RunMember.rejected(original, failure));
            case Task.ByRetry retry -> Optional.empty();
            case Task.Nothing nothing -> Optional.empty();
        };
        task.run().ifPresent(run -> member.ifPresent(ended -> members.end(run, ended)));
    }

    /** Tells somebody who asked by name that the snapshot was exported before. */
    void tellAlreadyExported(Task task, ExportItem item, ExportRequest request) {
        String document = milestones
                .documents()
                .alreadyExported(
                        item, task.receive().job(), task.known().round(), clock.instant(), request.requestedBy());
        publishStored(jobs.storeDocument(task.receive().jobKey(), document), false);
    }

    /** @return whether people are told; only a last try may go on without */
    private boolean publishStored(JobItem job, boolean lastTry) {
        if (job.published()) {
            return true;
        }
        boolean published =
                milestones.publish(job.document().orElseThrow(), lastTry).isEmpty();
        if (published) {
            jobs.markPublished(job.jobKey());
        }
        return published;
    }
}
