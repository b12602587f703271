package io.github.snapshotexporter.export;

import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.AutoSnapshotRequest;
import io.github.snapshotexporter.job.ExportRequest;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.ledger.CopyItem;
import io.github.snapshotexporter.ledger.CopyLedger;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.ledger.ExportLedger;
import io.github.snapshotexporter.ledger.JobLedger;
import io.github.snapshotexporter.lightsail.Lightsail;
import io.github.snapshotexporter.lightsail.RestorableAutoSnapshot;
import java.util.Optional;
import java.util.Set;

/**
 * What a request for an automatic snapshot does: decides which one it is → copies it → goes on as a request for the copy,
 * in the same job. The copy has a decided name, and Lightsail gives a name only once: so however often it is asked for,
 * there is one copy.
 */
final class AutoSnapshotExports {
    private static final Set<Reason> COPY_IS_GONE = Set.of(Reason.SNAPSHOT_NOT_FOUND, Reason.SNAPSHOT_REPLACED);

    private final Copying copying;
    private final Lightsail lightsail;
    private final JobLedger jobs;
    private final CopyLedger copies;
    private final ExportLedger exports;
    private final ExportRequests requests;
    private final Waits waits;

    AutoSnapshotExports(
            Copying copying,
            Lightsail lightsail,
            JobLedger jobs,
            CopyLedger copies,
            ExportLedger exports,
            ExportRequests requests,
            Waits waits) {
        this.copying = copying;
        this.lightsail = lightsail;
        this.jobs = jobs;
        this.copies = copies;
        this.exports = exports;
        this.requests = requests;
        this.waits = waits;
    }

    /**
     * Advances the request by one step. A giving up that comes back from here has still to be carried out.
     *
     * @throws io.github.snapshotexporter.lightsail.TroubleException when Lightsail cannot be asked
     */
    Outcome advance(Ask ask, AutoSnapshotRequest request) {
        if (ask.known().autoSnapshot().isPresent()) {
            return copyThenExport(ask, request, ask.known().autoSnapshot().get());
        }
        Optional<AutoSnapshot> chosen = lightsail.autoSnapshots(request.sourceResourceName()).stream()
                .map(RestorableAutoSnapshot::snapshot)
                .filter(request::isFor)
                .findFirst();
        if (chosen.isEmpty()) {
            Outcome.GiveUp none = Outcome.giveUp(
                    Reason.SNAPSHOT_NOT_FOUND,
                    "Lightsail has no successful " + request.wanted() + " that could be copied.");
            // A run has seen it when it chose.
            return request.runId().isPresent() ? waits.toSee(none, ask) : none;
        }
        Ask decided = ask.with(jobs.decide(ask.receive().jobKey(), chosen.get()));
        return copyThenExport(decided, request, decided.known().autoSnapshot().orElseThrow());
    }

    private Outcome copyThenExport(Ask ask, AutoSnapshotRequest request, AutoSnapshot original) {
        Optional<CopyItem> known = copies.find(original.copyName());
        Optional<ExportItem> export = known.flatMap(CopyItem::arn).flatMap(exports::find);
        if (export.filter(item -> item.status().isEnd()).isPresent()) {
            return answerEnded(ask, request, known.get(), export.get());
        }
        Optional<ExportItem> earlier = endOfEarlierCopy(ask, known);
        if (earlier.isPresent()) {
            return Outcome.done(Reason.ANSWERED, earlier.get().id());
        }
        Copying.Found found = copying.look(original);
        if (known.isEmpty()) {
            return copied(ask, request, copying.begin(ask, original, known, found));
        }
        CopyItem item = known.get();
        if (item.arn().isEmpty() && item.deletedAt().isEmpty()) {
            return copied(ask, request, copying.goOn(ask, item, found));
        }
        if (export.isEmpty() && !found.isThere() && item.deletedAt().isEmpty()) {
            Outcome.GiveUp gone = Outcome.giveUp(
                    Reason.SNAPSHOT_NOT_FOUND, "The copy " + item.name() + " was there and cannot be seen any more.");
            Outcome outcome = waits.toSee(gone, ask);
            return outcome.equals(gone) ? copied(ask, request, copying.begin(ask, original, known, found)) : outcome;
        }
        if (export.isEmpty() && item.deletedAt().isPresent()) {
            return copied(ask, request, copying.begin(ask, original, known, found));
        }
        return found.isThere()
                ? copied(ask, request, copying.seen(ask, item, found))
                : asRequestForCopy(ask, request, item, item.arn().orElseThrow());
    }

    /** One export of an automatic snapshot is enough; one that did not work out, a newer request begins with a new copy. */
    private Outcome answerEnded(Ask ask, AutoSnapshotRequest request, CopyItem item, ExportItem ended) {
        ExportItem export = requests.completed(ended, ask);
        if (!export.status().isEnd()) {
            return waits.becauseLedgerChanged();
        }
        boolean answered = export.status() == ExportItem.Status.SUCCEEDED
                || !ask.receive().isNewerThan(export.endedAt().orElseThrow());
        ExportRequest forCopy = requestFor(request, item, export.id().arn());
        return answered
                ? requests.answerEnded(ask.forCopy(forCopy), forCopy, export.snapshot(), export)
                : requests.takenUp(ask.forCopy(forCopy), forCopy, export.snapshot(), export)
                        .orElseGet(() -> copied(
                                ask,
                                request,
                                copying.begin(ask, item.original(), Optional.of(item), copying.look(item.original()))));
    }

    /** The end of the export that this job had claimed, where another copy has the name by now: that end is its answer. */
    private Optional<ExportItem> endOfEarlierCopy(Ask ask, Optional<CopyItem> known) {
        return ask.known()
                .arn()
                .filter(claimed ->
                        known.flatMap(CopyItem::arn).filter(claimed::equals).isEmpty())
                .flatMap(exports::find)
                .filter(export -> export.status().isEnd());
    }

    private Outcome copied(Ask ask, AutoSnapshotRequest request, Copying.Step step) {
        return switch (step) {
            case Copying.Visible(CopyItem item, String arn) -> asRequestForCopy(ask, request, item, arn);
            case Copying.NotYet(Outcome outcome) -> outcome;
        };
    }

    /**
     * A copy that is gone may have been deleted because its export has ended meanwhile: then that end is the answer. If no
     * export of it was claimed, somebody else has deleted it: then it is made again.
     */
    private Outcome asRequestForCopy(Ask ask, AutoSnapshotRequest request, CopyItem item, String arn) {
        Outcome outcome = requests.advance(ask.forCopy(requestFor(request, item, arn)));
        boolean isGone = outcome instanceof Outcome.GiveUp given && COPY_IS_GONE.contains(given.reason());
        boolean isUnderWay = isGone
                && exports.find(arn).filter(export -> !export.status().isEnd()).isPresent();
        return isGone && !isUnderWay ? waits.becauseLedgerChanged() : outcome;
    }

    private static ExportRequest requestFor(AutoSnapshotRequest request, CopyItem item, String arn) {
        return request.forCopy(
                item.name(), new ExportRequest.Target(arn, item.original().resourceType()));
    }
}
