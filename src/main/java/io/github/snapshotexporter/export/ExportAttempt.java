package io.github.snapshotexporter.export;

import io.github.snapshotexporter.job.Delays;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Phase;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.ledger.ExportEnd;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.ledger.ExportItem.Status;
import io.github.snapshotexporter.ledger.ExportLedger;
import io.github.snapshotexporter.ledger.Failure;
import io.github.snapshotexporter.ledger.LedgerAnswer;
import io.github.snapshotexporter.ledger.Opening;
import io.github.snapshotexporter.lightsail.ExportAnswer;
import io.github.snapshotexporter.lightsail.ExportRecord;
import io.github.snapshotexporter.lightsail.ExportRecordListings;
import io.github.snapshotexporter.lightsail.Lightsail;
import io.github.snapshotexporter.lightsail.LightsailTrouble.Reaction;
import io.github.snapshotexporter.lightsail.Operation;
import io.github.snapshotexporter.lightsail.TroubleException;
import io.github.snapshotexporter.telemetry.DecisionLog;
import io.github.snapshotexporter.telemetry.Metric;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One attempt, from the claim to the hand-over to its tracker: claim → look → ExportSnapshot → record → publish → hand over.
 * Between any two of these the invocation may die; whoever comes next finds in the ledger where to go on.
 */
final class ExportAttempt {
    private final Lightsail lightsail;
    private final ExportRecordListings listings;
    private final ExportLedger exports;
    private final HandOver handOver;
    private final EndEffects endEffects;
    private final Waits waits;
    private final Delays delays;
    private final int maxAttempts;
    private final Clock clock;
    private final DecisionLog log;

    ExportAttempt(
            Lightsail lightsail,
            ExportRecordListings listings,
            ExportLedger exports,
            HandOver handOver,
            EndEffects endEffects,
            Waits waits,
            Delays delays,
            int maxAttempts,
            Clock clock,
            DecisionLog log) {
        this.lightsail = lightsail;
        this.listings = listings;
        this.exports = exports;
        this.handOver = handOver;
        this.endEffects = endEffects;
        this.waits = waits;
        this.delays = delays;
        this.maxAttempts = maxAttempts;
        this.clock = clock;
        this.log = log;
    }

    /** Claims the attempt where the ledger still shows {@code before}, and makes it. */
    Outcome claim(Ask ask, Optional<ExportItem> before, Opening opening) {
        LedgerAnswer answer = exports.claim(before, opening, ask.receive());
        if (answer instanceof LedgerAnswer.NoSlot) {
            return waits.forSlot(ask);
        }
        Optional<ExportItem> claimed = wonBy(ask, answer, Status.CLAIMED);
        if (claimed.isEmpty()) {
            return waits.becauseLedgerChanged();
        }
        ExportItem item = claimed.get();
        log.write(ask.decided("claim", "claimed")
                .with("arn", item.id().arn())
                .with("generation", item.id().generation())
                .with("attempt", item.id().attempt()));
        // A fresh attempt has not called yet; only the very first may find an export that was made by hand.
        return item.id().attempt() == 1 && item.takesAnyExport() ? lookThenExport(ask, item) : export(ask, item);
    }

    /** Goes on with a claimed attempt that this receive has the lease of: looks first, always. */
    Outcome lookThenExport(Ask ask, ExportItem item) {
        Optional<ExportRecord> found;
        try {
            found = look(ask, item);
        } catch (TroubleException trouble) {
            if (item.callStartedAt().isEmpty()) {
                exports.release(item, ask.receive());
            }
            return waits.out(trouble, ask);
        }
        return found.isPresent() ? adopt(ask, item, found.get()) : export(ask, item);
    }

