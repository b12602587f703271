package io.github.snapshotexporter.export;

import io.github.snapshotexporter.job.Delays;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.ledger.ExportEnd;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.ledger.ExportLedger;
import io.github.snapshotexporter.ledger.Failure;
import io.github.snapshotexporter.ledger.LedgerAnswer;
import io.github.snapshotexporter.lightsail.ExportRecord;
import io.github.snapshotexporter.lightsail.ExportRecordListings;
import io.github.snapshotexporter.lightsail.Lightsail;
import io.github.snapshotexporter.lightsail.Operation;
import io.github.snapshotexporter.lightsail.TroubleException;
import io.github.snapshotexporter.settings.Settings;
import io.github.snapshotexporter.telemetry.DecisionLog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;

/** Follows a started attempt to its end: until its operations have ended with at most one call of Lightsail a receive. */
final class ExportTracker {
    private final Lightsail lightsail;
    private final ExportRecordListings listings;
    private final ExportLedger exports;
    private final EndEffects endEffects;
    private final Settings settings;
    private final Delays delays;
    private final Clock clock;
    private final DecisionLog log;

    ExportTracker(
            Lightsail lightsail,
            ExportRecordListings listings,
            ExportLedger exports,
            EndEffects endEffects,
            Settings settings,
            Delays delays,
            Clock clock,
            DecisionLog log) {
        this.lightsail = lightsail;
        this.listings = listings;
        this.exports = exports;
        this.endEffects = endEffects;
        this.settings = settings;
        this.delays = delays;
        this.clock = clock;
        this.log = log;
    }

    /** Advances the tracking by one step. */
    Outcome track(Job.TrackExport job, Receive receive) {
        Optional<ExportItem> found =
                exports.find(job.id().arn()).filter(item -> item.id().equals(job.id()));
        if (found.isEmpty()) {
            return Outcome.done(Reason.OUTDATED);
        }
        ExportItem item = found.get();
        return switch (item.status()) {
            case STARTED -> followOrAbandon(item, receive);
            case RETRYING, SUCCEEDED, FAILED, ABANDONED -> finish(item, receive);
            case CLAIMED -> comeBack(item, Reason.LEDGER_CHANGED, "");
        };
    }

    /** A deadline holds whatever fails at it. */
    private Outcome followOrAbandon(ExportItem item, Receive receive) {
        boolean lastReceive = receive.receiveCount() >= Settings.RECEIVE_LIMIT;
        boolean overdue = lastReceive || isExportOverdue(item);
        try {
            Outcome outcome = follow(item, receive, overdue);
            if (outcome instanceof Outcome.ComeBack && item.deniedSince().isPresent()) {
                exports.toldAgain(item);
            }
            return lastReceive && outcome instanceof Outcome.ComeBack
                    ? abandon(item, receive, whyOverdue(item, receive, ""))
                    : outcome;
        } catch (TroubleException trouble) {
            if (isFinal(item, trouble)) {
                return abandon(item, receive, Failure.of(trouble.giveUp()));
            }
            if (overdue) {
                return abandon(item, receive, whyOverdue(item, receive, trouble.getMessage()));
            }
            return comeBack(item, trouble.trouble().waiting(), trouble.getMessage());
        } catch (SdkException aws) {
            throw aws;
        } catch (RuntimeException unexpected) {
            if (overdue) {
                return abandon(item, receive, new Failure(Reason.INTERNAL_ERROR, "", unexpected.toString()));
            }
            throw unexpected;
        }
    }

    /** Credentials are renewed and permissions mended: a denial is waited out for as long as any error. */
    private boolean isFinal(ExportItem item, TroubleException trouble) {
        return switch (trouble.trouble().reaction()) {
            case COME_BACK, LOOK_THEN_ONCE_MORE, AS_WHEN_DESCRIBED -> false;
            case PARK -> true;
            case COME_BACK_BRIEFLY ->
                exports.denied(item) instanceof LedgerAnswer.Written(ExportItem noted)
                        && isOver(noted.deniedSince(), settings.retryDeadline());
        };
    }

