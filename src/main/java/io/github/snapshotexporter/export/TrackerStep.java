package io.github.snapshotexporter.export;

import io.github.snapshotexporter.ec2.ImageAnswer;
import io.github.snapshotexporter.ec2.ImageFacts;
import io.github.snapshotexporter.job.Failure;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Patience;
import io.github.snapshotexporter.job.Phase;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.Step;
import io.github.snapshotexporter.job.Stop;
import io.github.snapshotexporter.job.Wait;
import io.github.snapshotexporter.job.Words;
import io.github.snapshotexporter.ledger.ExportEnd;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.ledger.ExportItem.Status;
import io.github.snapshotexporter.ledger.ExportLedger;
import io.github.snapshotexporter.ledger.LedgerAnswer;
import io.github.snapshotexporter.lightsail.Destination;
import io.github.snapshotexporter.lightsail.ExportRecord;
import io.github.snapshotexporter.lightsail.ExportRecordListings;
import io.github.snapshotexporter.lightsail.Lightsail;
import io.github.snapshotexporter.lightsail.LightsailTrouble.Reaction;
import io.github.snapshotexporter.lightsail.Operation;
import io.github.snapshotexporter.lightsail.TroubleException;
import io.github.snapshotexporter.settings.Settings;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Follows a started attempt to its end: until its operations have ended with at most one call of Lightsail a receive. */
final class TrackerStep implements Step {
    private final Job.TrackExport job;
    private final Receive receive;
    private final Tracking with;

    /** As it was loaded. */
    private Optional<ExportItem> found = Optional.empty();

    TrackerStep(Job.TrackExport job, Receive receive, Tracking with) {
        this.job = job;
        this.receive = receive;
        this.with = with;
    }

    /** What every tracker uses. */
    record Tracking(
            Lightsail lightsail,
            ExportRecordListings listings,
            ImageVerification verification,
            ExportLedger exports,
            EndEffects endEffects,
            Settings settings,
            Patience patience,
            Clock clock) {}

    @Override
    public Optional<Outcome> load() {
        found = with.exports.find(job.id().arn()).filter(item -> item.id().equals(job.id()));
        return found.isPresent() ? Optional.empty() : Optional.of(Outcome.done(Reason.OUTDATED));
    }

    /** The export may have ended since. */
    @Override
    public boolean looksOnceMore() {
        return true;
    }

    @Override
    public Outcome advance() {
        ExportItem item = found.orElseThrow();
        return switch (item.status()) {
            case STARTED -> followed(item);
            case RETRYING, SUCCEEDED, FAILED, ABANDONED -> finish(item);
            case CLAIMED -> throw Stop.lost();
        };
    }

    private Outcome followed(ExportItem item) {
        Outcome outcome = follow(item, receive.delivery().isLast() || isExportOverdue(item));
        if (outcome instanceof Outcome.ComeBack && item.progress().deniedSince().isPresent()) {
            with.exports.toldAgain(item);
        }
        return outcome;
    }

    /**
     * Credentials are renewed and permissions mended: a denial is waited out for as long as any error. All else that
     * Lightsail answers is no reason to end an export that goes on without anybody.
     */
    @Override
    public List<Wait> waits(Stop.Waiting waiting) {
        ExportItem item = found.orElseThrow();
        Wait following = new Wait(
                Phase.EXPORTING, begun(item), whyOverdue(waiting.onDeadline().message()));
        if (waiting.phase() != Phase.DENIED) {
            return List.of(following);
        }
        if (!(with.exports.denied(item) instanceof LedgerAnswer.Written(ExportItem noted))) {
            throw Stop.lost();
        }
        Wait denied = new Wait(Phase.RETRY, noted.progress().deniedSince().orElseThrow(), waiting.onDeadline());
        return List.of(denied, following);
    }

    /** A deadline holds whatever fails at it. */
    @Override
    public List<Wait> fails(Stop.Waiting waiting) {
        boolean givesUp = waiting.onDeadline().reason() == Reason.INTERNAL_ERROR
                && found.filter(item -> item.status() == Status.STARTED)
                        .filter(this::isExportOverdue)
                        .isPresent();
        return givesUp ? List.of(new Wait(Phase.EXPORTING, begun(found.get()), waiting.onDeadline())) : List.of();
    }