    /** Gives up a claimed attempt that this receive has the lease of, unless a call of it turns out to have got through. */
    Outcome giveUp(Ask ask, ExportItem item, Outcome.GiveUp given) {
        if (item.callStartedAt().isPresent()) {
            try {
                Optional<ExportRecord> found = look(ask, item);
                if (found.isPresent()) {
                    return adopt(ask, item, found.get());
                }
            } catch (TroubleException trouble) {
                Outcome wait = waits.in(Phase.RETRY, trouble.trouble().waiting(), given, ask);
                if (!(wait instanceof Outcome.GiveUp)) {
                    return wait;
                }
            }
        }
        return endUnaccepted(ask, item, given);
    }

    private Optional<ExportRecord> look(Ask ask, ExportItem item) {
        String arn = item.id().arn();
        List<ExportRecord> records = item.callStartedAt().isPresent()
                ? listings.begunSince(clock.instant(), arn, ask.receive().deadline())
                : listings.recent(arn, ask.receive().deadline());
        Optional<ExportRecord> found = RecordMatch.found(item, records);
        log.write(ask.decided("look", found.isPresent() ? "Lightsail lists an export" : "Lightsail lists no export")
                .with("records", records.size()));
        return found;
    }

    private Outcome export(Ask ask, ExportItem claimed) {
        boolean inDoubt = claimed.callStartedAt().isPresent();
        ExportItem item = claimed;
        for (int call = 1; call <= 2; call++) {
            if (!waits.leavesTimeForCall(ask)) {
                return comeBackForTime(ask, item, inDoubt);
            }
            Optional<ExportItem> marked = wonBy(ask, exports.markCallStarted(item, ask.receive()), Status.CLAIMED);
            if (marked.isEmpty()) {
                return waits.becauseLedgerChanged();
            }
            item = marked.get();
            switch (lightsail.export(item.snapshot().name())) {
                case ExportAnswer.Accepted(List<Operation> operations) -> {
                    return accepted(ask, item, operations);
                }
                case ExportAnswer.Troubled(TroubleException trouble) -> {
                    log.write(ask.decided("export", "ExportSnapshot was not answered well")
                            .with("reason", trouble.trouble().waiting().code())
                            .with("code", trouble.errorCode())
                            .with("detail", trouble.getMessage())
                            .with("mayHaveStarted", trouble.trouble().mayHaveStarted()));
                    if (!trouble.trouble().mayHaveStarted()) {
                        return refused(ask, item, trouble);
                    }
                    inDoubt = true;
                    delays.pauseBeforeLook();
                    Optional<ExportRecord> found = look(ask, item);
                    if (found.isPresent()) {
                        return adopt(ask, item, found.get());
                    }
                }
            }
        }
        return waits.in(
                Phase.RETRY,
                Reason.CALL_IN_DOUBT,
                Outcome.giveUp(Reason.RETRY_DEADLINE, "Lightsail answered ExportSnapshot with errors all the time."),
                ask);
    }

    private Outcome comeBackForTime(Ask ask, ExportItem item, boolean inDoubt) {
        if (!inDoubt) {
            exports.release(item, ask.receive());
        }
        return waits.forTime("ExportSnapshot");
    }

    private Outcome accepted(Ask ask, ExportItem item, List<Operation> operations) {
        LedgerAnswer answer = exports.started(item, operations, ask.receive());
        Optional<ExportItem> started = wonBy(ask, answer, Status.STARTED);
        log.write(ask.decided("export", "Lightsail has accepted the export")
                .with("operations", operations.size())
                .counting(Metric.STARTED));
        return started.map(now -> handOver.publish(ask, now, false)).orElseGet(waits::becauseLedgerChanged);
    }

    /** The call certainly did not start, so the lease is given back to come back, or used to give up. */
    private Outcome refused(Ask ask, ExportItem item, TroubleException trouble) {
        Outcome outcome = trouble.trouble().reaction() == Reaction.AS_WHEN_DESCRIBED
                ? waits.forSnapshot(item.snapshot().name(), true, ask)
                : waits.out(trouble, ask);
        if (outcome instanceof Outcome.ComeBack) {
            exports.release(item, ask.receive());
        }
        return outcome;
    }

