package io.github.snapshotexporter.export;

import io.github.snapshotexporter.copy.OwnCopies;
import io.github.snapshotexporter.job.AutoSnapshotRequest;
import io.github.snapshotexporter.job.Delays;
import io.github.snapshotexporter.job.ExportRequest;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Phase;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.Selection;
import io.github.snapshotexporter.ledger.CopyLedger;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.ledger.ExportLedger;
import io.github.snapshotexporter.ledger.Failure;
import io.github.snapshotexporter.ledger.JobItem;
import io.github.snapshotexporter.ledger.JobLedger;
import io.github.snapshotexporter.ledger.RunLedger;
import io.github.snapshotexporter.ledger.RunMembers;
import io.github.snapshotexporter.lightsail.ExportRecordListings;
import io.github.snapshotexporter.lightsail.Lightsail;
import io.github.snapshotexporter.lightsail.TroubleException;
import io.github.snapshotexporter.notification.Documents;
import io.github.snapshotexporter.notification.Publisher;
import io.github.snapshotexporter.queue.JobQueue;
import io.github.snapshotexporter.selection.Criteria;
import io.github.snapshotexporter.settings.Settings;
import io.github.snapshotexporter.telemetry.Decision;
import io.github.snapshotexporter.telemetry.DecisionLog;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The life of an export, one step of it a receive: describe, claim, ExportSnapshot, publish, follow to the end, publish.
 *
 * <p>Each method throws only where not even the ledger can be written, and then the message has to come back.
 */
public final class ExportLife {
    private final JobLedger jobs;
    private final ExportLedger exports;
    private final ExportRequests requests;
    private final AutoSnapshotExports autoSnapshots;
    private final CopyLedger copies;
    private final GivingUp givingUp;
    private final ExportTracker tracker;
    private final Rejections rejections;
    private final Parking parking;
    private final Waits waits;
    private final Clock clock;
    private final DecisionLog log;

    public ExportLife(
            Lightsail lightsail,
            ExportLedger exports,
            JobLedger jobs,
            RunLedger runs,
            RunMembers members,
            CopyLedger copies,
            JobQueue queue,
            Documents documents,
            Publisher publisher,
            Settings settings,
            Selection policy,
            Delays delays,
            Clock clock,
            DecisionLog log) {
        this.jobs = jobs;
        this.exports = exports;
        this.copies = copies;
        this.clock = clock;
        this.log = log;
        ExportRecordListings listings = new ExportRecordListings(lightsail, clock);
        parking = new Parking(queue, log);
        waits = new Waits(jobs, settings, delays, clock);
        OwnCopies ownCopies = new OwnCopies(lightsail, listings, copies, log);
        EndEffects endEffects = new EndEffects(
                exports, runs, members, queue, documents, publisher, parking, ownCopies, waits, delays, log);
        HandOver handOver = new HandOver(exports, queue, documents, publisher, parking, waits, delays, log);
        ExportAttempt attempt = new ExportAttempt(
                lightsail,
                listings,
                exports,
                handOver,
                endEffects,
                waits,
                delays,
                settings.maxExportAttempts(),
                clock,
                log);
        ExportInProgress inProgress = new ExportInProgress(exports, attempt, handOver, waits, clock);
        rejections = new Rejections(
                jobs,
                members,
                documents,
                publisher,
                parking,
                new UnexportedCopies(copies, exports, ownCopies, parking, waits),
                waits,
                clock,
                log);
        requests = new ExportRequests(
                new SnapshotCheck(lightsail, new Criteria(policy), waits),
                listings,
                exports,
                members,
                attempt,
                inProgress,
                endEffects,
                rejections,
                waits);
        autoSnapshots = new AutoSnapshotExports(
                new Copying(lightsail, copies, settings.requiredTag(), waits, log),
                lightsail,
                jobs,
                copies,
                exports,
                requests,
                waits);
        givingUp = new GivingUp(exports, inProgress, attempt, endEffects, rejections, waits, clock, log);
        tracker = new ExportTracker(lightsail, listings, exports, endEffects, settings, delays, clock, log);
    }

    /** Advances the job by one step. */
    public Outcome advance(Job.OfExport job, Receive receive) {
        return switch (job) {
            case ExportRequest request ->
                isAboutOwnCopy(request)
                        ? Outcome.done(Reason.IGNORED, "the exporter's own copy of an automatic snapshot")
                        : advance(new Ask.ByRequest(request), receive);
            case AutoSnapshotRequest request -> advance(new Ask.ByAutoSnapshot(request), receive);
            case Job.RetryExport retry -> advance(new Ask.ByRetry(retry), receive);
            case Job.TrackExport track -> tracker.track(track, receive);
        };
    }

    /** Rejects a message that is no job, or one that cannot be understood. */
    public Outcome reject(String problem, Receive receive) {
        return withKnownJob(new Ask.Nothing(), receive, ask -> Outcome.giveUp(Reason.INVALID_REQUEST, problem));
    }

