package io.github.snapshotexporter.nightly;

import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.job.Selection;
import io.github.snapshotexporter.ledger.RunPlace;
import io.github.snapshotexporter.lightsail.Lightsail;
import io.github.snapshotexporter.lightsail.SnapshotPage;
import io.github.snapshotexporter.lightsail.Source;
import io.github.snapshotexporter.lightsail.SourcePage;
import io.github.snapshotexporter.selection.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Lists all snapshots page by page, keeps those that may be chosen, and can be interrupted between two pages. */
final class Listing {
    private final Lightsail lightsail;
    private final Chooser chooser;
    private final List<RunPlace.Step> steps;
    private final Consumer<Choice> dropped;
    private final List<Candidate> left;
    private final int leftBefore;
    private Optional<RunPlace.Step> next;
    private Optional<String> token;
    private int pagesRead;

    /**
     * @param place where to begin; empty for the beginning
     * @param leftBefore of the pages before that
     * @param dropped is told of each snapshot that is not kept
     */
    Listing(
            Lightsail lightsail,
            Chooser chooser,
            Selection selection,
            Optional<RunPlace> place,
            List<Candidate> leftBefore,
            Consumer<Choice> dropped) {
        this.lightsail = lightsail;
        this.chooser = chooser;
        this.steps = steps(selection);
        this.dropped = dropped;
        this.left = new ArrayList<>(leftBefore);
        this.leftBefore = leftBefore.size();
        this.next = place.isPresent() ? place.get().next() : Optional.of(steps.getFirst());
        this.token = place.flatMap(RunPlace::token);
    }

    private static List<RunPlace.Step> steps(Selection selection) {
        return Arrays.stream(RunPlace.Step.values())
                .filter(step -> selection.resourceTypes().contains(step.resourceType()))
                .filter(step -> switch (step) {
                    case INSTANCE_SNAPSHOTS, DISK_SNAPSHOTS -> true;
                    case INSTANCES, DISKS -> selection.includeAutomatic();
                })
                .toList();
    }

    boolean isComplete() {
        return next.isEmpty();
    }

    /** Whether it has come further than where it began. */
    boolean hasRead() {
        return pagesRead > 0;
    }

    /** @throws io.github.snapshotexporter.lightsail.TroubleException when Lightsail cannot be listed */
    void readPage() {
        RunPlace.Step step = next.orElseThrow();
        token = switch (step) {
            case INSTANCE_SNAPSHOTS, DISK_SNAPSHOTS -> readSnapshots(step.resourceType());
            case INSTANCES, DISKS -> readSources(step.resourceType());
        };
        if (token.isEmpty()) {
            next = steps.stream().filter(other -> other.compareTo(step) > 0).findFirst();
        }
        pagesRead++;
    }

    private Optional<String> readSnapshots(ResourceType type) {
        SnapshotPage page = lightsail.snapshots(type, token);
        page.snapshots().forEach(described -> judge(new Candidate.Manual(described)));
        return page.nextPageToken();
    }

    /** Lightsail lists automatic snapshots only by their source. */
    private Optional<String> readSources(ResourceType type) {
        SourcePage page = lightsail.sources(type, token);
        List<Source> wanted =
                page.sources().stream().filter(chooser::wantsAutomatic).toList();
        Parallel.forEach(
                        wanted,
                        source -> lightsail.autoSnapshots(source.name()).stream()
                                .filter(restorable -> restorable.snapshot().resourceType() == type)
                                .findFirst())
                .forEach(newest -> newest.map(Candidate.Automatic::new).ifPresent(this::judge));
        return page.nextPageToken();
    }

    private void judge(Candidate candidate) {
        Verdict verdict = chooser.judge(candidate);
        if (verdict == Verdict.SELECTED) {
            left.add(candidate);
        } else {
            dropped.accept(new Choice(candidate, verdict));
        }
    }

    /** Everything that was kept. */
    List<Candidate> left() {
        return left;
    }

    /** What was kept since it began here. */
    List<Candidate> added() {
        return left.subList(leftBefore, left.size());
    }

    /** What is to be listed next; empty when everything is listed. */
    Optional<RunPlace.Step> next() {
        return next;
    }

    /** Of the page to go on with; empty for the first one. */
    Optional<String> token() {
        return token;
    }
}
