package io.github.snapshotexporter.export;

import io.github.snapshotexporter.job.Failure;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Phase;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Stop;
import io.github.snapshotexporter.ledger.ExportEnd;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.ledger.ExportItem.Status;
import io.github.snapshotexporter.ledger.ExportLedger;
import io.github.snapshotexporter.ledger.LedgerAnswer;
import io.github.snapshotexporter.lightsail.ExportAnswer;
import io.github.snapshotexporter.lightsail.ExportRecord;
import io.github.snapshotexporter.lightsail.Lightsail;
import io.github.snapshotexporter.lightsail.LightsailTrouble.Reaction;
import io.github.snapshotexporter.lightsail.Operation;
import io.github.snapshotexporter.lightsail.TroubleException;
import io.github.snapshotexporter.settings.Settings;
import io.github.snapshotexporter.telemetry.DecisionLog;
import io.github.snapshotexporter.telemetry.Metric;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * From the claim to an export that has started: look → adopt, or call ExportSnapshot. Between any two of these the
 * invocation may die; whoever comes next finds in the ledger where to go on.
 */
final class ExportStart {
    private final Lightsail lightsail;
    private final Looks looks;
    private final ExportLedger exports;
    private final EndEffects endEffects;
    private final Settings settings;
    private final Clock clock;
    private final DecisionLog log;

    ExportStart(
            Lightsail lightsail,
            Looks looks,
            ExportLedger exports,
            EndEffects endEffects,
            Settings settings,
            Clock clock,
            DecisionLog log) {
        this.lightsail = lightsail;
        this.looks = looks;
        this.exports = exports;
        this.endEffects = endEffects;
        this.settings = settings;
        this.clock = clock;
        this.log = log;
    }

    /** The claimed item, Started: by an export that Lightsail lists, or by a call. */
    ExportItem started(Task task, ExportItem claimed) {
        // A fresh attempt has not called yet.
        Optional<ExportItem> adopted = task.claim().isFresh() ? Optional.empty() : adopted(task, claimed);
        return adopted.isPresent() ? adopted.get() : called(task, claimed);
    }

    private ExportItem called(Task task, ExportItem claimed) {
        Claims.checkTime(task, clock);
        // A version before this one has claimed without noting that the call is about to be made.
        ExportItem item = claimed.progress().callStartedAt().isPresent()
                ? claimed
                : won(task, exports.markCallStarted(claimed, task.receive()), Status.CLAIMED);
        task.claim().calls();
        return switch (lightsail.export(item.snapshot().name())) {
            case ExportAnswer.Accepted(List<Operation> operations) -> accepted(task, item, operations);
            case ExportAnswer.Troubled(TroubleException trouble) -> throw notAccepted(task, item, trouble);
        };
    }

    private ExportItem accepted(Task task, ExportItem item, List<Operation> operations) {
        LedgerAnswer answer = exports.started(item, operations, task.receive());
        log.write(task.decided("export", "Lightsail has accepted the export")
                .with("operations", operations.size())
                .counting(Metric.STARTED));
        return won(task, answer, Status.STARTED);
    }

    private RuntimeException notAccepted(Task task, ExportItem item, TroubleException trouble) {
        log.write(task.decided("export", "ExportSnapshot was not answered well")
                .with("reason", trouble.trouble().waiting().code())
                .with("code", trouble.errorCode())
                .with("detail", trouble.getMessage())
                .with("mayHaveStarted", trouble.trouble().mayHaveStarted()));
        if (trouble.trouble().mayHaveStarted()) {
            return inDoubt(task, item);
        }
        task.claim().callFailed();
        return trouble.trouble().reaction() == Reaction.AS_WHEN_DESCRIBED
                ? ReadySnapshots.missing(task, item.snapshot().name(), true)
                : trouble;
    }

    /** Whoever comes next, when nobody can act under this lease and Lightsail has had time to list the export, looks first. */
    private Stop inDoubt(Task task, ExportItem item) {
        Instant now = clock.instant();
        Duration untilListed = settings.delays().shortest().multipliedBy(2);
        Duration untilFree = Duration.between(now, task.receive().leaseUntil());
        if (untilListed.compareTo(untilFree) > 0) {
            // Others who ask for it must not look sooner than this job does.
            exports.keepLease(item, now.plus(untilListed), task.receive());
        }
        return Stop.waiting(
                Phase.RETRY,
                Reason.CALL_IN_DOUBT,
                Failure.of(Reason.RETRY_DEADLINE, "Lightsail answered ExportSnapshot with errors all the time."),
                untilFree.compareTo(untilListed) > 0 ? untilFree : untilListed);
    }

    /** The claimed item, Started by an export that Lightsail lists; empty where it lists none. */
    Optional<ExportItem> adopted(Task task, ExportItem claimed) {
        return looks.forClaimed(task, claimed).map(record -> adopted(task, claimed, record));
    }

    /** One that has failed ends the attempt. */
    private ExportItem adopted(Task task, ExportItem item, ExportRecord record) {
        if (record.state() == ExportRecord.State.FAILED) {
            throw Stop.finished(endedByFailedRecord(task, item, record));
        }
        List<Operation> operations = looks.operationsOf(task, item.snapshot().name(), record);
        // Where no call can have begun it, somebody has exported by hand meanwhile.
        boolean own = task.claim().isAfterOwnCall() && RecordMatch.isOfOwnCall(item, record);
        ExportItem started =
                won(task, exports.adopted(item, record.name(), own, operations, task.receive()), Status.STARTED);
        log.write(Looks.adopted(task, "adopted the export that Lightsail lists", record));
        return started;
    }

    private Outcome endedByFailedRecord(Task task, ExportItem item, ExportRecord record) {
        ExportEnd end = Ends.afterFailure(item, Optional.of(record.name()), settings.maxExportAttempts());
        if (!(exports.endClaimed(item, end, task.receive()) instanceof LedgerAnswer.Written)) {
            throw Stop.lost();
        }
        endEffects.written(item, end, task.receive());
        endEffects.complete(item.id(), task.receive(), false);
        return Outcome.done(Reason.ATTEMPT_FAILED, item.id());
    }

    private static ExportItem won(Task task, LedgerAnswer answer, Status meant) {
        return task.claim().became(Claims.wonBy(task, answer, meant));
    }
}
