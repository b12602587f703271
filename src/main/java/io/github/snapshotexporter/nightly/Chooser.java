package io.github.snapshotexporter.nightly;

import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.job.Selection;
import io.github.snapshotexporter.lightsail.ListedSnapshot;
import io.github.snapshotexporter.lightsail.Snapshot;
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
    private static final Comparator<Snapshot> NEWEST_FIRST = Comparator.comparing(
                    (Snapshot snapshot) -> snapshot.createdAt().orElse(Instant.EPOCH))
            .reversed()
            .thenComparing(Snapshot::arn);

    private static final String NOT_EXPORTABLE_BLUEPRINTS = "cpanel_whm";

    private final Selection selection;
    private final Optional<Instant> oldest;

    /** @param runTime when the run was meant to begin: a late one leaves no gap */
    public Chooser(Selection selection, Instant runTime) {
        this.selection = selection;
        this.oldest = selection.createdWithin().map(runTime::minus);
    }

    /** The verdict on the snapshot alone; {@code SELECTED} as long as nothing speaks against it. */
    public Verdict judge(ListedSnapshot listed) {
        Snapshot snapshot = listed.snapshot();
        if (!selection.resourceTypes().contains(snapshot.resourceType())) {
            return Verdict.OTHER_TYPE;
        }
        if (!selection.sources().isEmpty()
                && snapshot.fromResourceName()
                        .filter(selection.sources()::contains)
                        .isEmpty()) {
            return Verdict.OTHER_SOURCE;
        }
        if (selection.namePattern().isPresent()
                && !selection.namePattern().get().matches(snapshot.name())) {
            return Verdict.OTHER_NAME;
        }
        if (!listed.tags().entrySet().containsAll(selection.tags().entrySet())) {
            return Verdict.OTHER_TAGS;
        }
        if (listed.state() == Snapshot.State.FAILED) {
            return Verdict.SNAPSHOT_FAILED;
        }
        if (listed.blueprintId()
                .filter(id -> id.startsWith(NOT_EXPORTABLE_BLUEPRINTS))
                .isPresent()) {
            return Verdict.NOT_EXPORTABLE;
        }
        return isTooOld(snapshot) ? Verdict.TOO_OLD : Verdict.SELECTED;
    }

    private boolean isTooOld(Snapshot snapshot) {
        return oldest.isPresent()
                && snapshot.createdAt()
                        .filter(created -> created.isBefore(oldest.get()))
                        .isPresent();
    }

    /** Ranks what {@link #judge} has left, in any order, and drops what is not the newest of its source or over the limit. */
    public List<Choice> rank(Collection<ListedSnapshot> left) {
        List<Choice> choices = new ArrayList<>();
        Set<Source> seen = new HashSet<>();
        int room = selection.limit().orElse(Integer.MAX_VALUE);
        for (ListedSnapshot listed : left.stream()
                .sorted(Comparator.comparing(ListedSnapshot::snapshot, NEWEST_FIRST))
                .toList()) {
            boolean latest = seen.add(Source.of(listed.snapshot()));
            if (selection.latestPerSource() && !latest) {
                choices.add(new Choice(listed, Verdict.NOT_LATEST));
            } else if (room == 0) {
                choices.add(new Choice(listed, Verdict.OVER_LIMIT));
            } else {
                room--;
                choices.add(new Choice(listed, Verdict.SELECTED));
            }
        }
        return choices;
    }

    /** Leaves out what is exported, by ARN: in the ledger, or in Lightsail's own export records. */
    public static List<Choice> leaveOut(List<Choice> ranked, Set<String> exported) {
        return ranked.stream()
                .map(choice -> choice.verdict() == Verdict.SELECTED
                                && exported.contains(choice.listed().snapshot().arn())
                        ? new Choice(choice.listed(), Verdict.ALREADY_EXPORTED)
                        : choice)
                .toList();
    }

    /** An instance and a disk can have one name; a snapshot that does not tell its source is a source of its own. */
    private record Source(ResourceType type, String name) {
        static Source of(Snapshot snapshot) {
            return new Source(
                    snapshot.resourceType(), snapshot.fromResourceName().orElse(snapshot.arn()));
        }
    }
}
