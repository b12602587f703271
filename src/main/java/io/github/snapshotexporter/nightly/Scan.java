package io.github.snapshotexporter.nightly;

import io.github.snapshotexporter.job.Selection;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.ledger.ExportLedger;
import io.github.snapshotexporter.ledger.RunPlace;
import io.github.snapshotexporter.lightsail.ExportRecord;
import io.github.snapshotexporter.lightsail.Lightsail;
import io.github.snapshotexporter.lightsail.ListedSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Looks at every snapshot there is, by one listing of each kind, and decides about each. */
final class Scan {
    private final Lightsail lightsail;
    private final ExportLedger exports;

    Scan(Lightsail lightsail, ExportLedger exports) {
        this.lightsail = lightsail;
        this.exports = exports;
    }

    /**
     * What was decided, about every snapshot.
     *
     * @throws io.github.snapshotexporter.lightsail.TroubleException when Lightsail cannot be listed
     */
    List<Choice> choose(Selection selection, Instant runTime) {
        List<Choice> choices = new ArrayList<>();
        Listing listing = listing(selection, runTime, beginning(selection), List.of(), choices::add);
        while (!listing.isComplete()) {
            listing.readPage();
        }
        choices.addAll(decide(selection, runTime, listing.left()));
        return choices;
    }

    static RunPlace beginning(Selection selection) {
        return RunPlace.beginning(selection.resourceTypesInOrder().getFirst());
    }

    /** A listing that begins where another one has left off. */
    Listing listing(
            Selection selection,
            Instant runTime,
            RunPlace place,
            List<ListedSnapshot> leftBefore,
            Consumer<Choice> dropped) {
        return new Listing(lightsail, new Chooser(selection, runTime), selection, place, leftBefore, dropped);
    }

    /** Decides about those that the listing has left. */
    List<Choice> decide(Selection selection, Instant runTime, List<ListedSnapshot> left) {
        List<Choice> ranked = new Chooser(selection, runTime).rank(left);
        return Chooser.leaveOut(ranked, exported(ranked));
    }

    private Set<String> exported(List<Choice> ranked) {
        List<String> arns = ranked.stream()
                .filter(choice -> choice.verdict() == Verdict.SELECTED)
                .map(choice -> choice.listed().snapshot().arn())
                .toList();
        if (arns.isEmpty()) {
            return Set.of();
        }
        Set<String> exported = lightsail.exportRecords().stream()
                .filter(record -> record.state() == ExportRecord.State.SUCCEEDED)
                .map(ExportRecord::sourceArn)
                .collect(Collectors.toCollection(HashSet::new));
        List<String> unlisted =
                arns.stream().filter(arn -> !exported.contains(arn)).toList();
        List<Boolean> inLedger = Parallel.forEach(unlisted, this::isExported);
        for (int i = 0; i < unlisted.size(); i++) {
            if (inLedger.get(i)) {
                exported.add(unlisted.get(i));
            }
        }
        return exported;
    }

    private boolean isExported(String arn) {
        return exports.find(arn)
                .filter(item -> item.status() == ExportItem.Status.SUCCEEDED)
                .isPresent();
    }
}
