package io.github.snapshotexporter.export;

import io.github.snapshotexporter.copy.CopyMaker;
import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.AutoSnapshotRequest;
import io.github.snapshotexporter.job.ExportRequest;
import io.github.snapshotexporter.job.Failure;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Patience;
import io.github.snapshotexporter.job.Phase;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Stop;
import io.github.snapshotexporter.ledger.CopyItem;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.ledger.Ledgers;
import io.github.snapshotexporter.lightsail.Snapshot;
import java.util.Optional;
import java.util.Set;

/**
 * Claims the export of an automatic snapshot: decides which one it is → copies it → goes on as a request for the copy, in
 * the same job. The copy has a decided name, and Lightsail gives a name only once: so however often it is asked for, there
 * is one copy.
 */
final class AutoSnapshotClaims {
    private static final Set<Reason> COPY_IS_GONE = Set.of(Reason.SNAPSHOT_NOT_FOUND, Reason.SNAPSHOT_REPLACED);

    private final Slots slots;
    private final CopyMaker copies;
    private final SnapshotClaims snapshots;
    private final Claims claims;
    private final EndEffects endEffects;
    private final Ledgers ledgers;
    private final Patience patience;

    AutoSnapshotClaims(
            Slots slots,
            CopyMaker copies,
            SnapshotClaims snapshots,
            Claims claims,
            EndEffects endEffects,
            Ledgers ledgers,
            Patience patience) {
        this.slots = slots;
        this.copies = copies;
        this.snapshots = snapshots;
        this.claims = claims;
        this.endEffects = endEffects;
        this.ledgers = ledgers;
        this.patience = patience;
    }

    /** The claim of an export of the copy, once that can be seen. */
    ExportItem claimed(Task asked, AutoSnapshotRequest request, boolean lastTry) {
        slots.checkWaiting(asked, asked.known().arn().orElse(""));
        Task task = decided(asked, request);
        AutoSnapshot original = task.known().autoSnapshot().orElseThrow();
        Optional<CopyItem> known = ledgers.copies().find(original.copyName());
        Optional<ExportItem> export = known.flatMap(CopyItem::arn).flatMap(ledgers.exports()::find);
        if (export.filter(item -> item.status().isEnd()).isPresent()) {
            return afterEnd(task, request, known.get(), export.get(), lastTry);
        }
        endOfEarlierCopy(task, known).ifPresent(earlier -> {
            throw Stop.finished(Outcome.done(Reason.ANSWERED, earlier.id()));
        });
        Optional<Snapshot.Described> found = copies.look(original);
        CopyMaker.Visible copy = export.isPresent() && found.isEmpty()
                ? new CopyMaker.Visible(known.get(), export.get().id().arn())
                : visible(task, original, known, found);
        return claimedForCopy(task, request, copy, lastTry);
    }

    /** Which one it is was decided once: tomorrow the latest will be another. */
    private Task decided(Task task, AutoSnapshotRequest request) {
        if (task.known().autoSnapshot().isPresent()) {
            return task;
        }
        AutoSnapshot chosen = copies.original(request).orElseThrow(() -> none(request));
        return task.with(ledgers.jobs().decide(task.receive().jobKey(), chosen));
    }

    private static Stop none(AutoSnapshotRequest request) {
        Failure none = Failure.of(
                Reason.SNAPSHOT_NOT_FOUND,
                "Lightsail has no successful " + request.wanted() + " that could be copied.");
        // A run has seen it when it chose.
        return request.runId().isPresent() ? toSee(none) : Stop.refused(none);
    }

    private static Stop toSee(Failure gone) {
        return Stop.waiting(Phase.VANISHED, Reason.SNAPSHOT_NOT_VISIBLE_YET, gone);
    }

    private CopyMaker.Visible visible(
            Task task, AutoSnapshot original, Optional<CopyItem> known, Optional<Snapshot.Described> found) {
        if (known.isEmpty() || known.get().deletedAt().isPresent() || isGone(task, known.get(), found)) {
            return begin(task, original, known, found);
        }
        return known.get().arn().isEmpty()
                ? copies.goOn(task.receive(), task, known.get(), found)
                : copies.seen(task.receive(), known.get(), found.orElseThrow());
    }

    /** No copy is begun while there is no slot for its export: it is paid for as long as it waits. */
    private CopyMaker.Visible begin(
            Task task, AutoSnapshot original, Optional<CopyItem> before, Optional<Snapshot.Described> found) {
        slots.check(task.receive(), before.flatMap(CopyItem::arn).orElse(""));
        return copies.begin(task.receive(), task, original, before, found);
    }

    /** Somebody else has deleted a copy that was there, unless it is out of sight for a moment only. */
    private boolean isGone(Task task, CopyItem item, Optional<Snapshot.Described> found) {
        if (item.arn().isEmpty() || found.isPresent()) {
            return false;
        }
        boolean waited = task.known().isWaitingFor(Phase.VANISHED)
                && task.known().wait(Phase.VANISHED).filter(patience::isOver).isPresent();
        if (!waited) {
            throw toSee(Failure.of(
                    Reason.SNAPSHOT_NOT_FOUND, "The copy " + item.name() + " was there and cannot be seen any more."));
        }
        return true;
    }

    /** One export of an automatic snapshot is enough; one that did not work out, a newer request begins with a new copy. */
    private ExportItem afterEnd(
            Task task, AutoSnapshotRequest request, CopyItem item, ExportItem ended, boolean lastTry) {
        ExportItem export = endEffects.completed(ended, task.receive(), lastTry);
        if (!export.status().isEnd()) {
            throw Stop.lost();
        }
        ExportRequest forCopy = requestFor(request, item, export.id().arn());
        Task asRequest = task.forCopy(forCopy);
        if (Claims.isAnsweredBy(task, export)) {
            throw Stop.finished(claims.answer(asRequest, forCopy, export));
        }
        return claims.comeThrough(asRequest, forCopy, export.snapshot(), export).orElseGet(() -> {
            AutoSnapshot original = item.original();
            CopyMaker.Visible copy = begin(task, original, Optional.of(item), copies.look(original));
            return claimedForCopy(task, request, copy, lastTry);
        });
    }

    /** The end of the export that this job had claimed, where another copy has the name by now: that end is its answer. */
    private Optional<ExportItem> endOfEarlierCopy(Task task, Optional<CopyItem> known) {
        return task.known()
                .arn()
                .filter(claimed ->
                        known.flatMap(CopyItem::arn).filter(claimed::equals).isEmpty())
                .flatMap(ledgers.exports()::find)
                .filter(export -> export.status().isEnd());
    }

    /**
     * A copy that is gone may have been deleted because its export has ended meanwhile: then that end is the answer. If no
     * export of it was claimed, somebody else has deleted it: then it is made again.
     */
    private ExportItem claimedForCopy(Task task, AutoSnapshotRequest request, CopyMaker.Visible copy, boolean lastTry) {
        ExportRequest forCopy = requestFor(request, copy.item(), copy.arn());
        try {
            return snapshots.claimed(task.forCopy(forCopy), forCopy, lastTry);
        } catch (Stop.Refused refused) {
            boolean isUnderWay = ledgers.exports()
                    .find(copy.arn())
                    .filter(export -> !export.status().isEnd())
                    .isPresent();
            throw COPY_IS_GONE.contains(refused.failure().reason()) && !isUnderWay ? Stop.lost() : refused;
        }
    }

    private static ExportRequest requestFor(AutoSnapshotRequest request, CopyItem item, String arn) {
        return request.forCopy(
                item.name(), new ExportRequest.Target(arn, item.original().resourceType()));
    }
}