    /** An end that there is stays. */
    @Override
    public Outcome giveUp(Failure failure) {
        ExportItem item = found.orElseThrow();
        return item.isAttemptEnded() ? finish(item, true) : abandon(item, Optional.empty(), failure);
    }

    private Outcome follow(ExportItem item, boolean overdue) {
        Optional<String> running = ExportVerdict.Operations.of(item) == ExportVerdict.Operations.NOT_TERMINAL
                ? ExportVerdict.firstToAsk(item)
                : Optional.empty();
        if (running.isEmpty()) {
            return result(item, overdue);
        }
        ExportItem followed = ask(item, running.get());
        return overdue || followed.progress().operationEndedAt().isPresent()
                ? result(followed, overdue)
                : comeBack(followed);
    }

    /** Asks for one operation and notes what has changed. */
    private ExportItem ask(ExportItem item, String operationId) {
        Optional<Operation> answered = told(() -> with.lightsail.operation(operationId));
        if (answered.isEmpty() && !with.patience.isOver(Phase.VANISHED, begun(item))) {
            // It was returned moments ago, and may not be visible everywhere yet.
            return item;
        }
        List<Operation> operations = item.progress().operations().stream()
                .map(known -> known.id().filter(operationId::equals).isPresent() ? answered.orElse(known) : known)
                .toList();
        Set<String> unknown = new HashSet<>(item.progress().unknownOperations());
        if (answered.isEmpty()) {
            unknown.add(operationId);
        }
        if (operations.equals(item.progress().operations())
                && unknown.equals(item.progress().unknownOperations())) {
            return item;
        }
        boolean ended = operations.stream().anyMatch(Operation::hasFailed)
                || operations.stream().allMatch(Operation::hasEnded);
        Optional<Instant> endedAt = item.progress()
                .operationEndedAt()
                .or(() -> ended ? Optional.of(with.clock.instant()) : Optional.empty());
        return switch (with.exports.followed(item, operations, unknown, endedAt)) {
            case LedgerAnswer.Written(ExportItem now) -> now;
            case LedgerAnswer.Refused refused -> throw Stop.lost();
        };
    }

    /** Looks for the record; one listing serves all of the batch that need one. */
    private Outcome result(ExportItem item, boolean overdue) {
        List<ExportRecord> records = told(() -> with.listings.begunSince(
                receive.invokedAt(),
                overdue ? receive.invokedAt() : interruptedSince(item),
                item.id().arn(),
                receive.deadline()));
        Optional<ExportRecord> record = RecordMatch.followed(item, records);
        Optional<String> name = record.map(ExportRecord::name);
        ExportVerdict verdict = ExportVerdict.of(
                record.map(ExportRecord::state),
                ExportVerdict.Operations.of(item),
                new ExportVerdict.Overdue(overdue, isResultOverdue(item)));
        return switch (verdict) {
            case SUCCEEDED -> succeeded(item, name, record.flatMap(ExportRecord::destination), overdue);
            case SUCCEEDED_WITHOUT_RESULT ->
                end(
                        item,
                        ExportEnd.succeededWithoutResult(Failure.of(
                                Reason.RESULT_NOT_LISTED,
                                "Lightsail's operation succeeded, but no export record with the result was listed for "
                                        + Words.of(with.settings.deadlines().result()) + " after that.")));
            case FAILED -> end(item, Ends.afterFailure(item, name, with.settings.maxExportAttempts()));
            case ABANDONED -> abandon(item, name, whyOverdue(""));
            case FOLLOW_ON -> followOn(item, name);
        };
    }

    /** What Lightsail answers. That it refuses the question says nothing of the export. */
    private static <T> T told(Supplier<T> question) {
        try {
            return question.get();
        } catch (TroubleException trouble) {
            throw trouble.trouble().reaction() == Reaction.PARK ? trouble.waitedOut() : trouble;
        }
    }

    private Outcome succeeded(
            ExportItem item, Optional<String> record, Optional<Destination> destination, boolean overdue) {
        ImageVerification.Answer answer = destination
                .map(image -> with.verification.of(item, image, receive, overdue))
                .orElseGet(ImageVerification.Believed::withoutImage);
        return switch (answer) {
            case ImageVerification.Believed(Optional<ImageFacts> image) ->
                end(item, ExportEnd.succeeded(record, destination, image));
            case ImageVerification.Broken(ImageAnswer.Broken why) ->
                end(item, Ends.afterBrokenImage(item, record, why, with.settings.maxExportAttempts()));
            case ImageVerification.Awaited(Outcome.ComeBack comeBack) -> comeBack;
        };
    }

