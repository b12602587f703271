package io.github.snapshotexporter.export;

import io.github.snapshotexporter.job.Delays;
import io.github.snapshotexporter.job.ExportRequest;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Phase;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.SnapshotName;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.ledger.Failure;
import io.github.snapshotexporter.ledger.JobItem;
import io.github.snapshotexporter.ledger.JobLedger;
import io.github.snapshotexporter.lightsail.Lightsail;
import io.github.snapshotexporter.lightsail.TroubleException;
import io.github.snapshotexporter.settings.Settings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Coming back: how long a request may still wait, and when it is received again. */
final class Waits {
    /** Time for what surrounds a call, so that a call that times out still leaves its invocation alive. */
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private final JobLedger jobs;
    private final Settings settings;
    private final Delays delays;
    private final Clock clock;

    Waits(JobLedger jobs, Settings settings, Delays delays, Clock clock) {
        this.jobs = jobs;
        this.settings = settings;
        this.delays = delays;
        this.clock = clock;
    }

    /** Comes back, or gives up where the deadline of this phase has passed, or that of one which an error interrupts. */
    Outcome in(Phase phase, Reason why, Outcome.GiveUp onDeadline, Ask ask) {
        JobItem job = jobs.enter(ask.known(), phase, Failure.of(onDeadline));
        // A job that waits for something gets no new deadline by failing; going on to another phase is no failure.
        Optional<Outcome.GiveUp> before = ask.known()
                .phase()
                .filter(earlier -> phase.isTrouble() && earlier != phase && !earlier.isBrief())
                .filter(earlier -> isOver(earlier, ask.known()))
                .map(earlier -> onDeadline(earlier, ask.known()));
        if (before.isPresent()) {
            return before.get();
        }
        if (isOver(phase, job)) {
            return onDeadline;
        }
        // The sentence of the giving up is true of a wait only where an error is waited out.
        String detail = phase.isTrouble() ? onDeadline.detail() : "";
        return new Outcome.ComeBack(delays.after(job.waited(phase, clock.instant())), why, detail);
    }

    /** As many exports are in flight as may be. */
    Outcome forSlot(Ask ask) {
        return in(
                Phase.SLOT,
                Reason.SLOTS_TAKEN,
                Outcome.giveUp(Reason.NO_SLOT, "As many exports were in flight as may be, all the time."),
                ask);
    }

    /**
     * The snapshot is not there; but an event is sent before its snapshot can be seen everywhere, and what was seen before
     * may be out of sight for a moment. A name that nobody has seen is told at once: it is mistyped more often than late.
     */
    Outcome forSnapshot(SnapshotName name, boolean seenBefore, Ask ask) {
        boolean announced = ask.request()
                .filter(request -> request.origin() == ExportRequest.Origin.EVENT)
                .isPresent();
        if (announced) {
            return in(
                    Phase.APPEARING,
                    Reason.SNAPSHOT_NOT_VISIBLE_YET,
                    Outcome.giveUp(Reason.SKIPPED, "The snapshot " + name + " never appeared, or has vanished."),
                    ask);
        }
        Outcome.GiveUp notFound = Outcome.giveUp(
                Reason.SNAPSHOT_NOT_FOUND, "Lightsail has no instance or disk snapshot named " + name + " here.");
        return seenBefore || ask.hasSeenSnapshot() ? toSee(notFound, ask) : notFound;
    }

    /** Comes back for what was seen or made before and cannot be seen now, or gives up where it is gone for good. */
    Outcome toSee(Outcome.GiveUp gone, Ask ask) {
        return in(Phase.VANISHED, Reason.SNAPSHOT_NOT_VISIBLE_YET, gone, ask);
    }

