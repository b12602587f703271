package io.github.snapshotexporter.nightly;

import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.Selection;
import io.github.snapshotexporter.job.SnapshotName;
import io.github.snapshotexporter.ledger.CopyItem;
import io.github.snapshotexporter.ledger.CopyLedger;
import io.github.snapshotexporter.ledger.ExportLedger;
import io.github.snapshotexporter.ledger.RunMember;
import io.github.snapshotexporter.ledger.RunPlace;
import io.github.snapshotexporter.lightsail.ExportRecordListings;
import io.github.snapshotexporter.lightsail.Lightsail;
import io.github.snapshotexporter.selection.Candidate;
import io.github.snapshotexporter.selection.Choice;
import io.github.snapshotexporter.selection.Chooser;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.Stream;

/** Looks at every snapshot there is, by one listing of each kind, and decides about each. */
final class Decisions {
    private final Lightsail lightsail;
    private final ExportRecordListings listings;
    private final ExportLedger exports;
    private final CopyLedger copies;
    private final Clock clock;

    Decisions(
            Lightsail lightsail, ExportRecordListings listings, ExportLedger exports, CopyLedger copies, Clock clock) {
        this.lightsail = lightsail;
        this.listings = listings;
        this.exports = exports;
        this.copies = copies;
        this.clock = clock;
    }

    /**
     * What was decided, about every snapshot.
     *
     * @param deadline when the invocation ends
     * @throws io.github.snapshotexporter.lightsail.TroubleException when Lightsail cannot be listed, or not in time
     */
    List<Choice> choose(Selection selection, Instant runTime, Instant deadline) {
        List<Choice> choices = new ArrayList<>();
        SnapshotListing listing = listing(selection, runTime, Optional.empty(), List.of(), choices::add);
        while (!listing.isComplete()) {
            listing.checkTime(clock, deadline);
            listing.readPage();
        }
        choices.addAll(decide(selection, runTime, listing.candidates(), deadline));
        return choices;
    }

    /**
     * A listing that begins where another one has left off.
     *
     * @param place empty for the beginning
     */
    SnapshotListing listing(
            Selection selection,
            Instant runTime,
            Optional<RunPlace> place,
            List<Candidate> candidatesBefore,
            Consumer<Choice> dropped) {
        return new SnapshotListing(
                lightsail, new Chooser(selection, runTime), selection, place, candidatesBefore, dropped);
    }

    /** Decides about those that the listing has left. */
    List<Choice> decide(Selection selection, Instant runTime, List<Candidate> left, Instant deadline) {
        Set<Candidate> ownCopies = ownCopies(left);
        List<Choice> choices = new ArrayList<>();
        ownCopies.forEach(copy -> choices.add(Choice.ownCopy(copy)));
        List<Choice> ranked = new Chooser(selection, runTime)
                .rank(once(left.stream().filter(candidate -> !ownCopies.contains(candidate))));
        choices.addAll(Chooser.leaveOut(ranked, exported(ranked, deadline)));
        return choices;
    }

    /**
     * Each key once: two pages can show one snapshot, and somebody else's copy of an automatic snapshot has the key of that.
     * The first stays, which is what can be exported without another copy.
     */
    private static Collection<Candidate> once(Stream<Candidate> left) {
        Map<String, Candidate> byKey = new LinkedHashMap<>();
        left.forEach(candidate -> byKey.putIfAbsent(candidate.key(), candidate));
        return byKey.values();
    }

    /** Keys of those that are exported. */
    private Set<String> exported(List<Choice> ranked, Instant deadline) {
        List<Candidate> selected =
                ranked.stream().map(Choice::selected).flatMap(Optional::stream).toList();
        if (selected.isEmpty()) {
            return Set.of();
        }
        Map<String, Candidate> byArn = byArn(selected);
        Set<String> arns = new HashSet<>(listings.exported(deadline));
        List<List<String>> unlisted = byArn.keySet().stream()
                .filter(arn -> !arns.contains(arn))
                .gather(Gatherers.windowFixed(ExportLedger.READ_AT_ONCE))
                .toList();
        Parallel.forEach(unlisted, exports::succeeded).forEach(arns::addAll);
        return byArn.entrySet().stream()
                .filter(snapshot -> arns.contains(snapshot.getKey()))
                .map(snapshot -> snapshot.getValue().key())
                .collect(Collectors.toSet());
    }

    /** By the ARN of what is or was exported for each; without the automatic snapshots that were never copied. */
    private Map<String, Candidate> byArn(List<Candidate> candidates) {
        List<Optional<String>> arns = Parallel.forEach(candidates, this::arn);
        Map<String, Candidate> byArn = new HashMap<>();
        for (int i = 0; i < candidates.size(); i++) {
            Candidate candidate = candidates.get(i);
            arns.get(i).ifPresent(arn -> byArn.put(arn, candidate));
        }
        return byArn;
    }

    private Optional<String> arn(Candidate candidate) {
        RunMember member = candidate.member();
        return member.arn()
                .or(() -> member.autoSnapshot()
                        .map(AutoSnapshot::copyName)
                        .flatMap(copies::find)
                        .flatMap(CopyItem::arn));
    }

    private Set<Candidate> ownCopies(List<Candidate> candidates) {
        List<Candidate> named =
                candidates.stream().filter(Decisions::mayBeOwnCopy).toList();
        return Parallel.forEach(named, candidate -> Optional.of(candidate).filter(this::isOwnCopy)).stream()
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
    }

    private static boolean mayBeOwnCopy(Candidate candidate) {
        return AutoSnapshot.mayBeCopyName(SnapshotName.of(candidate.member().sourceSnapshotName()));
    }

    private boolean isOwnCopy(Candidate candidate) {
        RunMember member = candidate.member();
        return member.arn()
                .filter(arn -> copies.isCopy(SnapshotName.of(member.sourceSnapshotName()), arn))
                .isPresent();
    }
}
