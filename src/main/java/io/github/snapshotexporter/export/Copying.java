package io.github.snapshotexporter.export;

import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Phase;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.SnapshotName;
import io.github.snapshotexporter.ledger.CopyItem;
import io.github.snapshotexporter.ledger.CopyLedger;
import io.github.snapshotexporter.lightsail.CopyAnswer;
import io.github.snapshotexporter.lightsail.Lightsail;
import io.github.snapshotexporter.lightsail.LightsailTrouble;
import io.github.snapshotexporter.lightsail.Snapshot;
import io.github.snapshotexporter.lightsail.TroubleException;
import io.github.snapshotexporter.settings.RequiredTag;
import io.github.snapshotexporter.telemetry.DecisionLog;
import java.util.Optional;

/**
 * Makes one own copy: name free → intent → CopySnapshot → look → ARN → tag. Between any two of these the invocation may
 * die; whoever comes next looks by name before anything else.
 *
 * <p>Each method throws {@link TroubleException} when Lightsail cannot be asked.
 */
final class Copying {
    private final Lightsail lightsail;
    private final CopyLedger copies;
    private final Optional<RequiredTag> requiredTag;
    private final Waits waits;
    private final DecisionLog log;

    Copying(Lightsail lightsail, CopyLedger copies, Optional<RequiredTag> requiredTag, Waits waits, DecisionLog log) {
        this.lightsail = lightsail;
        this.copies = copies;
        this.requiredTag = requiredTag;
        this.waits = waits;
        this.log = log;
    }

    /** The snapshot that has the copy's name now, of whatever type. */
    record Found(Optional<Snapshot.Described> snapshot) {
        boolean isThere() {
            return snapshot.isPresent();
        }
    }

    /** How far the copy is. */
    sealed interface Step {}

    /** It can be seen: its export can be asked for, whatever its state. */
    record Visible(CopyItem item, String arn) implements Step {}

    /** Not in this receive. */
    record NotYet(Outcome outcome) implements Step {}

    Found look(AutoSnapshot original) {
        return new Found(lightsail.describe(original.copyName(), Optional.empty()));
    }

    /** Makes the copy, where the name is free and the ledger still shows {@code before}. */
    Step begin(Ask ask, AutoSnapshot original, Optional<CopyItem> before, Found found) {
        if (found.isThere()) {
            return before.filter(item -> item.isOwn(found.snapshot().get())).isPresent()
                    ? beingDeleted(ask, original.copyName())
                    : notOwn(original.copyName(), before);
        }
        if (!waits.leavesTimeForCall(ask)) {
            return new NotYet(waits.forTime("CopySnapshot"));
        }
        return copies.intend(original, before, ask.receive())
                .map(item -> copy(ask, item, false))
                .orElseGet(() -> new NotYet(waits.becauseLedgerChanged()));
    }

    /** Goes on with a copy that somebody was about to make: it is there, or it is made now. */
    Step goOn(Ask ask, CopyItem item, Found found) {
        if (found.isThere()) {
            return seen(ask, item, found);
        }
        if (!waits.leavesTimeForCall(ask)) {
            return new NotYet(waits.forTime("CopySnapshot"));
        }
        return copies.takeOver(item, ask.receive())
                .map(mine -> copy(ask, mine, true))
                .orElseGet(() -> new NotYet(waits.forLease(item.lease())));
    }

    /** Notes what can be seen under the copy's name, where it is the copy. */
    Step seen(Ask ask, CopyItem item, Found found) {
        Snapshot.Described described = found.snapshot().orElseThrow();
        if (!item.isOwn(described)) {
            return notOwn(item.name(), Optional.of(item));
        }
        Snapshot copy = described.snapshot();
        Optional<CopyItem> recorded = copies.record(item, copy.arn(), ask.receive());
        if (recorded.isEmpty()) {
            return new NotYet(waits.becauseLedgerChanged());
        }
        return tag(ask, described, recorded.get())
                .<Step>map(NotYet::new)
                .orElseGet(() -> new Visible(recorded.get(), copy.arn()));
    }

