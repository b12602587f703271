package io.github.snapshotexporter.nightly;

import io.github.snapshotexporter.job.Selection;
import io.github.snapshotexporter.ledger.CopyItem;
import io.github.snapshotexporter.ledger.CopyLedger;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.ledger.ExportLedger;
import io.github.snapshotexporter.ledger.RunPlace;
import io.github.snapshotexporter.lightsail.ExportRecord;
import io.github.snapshotexporter.lightsail.Lightsail;
import io.github.snapshotexporter.selection.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Looks at every snapshot there is, by one listing of each kind, and decides about each. */
final class Scan {
    private final Lightsail lightsail;
    private final ExportLedger exports;
    private final CopyLedger copies;

    Scan(Lightsail lightsail, ExportLedger exports, CopyLedger copies) {
        this.lightsail = lightsail;
        this.exports = exports;
        this.copies = copies;
    }

    /**
     * What was decided, about every snapshot.
     *
     * @throws io.github.snapshotexporter.lightsail.TroubleException when Lightsail cannot be listed
     */
    List<Choice> choose(Selection selection, Instant runTime) {
        List<Choice> choices = new ArrayList<>();
        Listing listing = listing(selection, runTime, Optional.empty(), List.of(), choices::add);
        while (!listing.isComplete()) {
            listing.readPage();
        }
        choices.addAll(decide(selection, runTime, listing.left()));
        return choices;
    }

    /**
     * A listing that begins where another one has left off.
     *
     * @param place empty for the beginning
     */
    Listing listing(
            Selection selection,
            Instant runTime,
            Optional<RunPlace> place,
            List<Candidate> leftBefore,
            Consumer<Choice> dropped) {
        return new Listing(lightsail, new Chooser(selection, runTime), selection, place, leftBefore, dropped);
    }

    /** Decides about those that the listing has left. */
    List<Choice> decide(Selection selection, Instant runTime, List<Candidate> left) {
        Set<Candidate> ownCopies = Set.copyOf(only(left, this::isOwnCopy));
        List<Choice> choices = new ArrayList<>();
        ownCopies.forEach(copy -> choices.add(new Choice(copy, Verdict.OWN_COPY)));
        List<Choice> ranked = new Chooser(selection, runTime)
                .rank(left.stream()
                        .filter(candidate -> !ownCopies.contains(candidate))
                        .toList());
        choices.addAll(Chooser.leaveOut(ranked, exported(ranked)));
        return choices;
    }

    /** Keys of those that are exported. */
    private Set<String> exported(List<Choice> ranked) {
        List<Candidate> selected = ranked.stream()
                .filter(Choice::isSelected)
                .map(Choice::candidate)
                .toList();
        if (selected.isEmpty()) {
            return Set.of();
        }
        Set<String> inRecords = lightsail.exportRecords().stream()
                .filter(record -> record.state() == ExportRecord.State.SUCCEEDED)
                .map(ExportRecord::sourceArn)
                .collect(Collectors.toCollection(HashSet::new));
        return only(
                        selected,
                        candidate -> arn(candidate)
                                .filter(arn -> inRecords.contains(arn) || isExported(arn))
                                .isPresent())
                .stream()
                .map(Candidate::key)
                .collect(Collectors.toSet());
    }

    /** Of what is or was exported for this candidate; empty for an automatic snapshot that was never copied. */
    private Optional<String> arn(Candidate candidate) {
        return switch (candidate) {
            case Candidate.Manual manual -> Optional.of(manual.snapshot().arn());
            case Candidate.Automatic automatic ->
                copies.find(automatic.original().copyName()).flatMap(CopyItem::arn);
        };
    }

    private boolean isExported(String arn) {
        return exports.find(arn)
                .filter(item -> item.status() == ExportItem.Status.SUCCEEDED)
                .isPresent();
    }

    private boolean isOwnCopy(Candidate candidate) {
        return switch (candidate) {
            case Candidate.Manual manual -> copies.isCopy(manual.snapshot());
            case Candidate.Automatic automatic -> false;
        };
    }

    /** Filters by asking the ledger about each, side by side. */
    private static List<Candidate> only(List<Candidate> candidates, Predicate<Candidate> question) {
        List<Boolean> answers = Parallel.forEach(candidates, question::test);
        List<Candidate> only = new ArrayList<>();
        for (int i = 0; i < candidates.size(); i++) {
            if (answers.get(i)) {
                only.add(candidates.get(i));
            }
        }
        return only;
    }
}
