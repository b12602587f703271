package io.github.snapshotexporter.export;

import io.github.snapshotexporter.job.AutoSnapshotRequest;
import io.github.snapshotexporter.job.ExportRequest;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.ledger.Failure;
import io.github.snapshotexporter.ledger.JobItem;
import io.github.snapshotexporter.ledger.JobLedger;
import io.github.snapshotexporter.ledger.RunMember;
import io.github.snapshotexporter.ledger.RunMembers;
import io.github.snapshotexporter.notification.Documents;
import io.github.snapshotexporter.notification.Publisher;
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
    private final Documents documents;
    private final Publisher publisher;
    private final Parking parking;
    private final UnexportedCopies copies;
    private final Waits waits;
    private final Clock clock;
    private final DecisionLog log;

    Rejections(
            JobLedger jobs,
            RunMembers members,
            Documents documents,
            Publisher publisher,
            Parking parking,
            UnexportedCopies copies,
            Waits waits,
            Clock clock,
            DecisionLog log) {
        this.jobs = jobs;
        this.members = members;
        this.documents = documents;
        this.publisher = publisher;
        this.parking = parking;
        this.copies = copies;
        this.waits = waits;
        this.clock = clock;
        this.log = log;
    }

    /** Rejects the job: tells people, and keeps its message in the dead-letter queue. */
    Outcome reject(Ask ask, Outcome.GiveUp given) {
        if (given.reason().told() == Reason.Told.NOTHING) {
            log.write(ask.decided("skip", given.detail())
                    .with("reason", given.reason().code())
                    .counting(Metric.SKIPPED));
            return Outcome.done(given.reason(), given.detail());
        }
        Receive receive = ask.receive();
        String document = documents.requestRejected(new Documents.Rejected(
                receive.jobId(),
                receive.jobKey(),
                ask.known().round(),
                clock.instant(),
                ask.snapshotName(),
                ask.requestedBy(),
                ask.run(),
                Failure.of(given)));
        JobItem stored = jobs.storeRejection(ask.known(), document, Failure.of(given));
        return stored.parkedFor().isPresent() ? tellRejected(ask, stored) : waits.becauseLedgerChanged();
    }

    /** Goes on with what an earlier receive of the job has stored to be said. */
    Outcome goOn(Ask ask) {
        if (ask.known().parkedFor().isPresent()) {
            return tellRejected(ask, ask.known());
        }
        publishStored(ask.known(), waits.isRetryOver(ask.known()))
                .ifPresent(untold -> parking.park(
                        ask.receive(), new Failure(Reason.RETRY_DEADLINE, "", untold), nameIn(ask), false));
        return Outcome.done(Reason.ALREADY_EXPORTED);
    }

    private Outcome tellRejected(Ask ask, JobItem job) {
        Failure failure = job.parkedFor().orElseThrow();
        boolean published = publishStored(job, waits.isRetryOver(ask.known())).isEmpty();
        writeMember(ask, failure.reason());
        Optional<Outcome> wait = copies.remove(ask);
        if (wait.isPresent()) {
            return wait.get();
        }
        if (!job.copied()) {
            Instant before = clock.instant();
            parking.park(ask.receive(), failure, nameIn(ask), published);
            jobs.markCopied(job.jobKey(), before);
        }
        log.write(ask.decided("reject", "the request is rejected")
                .with("reason", failure.reason().code())
                .counting(Metric.REJECTED));
        return new Outcome.GiveUp(failure.reason(), failure.message(), failure.code());
    }

    private static String nameIn(Ask ask) {
        return ask.snapshotName().orElse("");
    }

    private void writeMember(Ask ask, Reason reason) {
        Optional<RunMember> member = switch (ask.wanted()) {
            case Ask.ByRequest(ExportRequest request) ->
                request.target().map(target -> RunMember.rejected(request.sourceSnapshotName(), target, reason));
            case Ask.ByAutoSnapshot(AutoSnapshotRequest request) ->
                request.certain().map(original -> RunMember.rejected(original, reason));
            case Ask.ByRetry retry -> Optional.empty();
            case Ask.Nothing nothing -> Optional.empty();
        };
        ask.run().ifPresent(run -> member.ifPresent(ended -> members.end(run, ended)));
    }

    /** Tells somebody who asked by name that the snapshot was exported before. */
    void tellAlreadyExported(Ask ask, ExportItem item, ExportRequest request) {
        String document = documents.alreadyExported(
                item,
                ask.receive().jobId(),
                ask.receive().jobKey(),
                ask.known().round(),
                clock.instant(),
                request.requestedBy());
        publishStored(jobs.storeDocument(ask.receive().jobKey(), document), false);
    }

    /** @return why nobody was told; only a last try may go on without */
    private Optional<String> publishStored(JobItem job, boolean lastTry) {
        if (job.published()) {
            return Optional.empty();
        }
        Optional<String> untold = publisher.publish(job.document().orElseThrow(), lastTry);
        if (untold.isEmpty()) {
            jobs.markPublished(job.jobKey());
        }
        return untold;
    }
}