    /** What decides at a deadline must be fresh; before it, a listing that takes several invocations is better than none. */
    private Instant interruptedSince(ExportItem item) {
        Instant recent =
                receive.invokedAt().minus(with.settings.delays().longest().multipliedBy(2));
        Instant ended = operationEnded(item).orElse(receive.invokedAt());
        return isResultOverdue(item) ? receive.invokedAt() : ended.isAfter(recent) ? ended : recent;
    }

    private Outcome followOn(ExportItem item, Optional<String> record) {
        if (record.isPresent() && item.progress().record().isEmpty()) {
            with.exports.book(item, record.get());
        }
        boolean awaitsResult =
                record.isEmpty() && ExportVerdict.Operations.of(item) == ExportVerdict.Operations.SUCCEEDED;
        if (!awaitsResult) {
            return comeBack(item);
        }
        Instant ended = operationEnded(item).orElse(begun(item));
        return new Outcome.ComeBack(with.patience.delaySince(ended), Reason.RESULT_NOT_LISTED, "");
    }

    /** @param seen the record that is booked for it, if none is yet: it may come through later */
    private Outcome abandon(ExportItem item, Optional<String> seen, Failure failure) {
        return end(item, ExportEnd.abandoned(item.progress().record().or(() -> seen), failure, receive.jobKey()));
    }

    /** Written or refused: what is missing then is seen in the item as it is. */
    private Outcome end(ExportItem item, ExportEnd end) {
        if (with.exports.endStarted(item, end) instanceof LedgerAnswer.Written(ExportItem ended)) {
            with.endEffects.written(item, end, receive);
            return answer(with.endEffects.finish(ended, receive, false));
        }
        return finish(item);
    }

    private Outcome finish(ExportItem item) {
        boolean lastTry = item.end()
                .at()
                .filter(ended -> with.patience.isOver(Phase.RETRY, ended))
                .isPresent();
        return finish(item, lastTry);
    }

    private Outcome finish(ExportItem item, boolean lastTry) {
        return with.endEffects
                .finish(item.id(), receive, lastTry)
                .map(this::answer)
                .orElseThrow(Stop::lost);
    }

    private Outcome answer(EndEffects.Finished finished) {
        ExportItem ended = finished.item();
        return finished.left()
                .<Outcome>map(left -> new Outcome.ComeBack(
                        with.patience.delaySince(ended.end().at().orElseThrow()), left.reason(), left.why()))
                .orElseGet(() -> Outcome.done(reasonOf(ended), ended.id()));
    }

    private static Reason reasonOf(ExportItem ended) {
        Optional<Reason> failed = ended.end().error().map(Failure::reason);
        return switch (ended.status()) {
            case SUCCEEDED -> Reason.EXPORT_SUCCEEDED;
            case RETRYING -> Reason.ATTEMPT_FAILED;
            case FAILED, ABANDONED, CLAIMED, STARTED -> failed.orElse(Reason.EXPORT_FAILED);
        };
    }

    private Outcome comeBack(ExportItem item) {
        return new Outcome.ComeBack(with.patience.delaySince(begun(item)), Reason.EXPORT_RUNNING, "");
    }

    private static Instant begun(ExportItem item) {
        return item.progress().startedAt().orElse(item.generation().startedAt());
    }

    private boolean isExportOverdue(ExportItem item) {
        return with.patience.isOver(Phase.EXPORTING, begun(item));
    }

    private boolean isResultOverdue(ExportItem item) {
        return with.patience.isOver(
                operationEnded(item), with.settings.deadlines().result());
    }

    /** Operations that ExportSnapshot itself returned as ended were never asked for. */
    private static Optional<Instant> operationEnded(ExportItem item) {
        return item.progress().operationEndedAt().or(item.progress()::startedAt);
    }

    private Failure whyOverdue(String trouble) {
        if (found.filter(this::isExportOverdue).isEmpty() && receive.delivery().isLast()) {
            return receive.delivery().receiveLimit();
        }
        String sentence =
                "The export had not ended " + Words.of(with.settings.deadlines().export()) + " after its start.";
        return Failure.of(Reason.EXPORT_DEADLINE, trouble.isEmpty() ? sentence : sentence + " " + trouble);
    }
}
