package io.github.snapshotexporter.request;

import io.github.snapshotexporter.job.Failure;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Patience;
import io.github.snapshotexporter.job.Phase;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.Step;
import io.github.snapshotexporter.job.Stop;
import io.github.snapshotexporter.job.Wait;
import io.github.snapshotexporter.ledger.JobItem;
import io.github.snapshotexporter.ledger.JobLedger;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One receive of a request, whatever it wants: the ledger remembers since when it waits, what it has to say, and that it has
 * ended.
 */
public abstract class RequestStep implements Step, Rejectable {
    private final Receive receive;
    private final Requests with;
    private final Instant begun;

    private JobItem job;
    /** Whether this receive may find that the job has ended. */
    private boolean isOpen = true;

    /** Whether this receive has noted what it waits for. */
    private boolean notesWait;

    protected RequestStep(Receive receive, Requests with) {
        this.receive = receive;
        this.with = with;
        this.begun = with.clock.instant();
        this.job = JobItem.unknown(receive.jobKey());
    }

    /** What every request uses. */
    public record Requests(JobLedger jobs, JobDocuments documents, Patience patience, Clock clock) {}

    /**
     * Takes an open request, which has said nothing yet, one step further.
     *
     * @param lastTry whether errors have been waited out for as long as they may
     */
    protected abstract Outcome advance(boolean lastTry);

    /** How the request ends, where an earlier receive has stored what people are told, and that was no rejection. */
    protected Outcome told() {
        return Outcome.done(Reason.ANSWERED);
    }

    /** What a request is answered that has ended before. */
    protected Optional<Outcome> asBefore() {
        return Optional.of(Outcome.done(Reason.ANSWERED));
    }

    /** Gives up a request that has said nothing yet; one that holds nothing else is rejected. */
    protected Outcome giveUp(Failure failure, boolean lastTry) {
        return with.documents.reject(this, failure, lastTry);
    }

    @Override
    public Receive receive() {
        return receive;
    }

    @Override
    public JobItem known() {
        return job;
    }

    @Override
    public Optional<Outcome> load() {
        job = with.jobs.take(receive);
        isOpen = job.endedAt().isEmpty();
        return isOpen ? Optional.empty() : asBefore();
    }

    @Override
    public List<Wait> retries() {
        boolean isRetrying = isOpen && job.document().isEmpty() && job.isWaitingFor(Phase.RETRY);
        return isRetrying ? job.wait(Phase.RETRY).stream().toList() : List.of();
    }

    @Override
    public Outcome advance() {
        return isOpen && job.document().isPresent() ? saidBefore() : advance(isLastTry());
    }

    private Outcome saidBefore() {
        if (job.parkedFor().isPresent()) {
            return with.documents.tellRejected(this, job, job.parkedFor().get(), isLastTry());
        }
        with.documents.goOn(this, isLastTry());
        return told();
    }

    /** Whether errors have been waited out for as long as they may. */
    private boolean isLastTry() {
        return job.wait(Phase.RETRY).filter(with.patience::isOver).isPresent();
    }

    /** A job that waits for something gets no new deadline by failing; going on to another phase is no failure. */
    @Override
    public List<Wait> waits(Stop.Waiting waiting) {
        notesWait = true;
        Phase phase = waiting.phase();
        JobItem now = isKnown(waiting) ? job : with.jobs.enter(job, phase, waiting.onDeadline());
        List<Wait> waits = new ArrayList<>();
        job.phase()
                .filter(earlier -> phase.isTrouble() && !earlier.isBrief())
                .flatMap(job::wait)
                .ifPresent(waits::add);
        waits.add(new Wait(phase, now.since().get(phase), waiting.onDeadline()));
        return waits;
    }

    /** Waiting on costs no write. */
    private boolean isKnown(Stop.Waiting waiting) {
        return job.isWaitingFor(waiting.phase())
                && job.trouble().filter(waiting.onDeadline()::equals).isPresent();
    }

    @Override
    public List<Wait> fails(Stop.Waiting waiting) {
        return waits(waiting);
    }

    @Override
    public Outcome giveUp(Failure failure) {
        job = with.jobs.find(receive.jobKey());
        return job.document().isPresent() ? saidBefore() : giveUp(failure, isLastTry());
    }

    @Override
    public void leave(Outcome outcome) {
        if (outcome instanceof Outcome.ComeBack) {
            if (!notesWait && job.phase().filter(Phase::isBrief).isPresent()) {
                // It comes back for something else: what was brief begins anew when it comes up again.
                with.jobs.leavePhase(receive.jobKey());
            }
        } else if (isOpen) {
            with.jobs.markEnded(receive.jobKey(), endedAt(outcome));
        }
    }

    /** What was parked may have been moved back by now, and must be newer than this end. */
    protected Instant endedAt(Outcome outcome) {
        return outcome instanceof Outcome.GivenUp ? begun : with.clock.instant();
    }
}
