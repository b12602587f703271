package io.github.snapshotexporter.nightly;

import io.github.snapshotexporter.job.Failure;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Phase;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.SelectionRequest;
import io.github.snapshotexporter.job.Step;
import io.github.snapshotexporter.job.Stop;
import io.github.snapshotexporter.job.Wait;
import io.github.snapshotexporter.ledger.RunItem;
import io.github.snapshotexporter.ledger.RunLedger;
import io.github.snapshotexporter.queue.JobQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The first half of a run: chooses the members, writes them down, closes the list, asks for each. One receive at a time
 * works on a run; whatever it did not get done, the next one does.
 */
final class RunStep implements Step {
    private final SelectionRequest request;
    private final Receive receive;
    private final Running with;

    /** As this receive has taken it; empty while somebody else works on it. */
    private Optional<RunItem> taken = Optional.empty();

    RunStep(SelectionRequest request, Receive receive, Running with) {
        this.request = request;
        this.receive = receive;
        this.with = with;
    }

    /** What every run uses. */
    record Running(
            Selecting selecting,
            Sending sending,
            Reports reports,
            RunLedger runs,
            JobQueue queue,
            Duration longestDelay) {}

    private String runId() {
        return request.runId(receive);
    }

    @Override
    public Optional<Outcome> load() {
        taken = with.runs.take(runId(), request.runTime(receive), request.requestedBy(), receive);
        RunItem run = taken.orElseThrow(() -> Stop.until(with.runs.find(runId()).flatMap(RunItem::leaseUntil)));
        return switch (run.state()) {
            case DISPATCHED -> Optional.of(Outcome.done(Reason.ANSWERED, "the run was selected and asked for before"));
            case FAILED -> {
                if (run.givenUp().at().filter(receive::asksAgainAfter).isEmpty()) {
                    yield Optional.of(tellGivenUp(run));
                }
                taken = Optional.of(with.runs.restart(run, receive).orElseThrow(Stop::lost));
                yield Optional.empty();
            }
            case SELECTING, SEALED -> Optional.empty();
        };
    }

    @Override
    public Outcome advance() {
        RunItem run = taken.orElseThrow();
        if (!run.report().requested()) {
            with.queue.send(new Job.ReportRun(run.runId()), with.longestDelay);
            if (with.runs.markReportRequested(run.runId(), receive).isEmpty()) {
                throw Stop.lost();
            }
        }
        if (run.state() == RunItem.State.SELECTING) {
            with.selecting.select(run, request.selection(), receive);
        }
        with.sending.send(run, receive);
        with.runs.markDispatched(run.runId(), receive);
        return Outcome.done(Reason.RUN_DISPATCHED);
    }

    /**
     * Since when it has failed to go on: the run's own clock begins anew whenever it has come further. A denial has one of
     * its own, as it is waited out for minutes only.
     */
    @Override
    public List<Wait> waits(Stop.Waiting waiting) {
        boolean denied = waiting.phase() == Phase.DENIED;
        RunItem noted = with.runs.noteTrouble(runId(), denied, receive).orElseThrow(Stop::lost);
        Instant since = (denied ? noted.deniedSince() : noted.troubleSince()).orElseThrow();
        return List.of(new Wait(waiting.phase(), since, waiting.onDeadline()));
    }

    /** A run whose members were chosen has others to tell how it ends: then only the message is given up. */
    @Override
    public Outcome giveUp(Failure failure) {
        if (with.runs
                .find(runId())
                .filter(now -> now.state() == RunItem.State.SEALED)
                .isPresent()) {
            with.queue.park(receive, failure, "", true);
            with.runs.forgetTrouble(runId(), receive);
            return new Outcome.GivenUp(failure);
        }
        return tellGivenUp(with.runs.giveUp(runId(), failure, receive).orElseThrow(Stop::lost));
    }

    /** Does what is missing of the giving up: tells people, and keeps the message that asked for the run. */
    private Outcome tellGivenUp(RunItem run) {
        Failure failure = run.givenUp().why().orElseThrow();
        boolean told = with.reports.tell(run, receive, true).isEmpty();
        if (run.givenUp().by().filter(by -> !by.equals(receive.jobKey())).isPresent()) {
            return Outcome.done(Reason.ANSWERED, "the run has failed before");
        }
        if (!run.givenUp().parked()) {
            with.queue.park(receive, failure, "", told);
            with.runs.markParked(run.runId());
        }
        return new Outcome.GivenUp(failure);
    }

    @Override
    public void leave(Outcome outcome) {
        if (taken.isPresent()) {
            with.runs.release(runId(), receive);
        }
    }
}