    private Outcome follow(ExportItem item, Receive receive, boolean overdue) {
        Optional<String> running = ExportVerdict.Operations.of(item) == ExportVerdict.Operations.NOT_TERMINAL
                ? ExportVerdict.firstToAsk(item)
                : Optional.empty();
        if (running.isEmpty()) {
            return result(item, receive, overdue);
        }
        Optional<ExportItem> followed = ask(item, running.get());
        if (followed.isEmpty()) {
            return comeBack(item, Reason.LEDGER_CHANGED, "");
        }
        return overdue || followed.get().operationEndedAt().isPresent()
                ? result(followed.get(), receive, overdue)
                : comeBack(followed.get(), Reason.EXPORT_RUNNING, "");
    }

    /** Asks for one operation and notes what has changed; empty where somebody else has changed the export. */
    private Optional<ExportItem> ask(ExportItem item, String operationId) {
        Optional<Operation> answered = lightsail.operation(operationId);
        if (answered.isEmpty() && !isOver(item.startedAt(), settings.briefDeadline())) {
            // It was returned moments ago, and may not be visible everywhere yet.
            return Optional.of(item);
        }
        List<Operation> operations = item.operations().stream()
                .map(known -> known.id().filter(operationId::equals).isPresent() ? answered.orElse(known) : known)
                .toList();
        Set<String> unknown = new HashSet<>(item.unknownOperations());
        if (answered.isEmpty()) {
            unknown.add(operationId);
        }
        if (operations.equals(item.operations()) && unknown.equals(item.unknownOperations())) {
            return Optional.of(item);
        }
        boolean ended = operations.stream().anyMatch(Operation::hasFailed)
                || operations.stream().allMatch(Operation::hasEnded);
        Optional<Instant> endedAt =
                item.operationEndedAt().or(() -> ended ? Optional.of(clock.instant()) : Optional.empty());
        return exports.followed(item, operations, unknown, endedAt) instanceof LedgerAnswer.Written(ExportItem now)
                ? Optional.of(now)
                : Optional.empty();
    }

    /** Looks for the record; one listing serves all of the batch that need one. */
    private Outcome result(ExportItem item, Receive receive, boolean overdue) {
        Optional<ExportRecord> record = RecordMatch.followed(
                item,
                listings.begunSince(
                        receive.invokedAt(),
                        overdue ? receive.invokedAt() : interruptedSince(item, receive),
                        item.id().arn(),
                        receive.deadline()));
        Optional<String> name = record.map(ExportRecord::name);
        ExportVerdict verdict = ExportVerdict.of(
                record.map(ExportRecord::state),
                ExportVerdict.Operations.of(item),
                new ExportVerdict.Overdue(overdue, isResultOverdue(item)));
        return switch (verdict) {
            case SUCCEEDED -> end(item, receive, ExportEnd.succeeded(name, record.flatMap(ExportRecord::destination)));
            case SUCCEEDED_WITHOUT_RESULT ->
                end(
                        item,
                        receive,
                        ExportEnd.succeededWithoutResult(new Failure(
                                Reason.RESULT_NOT_LISTED,
                                "",
                                "Lightsail's operation succeeded, but no export record with the result was listed for "
                                        + settings.resultDeadline() + " after that.")));
            case FAILED -> end(item, receive, Ends.afterFailure(item, name, settings.maxExportAttempts()));
            case ABANDONED -> abandon(item, receive, whyOverdue(item, receive, ""));
            case FOLLOW_ON -> followOn(item, name);
        };
    }

    /** What decides at a deadline must be fresh; before it, a listing that takes several invocations is better than none. */
    private Instant interruptedSince(ExportItem item, Receive receive) {
        Instant recent = receive.invokedAt().minus(settings.maxDelay().multipliedBy(2));
        Instant ended = operationEnded(item).orElse(receive.invokedAt());
        return isResultOverdue(item) ? receive.invokedAt() : ended.isAfter(recent) ? ended : recent;
    }

