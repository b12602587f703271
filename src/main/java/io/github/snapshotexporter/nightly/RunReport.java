package io.github.snapshotexporter.nightly;

import io.github.snapshotexporter.export.Parking;
import io.github.snapshotexporter.job.Delays;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.ledger.Failure;
import io.github.snapshotexporter.ledger.RunEntry;
import io.github.snapshotexporter.ledger.RunItem;
import io.github.snapshotexporter.ledger.RunLedger;
import io.github.snapshotexporter.ledger.RunMembers;
import io.github.snapshotexporter.notification.Documents;
import io.github.snapshotexporter.notification.Publisher;
import io.github.snapshotexporter.settings.Settings;
import io.github.snapshotexporter.telemetry.Decision;
import io.github.snapshotexporter.telemetry.DecisionLog;
import io.github.snapshotexporter.telemetry.Metric;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The second half of a run: waits until every member has ended, or until the deadline, and reports once. The report is
 * stored before it is published, so that a repetition is the same, whatever ends in between.
 */
final class RunReport {
    private final RunLedger runs;
    private final RunMembers members;
    private final Documents documents;
    private final Publisher publisher;
    private final Parking parking;
    private final Settings settings;
    private final Delays delays;
    private final Clock clock;
    private final DecisionLog log;

    RunReport(
            RunLedger runs,
            RunMembers members,
            Documents documents,
            Publisher publisher,
            Parking parking,
            Settings settings,
            Delays delays,
            Clock clock,
            DecisionLog log) {
        this.runs = runs;
        this.members = members;
        this.documents = documents;
        this.publisher = publisher;
        this.parking = parking;
        this.settings = settings;
        this.delays = delays;
        this.clock = clock;
        this.log = log;
    }

    /** Advances the reporting by one step. */
    Outcome advance(Job.ReportRun job, Receive receive) {
        Optional<RunItem> found = runs.find(job.runId());
        if (found.isEmpty() || found.get().published()) {
            return Outcome.done(Reason.OUTDATED);
        }
        RunItem run = found.get();
        Duration age = Duration.between(run.createdAt(), clock.instant());
        boolean overdue = age.compareTo(settings.runDeadline()) >= 0;
        if (run.document().isEmpty() && !overdue && !hasEnded(run)) {
            return new Outcome.ComeBack(delays.after(age), Reason.RUN_UNFINISHED, "");
        }
        if (overdue && run.document().isEmpty()) {
            RunItem now = runs.failOverdue(run, overdueFailure());
            if (now.round() != run.round()) {
                return new Outcome.ComeBack(delays.shortest(), Reason.LEDGER_CHANGED, "");
            }
            run = now;
        }
        Optional<String> untold = tell(run);
        if (untold.isEmpty()) {
            return Outcome.done(Reason.RUN_REPORTED);
        }
        Failure failure = new Failure(Reason.RETRY_DEADLINE, "", untold.get());
        parking.park(receive, failure, "", false);
        return Outcome.giveUp(failure.reason(), failure.message());
    }

    private Failure overdueFailure() {
        return new Failure(
                Reason.RETRY_DEADLINE,
                "",
                "The snapshots could not be selected within " + settings.runDeadline() + ".");
    }

    private boolean hasEnded(RunItem run) {
        return switch (run.state()) {
            case SELECTING, SEALED -> false;
            case DISPATCHED ->
                members.of(run.runId()).allMatch(member -> member.outcome().isPresent());
            case FAILED -> true;
        };
    }

    /**
     * Reports on the run, unless that is done, or the run was begun anew meanwhile and will be reported then.
     *
     * @return why nobody is told; only a last try may go on without
     */
    Optional<String> tell(RunItem run) {
        if (run.published()) {
            return Optional.empty();
        }
        Optional<RunItem> current = run.document().isPresent() ? Optional.of(run) : store(run);
        return current.flatMap(this::publish);
    }

    private Optional<String> publish(RunItem stored) {
        Duration tried = Duration.between(stored.reportedAt().orElseThrow(), clock.instant());
        boolean lastTry = tried.compareTo(settings.retryDeadline()) >= 0;
        Optional<String> untold = publisher.publish(stored.document().orElseThrow(), lastTry);
        if (untold.isPresent()) {
            return untold;
        }
        runs.markPublished(stored);
        log.write(Decision.info("publish", "the run is reported")
                .with("run", stored.runId())
                .with("runStatus", Documents.status(stored.document().orElseThrow()))
                .counting(Metric.RUNS_COMPLETED));
        return Optional.empty();
    }

    /** Of a failed run no member was asked for, so that none is told of. */
    private Optional<RunItem> store(RunItem run) {
        List<RunEntry> toldOf =
                run.failure().isPresent() ? List.of() : members.of(run.runId()).toList();
        return runs.storeReport(run, documents.runCompleted(run, toldOf, clock.instant()));
    }
}