    private Outcome advance(Ask.Wanted wanted, Receive receive) {
        return withKnownJob(
                wanted,
                receive,
                ask -> waits.overdue(ask).<Outcome>map(overdue -> overdue).orElseGet(() -> step(ask)));
    }

    private Outcome step(Ask ask) {
        return ask.wanted() instanceof Ask.ByAutoSnapshot(AutoSnapshotRequest request)
                ? autoSnapshots.advance(ask, request)
                : requests.advance(ask);
    }

    /** Making the copy raises the same event as anybody else's snapshot; who wanted it asks for its export. */
    private boolean isAboutOwnCopy(ExportRequest request) {
        return request.origin() == ExportRequest.Origin.EVENT && copies.isKnown(request.sourceSnapshotName());
    }

    private interface Step {
        Outcome of(Ask ask);
    }

    private Outcome withKnownJob(Ask.Wanted wanted, Receive receive, Step step) {
        JobItem known = jobs.find(receive.jobKey());
        if (known.endedAt().filter(receive::asksAgainAfter).isPresent()) {
            known = jobs.restart(known);
        }
        Ask ask = new Ask(wanted, receive, known);
        if (known.endedAt().isPresent()) {
            return receive.receiptHandle().isPresent() ? Outcome.done(Reason.ANSWERED) : asBefore(ask, step);
        }
        Instant begun = clock.instant();
        Outcome outcome = known.document().isPresent()
                ? carriedOut(ask, () -> rejections.goOn(ask))
                : withTroubleWaitedOut(ask, () -> step.of(ask));
        if (outcome instanceof Outcome.GiveUp given && known.document().isEmpty()) {
            Ask now = new Ask(wanted, receive, jobs.find(receive.jobKey()));
            outcome = carriedOut(now, () -> givingUp.giveUp(now, given));
        }
        if (!(outcome instanceof Outcome.ComeBack)) {
            // What was parked may have been moved back by now, and must be newer than this end.
            jobs.markEnded(receive.jobKey(), outcome instanceof Outcome.GiveUp ? begun : clock.instant());
        }
        return outcome;
    }

    /** Somebody waits for the answer of an invocation that is repeated: it is the first one's. */
    private Outcome asBefore(Ask ask, Step step) {
        JobItem job = ask.known();
        Optional<ExportItem> mine = job.arn()
                .flatMap(exports::find)
                .filter(item -> job.generation()
                        .filter(number -> number == item.id().generation())
                        .isPresent());
        Optional<Failure> given = job.parkedFor()
                .or(() -> mine.filter(item -> item.isParkedBy(job.jobKey())).flatMap(ExportItem::error));
        if (given.isPresent()) {
            return new Outcome.GiveUp(
                    given.get().reason(), given.get().message(), given.get().code());
        }
        return mine.map(item -> Outcome.done(Reason.EXPORT_STARTED, item.id()))
                .orElseGet(() -> withTroubleWaitedOut(ask, () -> step.of(ask)));
    }

    /** Whatever fails is waited out, until the deadline for that has passed. */
    private Outcome withTroubleWaitedOut(Ask ask, Supplier<Outcome> step) {
        try {
            return step.get();
        } catch (RuntimeException failed) {
            return waitedOut(ask, failed);
        }
    }

    /** A giving up that fails must not be taken for one that was carried out, however late it is. */
    private Outcome carriedOut(Ask ask, Supplier<Outcome> givingUp) {
        try {
            return givingUp.get();
        } catch (RuntimeException failed) {
            if (waitedOut(ask, failed) instanceof Outcome.ComeBack comeBack) {
                return comeBack;
            }
            throw failed;
        }
    }

    private Outcome waitedOut(Ask ask, RuntimeException failed) {
        return switch (failed) {
            case TroubleException trouble -> waits.out(trouble, ask);
            case SdkException aws ->
                waits.in(
                        Phase.RETRY,
                        Reason.SERVICE_TROUBLE,
                        Outcome.giveUp(Reason.RETRY_DEADLINE, "An AWS service could not be used: " + aws.getMessage()),
                        ask);
            default -> {
                log.write(ask.about(Decision.error("job", "an unexpected exception"))
                        .with("exception", stackTrace(failed)));
                yield waits.in(
                        Phase.RETRY,
                        Reason.UNEXPECTED,
                        Outcome.giveUp(Reason.INTERNAL_ERROR, "An unexpected exception: " + failed),
                        ask);
            }
        };
    }

    /** Keeps the message in the dead-letter queue without telling anybody: the last resort, which needs no ledger. */
    public void keepUntold(Receive receive, Failure failure, String sourceSnapshotName) {
        parking.park(receive, failure, sourceSnapshotName, false);
    }

    private static String stackTrace(RuntimeException unexpected) {
        java.io.StringWriter text = new java.io.StringWriter();
        unexpected.printStackTrace(new java.io.PrintWriter(text));
        return text.toString();
    }
}