    /** Waits out a trouble of Lightsail's, or gives up at once where waiting cannot help. */
    Outcome out(TroubleException trouble, Ask ask) {
        return switch (trouble.trouble().reaction()) {
            case COME_BACK, LOOK_THEN_ONCE_MORE ->
                in(Phase.RETRY, trouble.trouble().waiting(), trouble.giveUp(), ask);
            case COME_BACK_BRIEFLY -> in(Phase.DENIED, trouble.trouble().waiting(), trouble.giveUp(), ask);
            // Nothing is asked for but by a name or an id that was seen before.
            case AS_WHEN_DESCRIBED -> toSee(trouble.giveUp(), ask);
            case PARK -> trouble.giveUp();
        };
    }

    /** Comes back to delete a copy; empty where that was tried for as long as it may. */
    Optional<Outcome> toDeleteCopy(Failure notDeleted, Ask ask) {
        JobItem job = jobs.enter(ask.known(), Phase.RETRY, notDeleted);
        return isOver(Phase.RETRY, job)
                ? Optional.empty()
                : Optional.of(new Outcome.ComeBack(
                        delays.after(job.waited(Phase.RETRY, clock.instant())),
                        Reason.COPY_NOT_DELETED,
                        notDeleted.message()));
    }

    /** The giving up that is due before anything is tried again. */
    Optional<Outcome.GiveUp> overdue(Ask ask) {
        if (ask.receive().receiveCount() >= Settings.RECEIVE_LIMIT) {
            return Optional.of(Outcome.giveUp(
                    Reason.RECEIVE_LIMIT,
                    "The message was received " + ask.receive().receiveCount() + " times."));
        }
        return ask.known()
                .phase()
                .filter(phase -> phase == Phase.RETRY)
                .filter(phase -> isOver(phase, ask.known()))
                .map(phase -> onDeadline(phase, ask.known()));
    }

    /** Whether errors have been waited out for as long as they may. */
    boolean isRetryOver(JobItem job) {
        return isOver(Phase.RETRY, job);
    }

    /** Comes back when the lease of somebody else ends. */
    Outcome forLease(ExportItem item) {
        return forLease(item.lease());
    }

    /** The same for a lease of whatever it is. */
    Outcome forLease(Optional<ExportItem.Lease> held) {
        Instant now = clock.instant();
        Duration left = held.map(lease -> Duration.between(now, lease.until())).orElse(delays.shortest());
        return new Outcome.ComeBack(
                left.isPositive() ? left : delays.shortest(),
                Reason.LEASE_HELD,
                "Another request works on this export.");
    }

    /** Comes back for want of time in this invocation. */
    Outcome forTime(String call) {
        return new Outcome.ComeBack(
                delays.shortest(), Reason.TIME_SHORT, "The invocation ends too soon for another " + call + ".");
    }

    /** Whether the invocation outlasts a call of Lightsail; a lease outlasts the invocation. */
    boolean leavesTimeForCall(Ask ask) {
        Duration left = Duration.between(clock.instant(), ask.receive().deadline());
        return left.compareTo(Lightsail.CALL_TIMEOUT.plus(MARGIN)) >= 0;
    }

    /** Comes back because somebody else changed the export meanwhile: what it is now is seen then. */
    Outcome becauseLedgerChanged() {
        return new Outcome.ComeBack(
                delays.shortest(), Reason.LEDGER_CHANGED, "Another request changed this export at the same time.");
    }

    private boolean isOver(Phase phase, JobItem job) {
        return job.since().containsKey(phase)
                && job.waited(phase, clock.instant()).compareTo(deadline(phase)) >= 0;
    }

    private Outcome.GiveUp onDeadline(Phase phase, JobItem job) {
        Failure trouble = job.trouble()
                .orElseGet(() -> new Failure(phase.onDeadline(), "", "It took longer than " + deadline(phase) + "."));
        return new Outcome.GiveUp(trouble.reason(), trouble.message(), trouble.code());
    }

    private Duration deadline(Phase phase) {
        return switch (phase) {
            case APPEARING -> Settings.APPEARING_DEADLINE;
            case PENDING -> settings.pendingDeadline();
            case SLOT -> settings.slotDeadline();
            case VANISHED, DENIED -> settings.briefDeadline();
            case RETRY -> settings.retryDeadline();
        };
    }
}
