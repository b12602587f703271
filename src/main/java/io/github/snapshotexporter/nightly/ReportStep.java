package io.github.snapshotexporter.nightly;

import io.github.snapshotexporter.job.Failure;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Patience;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.Step;
import io.github.snapshotexporter.job.Stop;
import io.github.snapshotexporter.job.Wait;
import io.github.snapshotexporter.job.Words;
import io.github.snapshotexporter.ledger.Ledgers;
import io.github.snapshotexporter.ledger.RunItem;
import io.github.snapshotexporter.queue.JobQueue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The second half of a run: waits until every member has ended, or until the deadline, and reports. */
final class ReportStep implements Step {
    private final Job.ReportRun job;
    private final Receive receive;
    private final Reporting with;

    private Optional<RunItem> found = Optional.empty();

    ReportStep(Job.ReportRun job, Receive receive, Reporting with) {
        this.job = job;
        this.receive = receive;
        this.with = with;
    }

    /** What every report uses. */
    record Reporting(Ledgers ledgers, Reports reports, JobQueue queue, Patience patience, Duration runDeadline) {}

    @Override
    public Optional<Outcome> load() {
        found = with.ledgers
                .runs()
                .find(job.runId())
                .filter(run -> !run.report().published());
        return found.isPresent() ? Optional.empty() : Optional.of(Outcome.done(Reason.OUTDATED));
    }

    @Override
    public Outcome advance() {
        RunItem run = found.orElseThrow();
        if (run.report().document().isPresent()) {
            return told(run, false);
        }
        boolean overdue = with.patience.isOver(Optional.of(run.createdAt()), with.runDeadline);
        if (!overdue && !hasEnded(run)) {
            return new Outcome.ComeBack(with.patience.delaySince(run.createdAt()), Reason.RUN_UNFINISHED, "");
        }
        return told(overdue ? givenUpIfUnselected(run) : run, overdue);
    }

    private RunItem givenUpIfUnselected(RunItem run) {
        RunItem now = with.ledgers
                .runs()
                .giveUpOverdue(
                        run,
                        Failure.of(
                                Reason.RETRY_DEADLINE,
                                "The snapshots could not be selected within " + Words.of(with.runDeadline) + "."));
        if (now.round() != run.round()) {
            throw Stop.lost();
        }
        return now;
    }

    private boolean hasEnded(RunItem run) {
        return switch (run.state()) {
            case SELECTING, SEALED -> false;
            case DISPATCHED ->
                with.ledgers
                        .members()
                        .of(run.runId())
                        .allMatch(member -> member.end().isPresent());
            case FAILED -> true;
        };
    }

    private Outcome told(RunItem run, boolean overdue) {
        Optional<Failure> untold =
                with.reports.tell(run, receive, overdue || receive.delivery().isLast());
        return untold.isPresent() ? giveUp(untold.get()) : Outcome.done(Reason.RUN_REPORTED);
    }

    /** It notes nothing: the memory of the process has to do. */
    @Override
    public List<Wait> waits(Stop.Waiting waiting) {
        return List.of();
    }

    @Override
    public Outcome giveUp(Failure failure) {
        with.queue.park(receive, failure, "", false);
        return new Outcome.GivenUp(failure);
    }
}