    /**
     * CopySnapshot takes no tags, and without the tag the role may not export the copy.
     *
     * @return the wait where the copy is too young to be tagged
     */
    private Optional<Outcome> tag(Ask ask, Snapshot.Described described, CopyItem item) {
        if (requiredTag.isEmpty() || item.tagged()) {
            return Optional.empty();
        }
        try {
            lightsail.tag(
                    described.snapshot(),
                    requiredTag.get().key(),
                    requiredTag.get().value());
            copies.markTagged(item);
            return Optional.empty();
        } catch (TroubleException trouble) {
            return Optional.of(
                    switch (trouble.trouble()) {
                        case NOT_FOUND, INVALID_INPUT ->
                            described.state() == Snapshot.State.PENDING
                                    ? pending(ask, item)
                                    : waits.toSee(trouble.giveUp(), ask);
                        case THROTTLED,
                                DOUBTFUL,
                                SETUP_IN_PROGRESS,
                                OPERATION_FAILURE,
                                ACCESS_DENIED,
                                UNAUTHENTICATED -> throw trouble;
                    });
        }
    }

    /** @param inDoubt whether an earlier call may have got through and not be visible yet */
    private Step copy(Ask ask, CopyItem item, boolean inDoubt) {
        return switch (lightsail.copy(item.original(), item.name())) {
            case CopyAnswer.Accepted accepted -> {
                log.write(ask.decided("copy", "Lightsail makes a copy of the automatic snapshot")
                        .with("copy", item.name())
                        .with("date", item.original().date()));
                yield seenOr(ask, item, () -> pending(ask, item));
            }
            case CopyAnswer.Troubled(TroubleException trouble) -> {
                log.write(ask.decided("copy", "CopySnapshot was not answered well")
                        .with("copy", item.name())
                        .with("reason", trouble.trouble().waiting().code())
                        .with("code", trouble.errorCode())
                        .with("detail", trouble.getMessage()));
                yield troubled(ask, item, trouble, inDoubt);
            }
        };
    }

    private Step troubled(Ask ask, CopyItem item, TroubleException trouble, boolean inDoubt) {
        // A name in use is an invalid input, and the user of the name may be the copy.
        boolean mayBeThere = trouble.trouble().mayHaveStarted() || trouble.trouble() == LightsailTrouble.INVALID_INPUT;
        if (!mayBeThere) {
            copies.release(item, ask.receive());
            return new NotYet(waits.out(trouble, ask));
        }
        return seenOr(ask, item, () -> {
            boolean mayAppear = trouble.trouble().mayHaveStarted() || inDoubt;
            return mayAppear
                    ? waits.in(Phase.RETRY, Reason.CALL_IN_DOUBT, trouble.giveUp(), ask)
                    : waits.out(trouble, ask);
        });
    }

    private interface Wait {
        Outcome outcome();
    }

    private Step seenOr(Ask ask, CopyItem item, Wait otherwise) {
        Found found = look(item.original());
        if (found.isThere()) {
            return seen(ask, item, found);
        }
        copies.release(item, ask.receive());
        return new NotYet(otherwise.outcome());
    }

    private Outcome pending(Ask ask, CopyItem item) {
        return waits.in(
                Phase.PENDING,
                Reason.SNAPSHOT_PENDING,
                Outcome.giveUp(Reason.PENDING_DEADLINE, "The copy " + item.name() + " did not become ready in time."),
                ask);
    }

    /** Somebody is about to delete the copy of the last try, and must not meet an export of it. */
    private Step beingDeleted(Ask ask, SnapshotName name) {
        return new NotYet(waits.in(
                Phase.RETRY,
                Reason.COPY_NOT_DELETED,
                Outcome.giveUp(Reason.RETRY_DEADLINE, "The copy " + name + " of the last try could not be deleted."),
                ask));
    }

    /** Lightsail was looked at after the ledger: a copy that somebody has made between the two is one of the exporter's. */
    private Step notOwn(SnapshotName name, Optional<CopyItem> before) {
        if (!copies.find(name).equals(before)) {
            return new NotYet(waits.becauseLedgerChanged());
        }
        return new NotYet(Outcome.giveUp(
                Reason.COPY_NAME_TAKEN,
                "The copy would have the name " + name
                        + ", but that belongs to a snapshot that is not the exporter's."));
    }
}
