package io.github.snapshotexporter.selection;

import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.job.Selection;
import io.github.snapshotexporter.lightsail.RestorableAutoSnapshot;
import io.github.snapshotexporter.lightsail.Snapshot;
import io.github.snapshotexporter.lightsail.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Chooses what a run exports. Every snapshot is judged by itself first; then those that are left are ranked, the newest
 * first, so that neither the order nor the pages of a listing matter. What is exported already is left out last: otherwise
 * each night would walk one step further back into history.
 */
public final class Chooser {
    /** A snapshot without a time cannot be called old, nor newer than another one. */
    private static final Comparator<Candidate> NEWEST_FIRST = Comparator.comparing(
                    (Candidate candidate) -> candidate.createdAt().orElse(Instant.EPOCH))
            .reversed()
            .thenComparing(Candidate::key);

    private final Selection selection;
    private final Criteria criteria;
    private final Optional<Instant> oldest;

    /** @param runTime when the run was meant to begin: a late one leaves no gap */
    public Chooser(Selection selection, Instant runTime) {
        this.selection = selection;
        this.criteria = new Criteria(selection);
        this.oldest = selection.createdWithin().map(runTime::minus);
    }

    /** What is said of the snapshot alone; selected as long as nothing speaks against it. */
    public Choice judge(Snapshot.Described described) {
        Candidate candidate = Candidate.of(described);
        Verdict verdict = criteria.judge(described);
        if (verdict != Verdict.SELECTED) {
            return Choice.of(candidate, verdict);
        }
        return described.state() == Snapshot.State.FAILED
                ? Choice.of(candidate, Verdict.SNAPSHOT_FAILED)
                : judgeAge(candidate);
    }

    /** The same for an automatic one, of a source of which they are wanted. */
    public Choice judge(RestorableAutoSnapshot restorable) {
        return judgeAge(Candidate.of(restorable));
    }

    /** Whether automatic snapshots of this instance or disk are wanted at all. */
    public boolean wantsAutomatic(Source source) {
        return source.makesAutoSnapshots() && criteria.judge(source) == Verdict.SELECTED;
    }

    /** Tells of automatic snapshots that are left out only because they have no name: nobody would guess it. */
    public Optional<Choice> judgeUnasked(Source source) {
        return source.makesAutoSnapshots() && criteria.judge(source) == Verdict.NO_NAME
                ? Optional.of(Choice.unlisted(source, Verdict.NO_NAME, Optional.empty()))
                : Optional.empty();
    }

    private Choice judgeAge(Candidate candidate) {
        boolean isTooOld = oldest.isPresent()
                && candidate
                        .createdAt()
                        .filter(created -> created.isBefore(oldest.get()))
                        .isPresent();
        return Choice.of(candidate, isTooOld ? Verdict.TOO_OLD : Verdict.SELECTED);
    }

    /** Ranks what {@link #judge} has left, in any order, and drops what is not the newest of its source or over the limit. */
    public List<Choice> rank(Collection<Candidate> left) {
        List<Choice> choices = new ArrayList<>();
        Set<Origin> seen = new HashSet<>();
        int room = selection.limit().orElse(Integer.MAX_VALUE);
        for (Candidate candidate : left.stream().sorted(NEWEST_FIRST).toList()) {
            boolean latest = seen.add(Origin.of(candidate));
            if (selection.latestPerSource() && !latest) {
                choices.add(Choice.of(candidate, Verdict.NOT_LATEST));
            } else if (room == 0) {
                choices.add(Choice.of(candidate, Verdict.OVER_LIMIT));
            } else {
                room--;
                choices.add(Choice.of(candidate, Verdict.SELECTED));
            }
        }
        return choices;
    }

    /** Leaves out what is exported, by {@link Candidate#key()}: in the ledger, or in Lightsail's own export records. */
    public static List<Choice> leaveOut(List<Choice> ranked, Set<String> exported) {
        return ranked.stream()
                .map(choice -> choice.selected()
                        .filter(candidate -> exported.contains(candidate.key()))
                        .map(candidate -> Choice.of(candidate, Verdict.ALREADY_EXPORTED))
                        .orElse(choice))
                .toList();
    }

    /** An instance and a disk can have one name; a snapshot that does not tell its source is a source of its own. */
    private record Origin(ResourceType type, String name) {
        static Origin of(Candidate candidate) {
            return new Origin(candidate.resourceType(), candidate.source().orElseGet(candidate::key));
        }
    }
}
