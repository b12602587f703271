package io.github.snapshotexporter.nightly;

import io.github.snapshotexporter.export.Parking;
import io.github.snapshotexporter.job.Delays;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.ledger.Failure;
import io.github.snapshotexporter.ledger.RunItem;
import io.github.snapshotexporter.ledger.RunLedger;
import java.util.Optional;

/** Gives a run up: tells people, and keeps the message that asked for it in the dead-letter queue. */
final class FailedRuns {
    private final RunLedger runs;
    private final RunReport report;
    private final Parking parking;
    private final Delays delays;

    FailedRuns(RunLedger runs, RunReport report, Parking parking, Delays delays) {
        this.runs = runs;
        this.report = report;
        this.parking = parking;
        this.delays = delays;
    }

    /** A run whose members were chosen has others to tell how it ends: then only the message is given up. */
    Outcome giveUp(RunItem run, Outcome.GiveUp given, Receive receive) {
        if (runs.find(run.runId())
                .filter(now -> now.state() == RunItem.State.SEALED)
                .isPresent()) {
            parking.park(receive, Failure.of(given), "", true);
            runs.forgetTrouble(run.runId(), receive);
            return given;
        }
        Optional<RunItem> failed = runs.fail(run.runId(), Failure.of(given), receive);
        return failed.isPresent()
                ? finish(failed.get(), receive)
                : new Outcome.ComeBack(delays.shortest(), Reason.LEDGER_CHANGED, "");
    }

    /** Does what is missing of the giving up. */
    Outcome finish(RunItem failed, Receive receive) {
        Failure failure = failed.failure().orElseThrow();
        boolean told = report.tell(failed).isEmpty();
        boolean mine = failed.failedBy().map(receive.jobKey()::equals).orElse(true);
        if (!mine) {
            return Outcome.done(Reason.ANSWERED, "the run has failed before");
        }
        if (!failed.copied()) {
            parking.park(receive, failure, "", told);
            runs.markCopied(failed.runId());
        }
        return new Outcome.GiveUp(failure.reason(), failure.message(), failure.code());
    }
}
