package io.github.snapshotexporter.nightly;

import io.github.snapshotexporter.images.ImageRetention;
import io.github.snapshotexporter.job.Failure;
import io.github.snapshotexporter.job.Patience;
import io.github.snapshotexporter.job.Phase;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.ledger.Ledgers;
import io.github.snapshotexporter.ledger.RunItem;
import io.github.snapshotexporter.ledger.RunMember;
import io.github.snapshotexporter.notification.Documents;
import io.github.snapshotexporter.notification.Milestones;
import io.github.snapshotexporter.retention.RetentionReport;
import io.github.snapshotexporter.telemetry.Decision;
import io.github.snapshotexporter.telemetry.DecisionLog;
import io.github.snapshotexporter.telemetry.Metric;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Reports on a run once: the report is stored before it is published, so that a repetition is the same. */
final class Reports {
    private final Ledgers ledgers;
    private final Milestones milestones;
    private final ImageRetention retention;
    private final Patience patience;
    private final Clock clock;
    private final DecisionLog log;

    Reports(
            Ledgers ledgers,
            Milestones milestones,
            ImageRetention retention,
            Patience patience,
            Clock clock,
            DecisionLog log) {
        this.ledgers = ledgers;
        this.milestones = milestones;
        this.retention = retention;
        this.patience = patience;
        this.clock = clock;
        this.log = log;
    }

    /**
     * Lets images go by the rules of the stack, and reports on the run, unless that is done, or the run was begun anew meanwhile and will be reported then.
     *
     * @param overdue whether no other receive is to go on where there is no time for all images
     * @return why nobody is told; only a last try may go on without
     */
    Optional<Failure> tell(RunItem run, Receive receive, boolean overdue) {
        if (run.report().published()) {
            return Optional.empty();
        }
        Optional<RunItem> current =
                run.report().document().isPresent() ? Optional.of(run) : store(run, receive, overdue);
        return current.flatMap(this::publish);
    }

    private Optional<Failure> publish(RunItem stored) {
        boolean lastTry =
                patience.isOver(Phase.RETRY, stored.report().storedAt().orElseThrow());
        String document = stored.report().document().orElseThrow();
        Optional<Failure> untold = milestones.publish(document, lastTry);
        if (untold.isEmpty()) {
            ledgers.runs().markPublished(stored);
            log.write(Decision.info("publish", "the run is reported")
                    .with("run", stored.runId())
                    .with("runStatus", Documents.status(document))
                    .counting(Metric.RUNS_COMPLETED));
        }
        return untold;
    }

    /** Of a run that was given up no member was asked for, so that none is told of. */
    private Optional<RunItem> store(RunItem run, Receive receive, boolean overdue) {
        RetentionReport images = retention.letGo(run.runId(), receive, overdue);
        List<RunMember> toldOf = run.givenUp().why().isPresent()
                ? List.of()
                : ledgers.members().of(run.runId()).toList();
        return ledgers.runs()
                .storeReport(run, milestones.documents().runCompleted(run, toldOf, images, clock.instant()));
    }
}
