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
import java.util.function.Predicate;

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
        if (selection.namePattern().isPresent() && !selection.namePattern().get().matches(snapshot.name())) {
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

    /**
     * Ranks what {@link #judge} has left, and drops what is not the newest of its source, over the limit, or exported.
     *
     * @param left in any order
     * @param exported by ARN: in the ledger, or in Lightsail's own export records
     */
    public List<Choice> rank(Collection<ListedSnapshot> left, Predicate<String> exported) {
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
                boolean known = exported.test(listed.snapshot().arn());
                choices.add(new Choice(listed, known ? Verdict.ALREADY_EXPORTED : Verdict.SELECTED));
            }
        }
        return choices;
    }

    /** An instance and a disk can have one name; a snapshot that does not tell its source is a source of its own. */
    private record Source(ResourceType type, String name) {
        static Source of(Snapshot snapshot) {
            return new Source(
                    snapshot.resourceType(), snapshot.fromResourceName().orElse(snapshot.arn()));
        }
    }
}