    private Outcome endUnaccepted(Ask ask, ExportItem item, Outcome.GiveUp given) {
        ExportEnd end = ExportEnd.givenUp(Failure.of(given), ask.receive().jobKey());
        if (!exports.endClaimed(item, end, ask.receive())
                .isGivenUpBy(ask.receive().jobKey())) {
            return waits.becauseLedgerChanged();
        }
        log.write(Ends.logged(item, end, ask.receive().jobId(), clock.instant()));
        endEffects.finish(item.id(), ask, waits.isRetryOver(ask.known()));
        return answer(given);
    }

    /** A giving up that nobody is told of ends quietly. */
    private static Outcome answer(Outcome.GiveUp given) {
        return given.reason().told() == Reason.Told.NOTHING ? Outcome.done(given.reason(), given.detail()) : given;
    }

    private Outcome adopt(Ask ask, ExportItem item, ExportRecord record) {
        if (record.state() == ExportRecord.State.FAILED) {
            return endByFailedRecord(ask, item, record);
        }
        LedgerAnswer answer = exports.adopted(item, record.name(), operationsOf(item, record, ask), ask.receive());
        Optional<ExportItem> started = wonBy(ask, answer, Status.STARTED);
        if (started.isEmpty()) {
            return waits.becauseLedgerChanged();
        }
        log.write(ask.decided("look", "adopted the export that Lightsail lists")
                .with("record", record.name())
                .counting(Metric.ADOPTED)
                .counting(Metric.STARTED));
        return handOver.publish(ask, started.get(), false);
    }

    private Outcome endByFailedRecord(Ask ask, ExportItem item, ExportRecord record) {
        ExportEnd end = Ends.afterFailure(item, Optional.of(record.name()), maxAttempts);
        if (!(exports.endClaimed(item, end, ask.receive()) instanceof LedgerAnswer.Written)) {
            return waits.becauseLedgerChanged();
        }
        log.write(Ends.logged(item, end, ask.receive().jobId(), clock.instant()));
        endEffects.finish(item.id(), ask, false);
        return Outcome.done(Reason.ATTEMPT_FAILED, item.id());
    }

    /**
     * Opens the next generation with an export that has come through after all.
     *
     * @param before whose end is no longer the truth
     */
    Outcome claimStarted(Ask ask, ExportItem before, Opening opening, ExportRecord record) {
        LedgerAnswer answer =
                exports.claimStarted(before, opening, record.name(), operationsOf(before, record, ask), ask.receive());
        if (answer instanceof LedgerAnswer.NoSlot) {
            return waits.forSlot(ask);
        }
        return wonBy(ask, answer, Status.STARTED)
                .map(started -> {
                    log.write(ask.decided("look", "an export that was given up has come through: adopted")
                            .with("record", record.name())
                            .counting(Metric.ADOPTED)
                            .counting(Metric.STARTED));
                    return handOver.publish(ask, started, false);
                })
                .orElseGet(waits::becauseLedgerChanged);
    }

    /** An adopted export's operations are good to have, but nothing depends on them. */
    private List<Operation> operationsOf(ExportItem item, ExportRecord record, Ask ask) {
        try {
            return Stream.of(record.name(), item.snapshot().name().value())
                    .map(name -> lightsail.operationsFor(name, ask.receive().deadline()))
                    .map(all -> all.stream()
                            .filter(operation -> belongsTo(operation, record))
                            .toList())
                    .filter(some -> !some.isEmpty())
                    .findFirst()
                    .orElse(List.of());
        } catch (TroubleException unknown) {
            return List.of();
        }
    }

    private static boolean belongsTo(Operation operation, ExportRecord record) {
        return operation.operationType().filter("ExportSnapshot"::equals).isPresent()
                && operation
                        .createdAt()
                        .filter(created -> Duration.between(created, record.createdAt())
                                        .abs()
                                        .compareTo(Duration.ofMinutes(1))
                                <= 0)
                        .isPresent();
    }

    private static Optional<ExportItem> wonBy(Ask ask, LedgerAnswer answer, Status meant) {
        return answer.wonBy(ask.receive()).filter(item -> item.status() == meant);
    }
}