    private Outcome followOn(ExportItem item, Optional<String> record) {
        if (record.isPresent() && item.record().isEmpty()) {
            exports.book(item, record.get());
        }
        boolean awaitsResult =
                record.isEmpty() && ExportVerdict.Operations.of(item) == ExportVerdict.Operations.SUCCEEDED;
        if (!awaitsResult) {
            return comeBack(item, Reason.EXPORT_RUNNING, "");
        }
        Duration waited = Duration.between(operationEnded(item).orElseThrow(), clock.instant());
        return new Outcome.ComeBack(delays.after(waited), Reason.RESULT_NOT_LISTED, "");
    }

    private Outcome abandon(ExportItem item, Receive receive, Failure failure) {
        return end(item, receive, ExportEnd.abandoned(item.record(), failure, receive.jobKey()));
    }

    /** Written or refused: what is missing then is seen in the item as it is. */
    private Outcome end(ExportItem item, Receive receive, ExportEnd end) {
        if (exports.endStarted(item, end) instanceof LedgerAnswer.Written) {
            log.write(Ends.logged(item, end, receive.jobId(), clock.instant()));
        }
        return finish(item, receive);
    }

    private Outcome finish(ExportItem item, Receive receive) {
        boolean lastTry = item.endedAt()
                .map(ended -> ended.plus(settings.retryDeadline()))
                .filter(deadline -> !deadline.isAfter(clock.instant()))
                .isPresent();
        return endEffects
                .finish(item.id(), receive, lastTry)
                .map(this::answer)
                .orElseGet(() -> comeBack(item, Reason.LEDGER_CHANGED, ""));
    }

    private Outcome answer(EndEffects.Finished finished) {
        ExportItem ended = finished.item();
        return finished.copyLeft()
                .<Outcome>map(why -> new Outcome.ComeBack(
                        delays.after(Duration.between(ended.endedAt().orElseThrow(), clock.instant())),
                        Reason.COPY_NOT_DELETED,
                        why))
                .orElseGet(() -> Outcome.done(reasonOf(ended), ended.id()));
    }

    private static Reason reasonOf(ExportItem ended) {
        return switch (ended.status()) {
            case SUCCEEDED -> Reason.EXPORT_SUCCEEDED;
            case RETRYING -> Reason.ATTEMPT_FAILED;
            case FAILED, ABANDONED -> ended.error().map(Failure::reason).orElse(Reason.EXPORT_FAILED);
            case CLAIMED, STARTED -> throw new IllegalArgumentException(ended.status() + " is no end");
        };
    }

    private Outcome comeBack(ExportItem item, Reason why, String detail) {
        Instant since = item.startedAt().orElse(item.generationStartedAt());
        return new Outcome.ComeBack(delays.after(Duration.between(since, clock.instant())), why, detail);
    }

    private boolean isExportOverdue(ExportItem item) {
        return isOver(item.startedAt(), settings.exportDeadline());
    }

    private boolean isResultOverdue(ExportItem item) {
        return isOver(operationEnded(item), settings.resultDeadline());
    }

    /** Operations that ExportSnapshot itself returned as ended were never asked for. */
    private static Optional<Instant> operationEnded(ExportItem item) {
        return item.operationEndedAt().or(item::startedAt);
    }

    private boolean isOver(Optional<Instant> since, Duration deadline) {
        return since.map(start -> start.plus(deadline))
                .filter(end -> !end.isAfter(clock.instant()))
                .isPresent();
    }

    private Failure whyOverdue(ExportItem item, Receive receive, String trouble) {
        if (!isExportOverdue(item)) {
            return new Failure(
                    Reason.RECEIVE_LIMIT, "", "The message was received " + receive.receiveCount() + " times.");
        }
        String sentence = "The export had not ended " + settings.exportDeadline() + " after its start.";
        return new Failure(Reason.EXPORT_DEADLINE, "", trouble.isEmpty() ? sentence : sentence + " " + trouble);
    }
}
