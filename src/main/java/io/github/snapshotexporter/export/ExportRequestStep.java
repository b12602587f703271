package io.github.snapshotexporter.export;

import io.github.snapshotexporter.copy.UnexportedCopies;
import io.github.snapshotexporter.job.AutoSnapshotRequest;
import io.github.snapshotexporter.job.ExportRequest;
import io.github.snapshotexporter.job.Failure;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.ledger.JobItem;
import io.github.snapshotexporter.ledger.Ledgers;
import io.github.snapshotexporter.ledger.RunMember;
import io.github.snapshotexporter.request.RequestStep;
import io.github.snapshotexporter.telemetry.Decision;
import java.time.Instant;
import java.util.Optional;

/** One receive of a job that wants an export. */
final class ExportRequestStep extends RequestStep {
    private final Job.WantsExport wanted;
    private final ExportRequests with;
    private final Claim claim = new Claim();
    private boolean isAboutOwnCopy;

    ExportRequestStep(Job.WantsExport wanted, Receive receive, ExportRequests with) {
        super(receive, with.requests);
        this.wanted = wanted;
        this.with = with;
    }

    /** What every such request uses. */
    record ExportRequests(
            Requests requests,
            RequestedExports requested,
            GivingUp givingUp,
            UnexportedCopies unexportedCopies,
            Ledgers ledgers) {}

    private Task task() {
        return new Task(wanted, receive(), known(), claim);
    }

    @Override
    public Optional<Outcome> load() {
        isAboutOwnCopy = with.requested.isAboutOwnCopy(task());
        return isAboutOwnCopy
                ? Optional.of(Outcome.done(Reason.IGNORED, "the exporter's own copy of an automatic snapshot"))
                : super.load();
    }

    /** Somebody waits for the answer of an invocation that is repeated: it is the first one's, where there is one. */
    @Override
    protected Optional<Outcome> asBefore() {
        if (!receive().delivery().isDirect()) {
            return super.asBefore();
        }
        JobItem job = known();
        Optional<ExportItem> mine =
                job.arn().flatMap(with.ledgers.exports()::find).filter(task()::hasClaimed);
        return job.parkedFor()
                .or(() -> mine.filter(item -> item.isParkedBy(job.jobKey()))
                        .flatMap(item -> item.end().error()))
                .<Outcome>map(Outcome.GivenUp::new)
                .or(() -> mine.map(item -> Outcome.done(Reason.EXPORT_STARTED, item.id())));
    }

    @Override
    protected Outcome advance(boolean lastTry) {
        return with.requested.advance(task(), lastTry);
    }

    @Override
    protected Outcome told() {
        return Outcome.done(Reason.ALREADY_EXPORTED);
    }

    @Override
    protected Outcome giveUp(Failure failure, boolean lastTry) {
        return with.givingUp.giveUp(task(), failure, lastTry).orElseGet(() -> super.giveUp(failure, lastTry));
    }

    @Override
    public Optional<String> snapshotName() {
        return task().snapshotName();
    }

    @Override
    public Optional<String> requestedBy() {
        return task().requestedBy();
    }

    @Override
    public Optional<String> run() {
        return task().run();
    }

    @Override
    public Decision about(Decision decision) {
        return task().about(decision);
    }

    @Override
    public void rejected(Failure failure, boolean lastTry) {
        Optional<RunMember> member = switch (wanted) {
            case ExportRequest request ->
                request.target().map(target -> RunMember.rejected(request.sourceSnapshotName(), target, failure));
            case AutoSnapshotRequest request ->
                request.certain().map(original -> RunMember.rejected(original, failure));
            case Job.RetryExport retry -> Optional.empty();
        };
        run().ifPresent(run -> member.ifPresent(ended -> with.ledgers.members().end(run, ended)));
        with.unexportedCopies.remove(known().autoSnapshot(), receive(), lastTry);
    }

    @Override
    public void leave(Outcome outcome) {
        if (outcome instanceof Outcome.ComeBack) {
            claim.toLetGo().ifPresent(item -> with.ledgers.exports().release(item, !claim.isAfterOwnCall(), receive()));
        }
        if (!isAboutOwnCopy && !claim.isHandedOver()) {
            super.leave(outcome);
        }
    }

    @Override
    protected Instant endedAt(Outcome outcome) {
        return claim.ownEnd().orElseGet(() -> super.endedAt(outcome));
    }
}
