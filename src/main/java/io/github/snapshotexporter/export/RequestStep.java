package io.github.snapshotexporter.export;

import io.github.snapshotexporter.job.Failure;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Patience;
import io.github.snapshotexporter.job.Phase;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.Step;
import io.github.snapshotexporter.job.Stop;
import io.github.snapshotexporter.job.Wait;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.ledger.JobItem;
import io.github.snapshotexporter.ledger.Ledgers;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One receive of a job that wants an export: what is the same whatever it wants. */
final class RequestStep implements Step {
    private final Requests with;
    private final Instant begun;

    private Task task;
    /** Whether this receive may find that the job has ended. */
    private boolean isOpen = true;

    /** Whether this receive has noted what it waits for. */
    private boolean notesWait;

    RequestStep(Task.Wanted wanted, Receive receive, Requests with) {
        this.with = with;
        this.begun = with.clock.instant();
        this.task = new Task(wanted, receive, JobItem.unknown(receive.jobKey()), new Claim());
    }

    /** What every request uses. */
    record Requests(
            RequestedExports requested,
            Rejections rejections,
            GivingUp givingUp,
            Ledgers ledgers,
            Patience patience,
            Clock clock) {}

    @Override
    public Optional<Outcome> load() {
        if (with.requested.isAboutOwnCopy(task)) {
            isOpen = false;
            return Optional.of(Outcome.done(Reason.IGNORED, "the exporter's own copy of an automatic snapshot"));
        }
        task = task.with(with.ledgers.jobs().take(task.receive()));
        isOpen = task.known().endedAt().isEmpty();
        if (isOpen) {
            return Optional.empty();
        }
        return task.receive().delivery().isDirect() ? asBefore() : Optional.of(Outcome.done(Reason.ANSWERED));
    }

    /** Somebody waits for the answer of an invocation that is repeated: it is the first one's, where there is one. */
    private Optional<Outcome> asBefore() {
        JobItem job = task.known();
        Optional<ExportItem> mine =
                job.arn().flatMap(with.ledgers.exports()::find).filter(task::hasClaimed);
        return job.parkedFor()
                .or(() -> mine.filter(item -> item.isParkedBy(job.jobKey()))
                        .flatMap(item -> item.end().error()))
                .<Outcome>map(Outcome.GivenUp::new)
                .or(() -> mine.map(item -> Outcome.done(Reason.EXPORT_STARTED, item.id())));
    }

    @Override
    public List<Wait> retries() {
        JobItem known = task.known();
        boolean isRetrying = isOpen && known.document().isEmpty() && known.isWaitingFor(Phase.RETRY);
        return isRetrying ? known.wait(Phase.RETRY).stream().toList() : List.of();
    }

    @Override
    public Outcome advance() {
        return isOpen && task.known().document().isPresent()
                ? with.rejections.goOn(task, isLastTry())
                : with.requested.advance(task, isLastTry());
    }

    /** Whether errors have been waited out for as long as they may. */
    private boolean isLastTry() {
        return task.known().wait(Phase.RETRY).filter(with.patience::isOver).isPresent();
    }

    /** A job that waits for something gets no new deadline by failing; going on to another phase is no failure. */
    @Override
    public List<Wait> waits(Stop.Waiting waiting) {
        notesWait = true;
        Phase phase = waiting.phase();
        JobItem now =
                isKnown(waiting) ? task.known() : with.ledgers.jobs().enter(task.known(), phase, waiting.onDeadline());
        List<Wait> waits = new ArrayList<>();
        task.known()
                .phase()
                .filter(earlier -> phase.isTrouble() && earlier != phase && !earlier.isBrief())
                .flatMap(task.known()::wait)
                .ifPresent(waits::add);
        waits.add(new Wait(phase, now.since().get(phase), waiting.onDeadline()));
        return waits;
    }

    /** Waiting on costs no write. */
    private boolean isKnown(Stop.Waiting waiting) {
        return task.known().isWaitingFor(waiting.phase())
                && task.known().trouble().filter(waiting.onDeadline()::equals).isPresent();
    }

    @Override
    public List<Wait> fails(Stop.Waiting waiting) {
        return waits(waiting);
    }

    @Override
    public Outcome giveUp(Failure failure) {
        task = task.with(with.ledgers.jobs().find(task.receive().jobKey()));
        return task.known().document().isPresent()
                ? with.rejections.goOn(task, isLastTry())
                : with.givingUp.giveUp(task, failure, isLastTry());
    }

    @Override
    public void leave(Outcome outcome) {
        if (outcome instanceof Outcome.ComeBack) {
            task.claim().toLetGo().ifPresent(item -> with.ledgers.exports().release(item, task.receive()));
            if (!notesWait && task.known().phase().filter(Phase::isBrief).isPresent()) {
                // It comes back for something else: what was brief begins anew when it comes up again.
                with.ledgers.jobs().leavePhase(task.receive().jobKey());
            }
        } else if (isOpen && !task.claim().isHandedOver()) {
            // What was parked may have been moved back by now, and must be newer than this end.
            Instant ended = outcome instanceof Outcome.GivenUp ? begun : with.clock.instant();
            with.ledgers
                    .jobs()
                    .markEnded(task.receive().jobKey(), task.claim().ownEnd().orElse(ended));
        }
    }
}
