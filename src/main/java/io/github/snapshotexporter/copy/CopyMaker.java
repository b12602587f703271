package io.github.snapshotexporter.copy;

import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.AutoSnapshotRequest;
import io.github.snapshotexporter.job.Failure;
import io.github.snapshotexporter.job.Phase;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.SnapshotName;
import io.github.snapshotexporter.job.Stop;
import io.github.snapshotexporter.ledger.CopyItem;
import io.github.snapshotexporter.ledger.CopyLedger;
import io.github.snapshotexporter.ledger.Lease;
import io.github.snapshotexporter.lightsail.CopyAnswer;
import io.github.snapshotexporter.lightsail.Lightsail;
import io.github.snapshotexporter.lightsail.LightsailTrouble;
import io.github.snapshotexporter.lightsail.RestorableAutoSnapshot;
import io.github.snapshotexporter.lightsail.Snapshot;
import io.github.snapshotexporter.lightsail.TroubleException;
import io.github.snapshotexporter.settings.RequiredTag;
import io.github.snapshotexporter.telemetry.DecisionLog;
import io.github.snapshotexporter.telemetry.Subject;
import java.time.Clock;
import java.util.Optional;

/**
 * Makes one own copy: name free → intent → CopySnapshot → look → ARN → tag. Between any two of these the invocation may
 * die; whoever comes next looks by name before anything else.
 *
 * <p>Each method throws a {@link Stop} where the copy cannot be seen in this receive, and {@link TroubleException}.
 */
public final class CopyMaker {
    private final Lightsail lightsail;
    private final CopyLedger copies;
    private final Optional<RequiredTag> requiredTag;
    private final Clock clock;
    private final DecisionLog log;

    public CopyMaker(
            Lightsail lightsail, CopyLedger copies, Optional<RequiredTag> requiredTag, Clock clock, DecisionLog log) {
        this.lightsail = lightsail;
        this.copies = copies;
        this.requiredTag = requiredTag;
        this.clock = clock;
        this.log = log;
    }

    /** A copy that can be seen: its export can be asked for, whatever its state. */
    public record Visible(CopyItem item, String arn) {}

    /** The automatic snapshot that is asked for: the newest of those that can be copied. */
    public Optional<AutoSnapshot> original(AutoSnapshotRequest request) {
        return lightsail.autoSnapshots(request.sourceResourceName()).stream()
                .map(RestorableAutoSnapshot::snapshot)
                .filter(request::isFor)
                .findFirst();
    }

    /** The snapshot that has the copy's name now, of whatever type. */
    public Optional<Snapshot.Described> look(AutoSnapshot original) {
        return lightsail.describe(original.copyName(), Optional.empty());
    }

    /** Makes the copy, where the name is free and the ledger still shows {@code before}. */
    public Visible begin(
            Receive receive,
            Subject subject,
            AutoSnapshot original,
            Optional<CopyItem> before,
            Optional<Snapshot.Described> found) {
        if (found.isPresent()) {
            throw before.filter(item -> item.isOwn(found.get())).isPresent()
                    ? beingDeleted(original.copyName())
                    : notOwn(original.copyName(), before);
        }
        checkTime(receive);
        CopyItem intended = copies.intend(original, before, receive).orElseThrow(Stop::lost);
        return copy(receive, subject, intended, false);
    }

    /** Goes on with a copy that somebody was about to make: it is there, or it is made now. */
    public Visible goOn(Receive receive, Subject subject, CopyItem item, Optional<Snapshot.Described> found) {
        if (found.isPresent()) {
            return seen(receive, item, found.get());
        }
        checkTime(receive);
        CopyItem mine = copies.takeOver(item, receive)
                .orElseThrow(() -> Stop.until(item.lease().map(Lease::until)));
        return copy(receive, subject, mine, true);
    }

    private void checkTime(Receive receive) {
        receive.checkTimeFor("CopySnapshot", Lightsail.CALL_TIMEOUT, clock.instant());
    }

    /** Notes what can be seen under the copy's name, where it is the copy. */
    public Visible seen(Receive receive, CopyItem item, Snapshot.Described found) {
        if (!item.isOwn(found)) {
            throw notOwn(item.name(), Optional.of(item));
        }
        String arn = found.snapshot().arn();
        CopyItem recorded = copies.record(item, arn, receive).orElseThrow(Stop::lost);
        if (requiredTag.isPresent() && !recorded.tagged()) {
            tag(found, recorded, requiredTag.get());
        }
        return new Visible(recorded, arn);
    }

    /** CopySnapshot takes no tags, and without the tag the role may not export the copy. */
    private void tag(Snapshot.Described found, CopyItem item, RequiredTag tag) {
        try {
            lightsail.tag(found.snapshot(), tag.key(), tag.value());
        } catch (TroubleException trouble) {
            throw switch (trouble.trouble()) {
                case NOT_FOUND, INVALID_INPUT ->
                    found.state() == Snapshot.State.PENDING
                            ? pending(item)
                            : Stop.waiting(Phase.VANISHED, Reason.SNAPSHOT_NOT_VISIBLE_YET, trouble.failure());
                case THROTTLED, DOUBTFUL, SETUP_IN_PROGRESS, OPERATION_FAILURE, ACCESS_DENIED, UNAUTHENTICATED ->
                    trouble;
            };
        }
        copies.markTagged(item);
    }

    /** @param inDoubt whether an earlier call may have got through and not be visible yet */
    private Visible copy(Receive receive, Subject subject, CopyItem item, boolean inDoubt) {
        RuntimeException otherwise = switch (lightsail.copy(item.original(), item.name())) {
            case CopyAnswer.Accepted accepted -> {
                log.write(subject.decided("copy", "Lightsail makes a copy of the automatic snapshot")
                        .with("copy", item.name())
                        .with("date", item.original().date()));
                yield pending(item);
            }
            case CopyAnswer.Troubled(TroubleException trouble) -> {
                log.write(subject.decided("copy", "CopySnapshot was not answered well")
                        .with("copy", item.name())
                        .with("reason", trouble.trouble().waiting().code())
                        .with("code", trouble.errorCode())
                        .with("detail", trouble.getMessage()));
                yield troubled(receive, item, trouble, inDoubt);
            }
        };
        Optional<Snapshot.Described> found = look(item.original());
        if (found.isPresent()) {
            return seen(receive, item, found.get());
        }
        copies.release(item, receive);
        throw otherwise;
    }

    /** What to do where the copy cannot be seen; thrown at once where it certainly is not being made. */
    private RuntimeException troubled(Receive receive, CopyItem item, TroubleException trouble, boolean inDoubt) {
        boolean mayHaveStarted = trouble.trouble().mayHaveStarted();
        // A name in use is an invalid input, and the user of the name may be the copy.
        if (!mayHaveStarted && trouble.trouble() != LightsailTrouble.INVALID_INPUT) {
            copies.release(item, receive);
            throw trouble;
        }
        return mayHaveStarted || inDoubt ? Stop.waiting(Phase.RETRY, Reason.CALL_IN_DOUBT, trouble.failure()) : trouble;
    }

    private static Stop pending(CopyItem item) {
        return Stop.waiting(
                Phase.PENDING,
                Reason.SNAPSHOT_PENDING,
                Failure.of(Reason.PENDING_DEADLINE, "The copy " + item.name() + " did not become ready in time."));
    }

    /** Somebody is about to delete the copy of the last try, and must not meet an export of it. */
    private static Stop beingDeleted(SnapshotName name) {
        return Stop.waiting(
                Phase.RETRY,
                Reason.COPY_NOT_DELETED,
                Failure.of(Reason.RETRY_DEADLINE, "The copy " + name + " of the last try could not be deleted."));
    }

    /** Lightsail was looked at after the ledger: a copy that somebody has made between the two is one of the exporter's. */
    private Stop notOwn(SnapshotName name, Optional<CopyItem> before) {
        return copies.find(name).equals(before)
                ? Stop.refused(
                        Reason.COPY_NAME_TAKEN,
                        "The copy would have the name " + name
                                + ", but that belongs to a snapshot that is not the exporter's.")
                : Stop.lost();
    }
}
