package io.github.snapshotexporter.nightly;

import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.job.Selection;
import io.github.snapshotexporter.ledger.RunPlace;
import io.github.snapshotexporter.lightsail.Lightsail;
import io.github.snapshotexporter.lightsail.Listing;
import io.github.snapshotexporter.lightsail.SnapshotPage;
import io.github.snapshotexporter.lightsail.Source;
import io.github.snapshotexporter.lightsail.SourcePage;
import io.github.snapshotexporter.lightsail.TroubleException;
import io.github.snapshotexporter.selection.Candidate;
import io.github.snapshotexporter.selection.Choice;
import io.github.snapshotexporter.selection.Chooser;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Lists all snapshots page by page, keeps those that may be chosen, and can be interrupted between two pages. */
final class SnapshotListing {
    private final Lightsail lightsail;
    private final Chooser chooser;
    private final List<RunPlace.Step> steps;
    private final Consumer<Choice> dropped;
    private final List<Candidate> left;
    private final int candidatesBefore;
    private Optional<RunPlace.Step> next;
    private Optional<String> token;
    private int asked;
    private boolean hasRead;
    private Listing pages;

    /**
     * @param place where to begin; empty for the beginning
     * @param candidatesBefore of the pages before that
     * @param dropped is told of each snapshot that is not kept
     */
    SnapshotListing(
            Lightsail lightsail,
            Chooser chooser,
            Selection selection,
            Optional<RunPlace> place,
            List<Candidate> candidatesBefore,
            Consumer<Choice> dropped) {
        this.lightsail = lightsail;
        this.chooser = chooser;
        this.steps = steps(selection);
        this.dropped = dropped;
        this.left = new ArrayList<>(candidatesBefore);
        this.candidatesBefore = candidatesBefore.size();
        this.next = place.isPresent() ? place.get().next() : Optional.of(steps.getFirst());
        this.token = place.flatMap(RunPlace::token);
        this.asked = place.map(RunPlace::asked).orElse(0);
        this.pages = pagesOf(next.orElse(steps.getFirst())).from(token);
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

    /** Makes sure that the invocation, which cannot be interrupted, lasts for another page. */
    void checkTime(Clock clock, Instant deadline) {
        pages.checkTime(clock, deadline);
    }

    private static Listing pagesOf(RunPlace.Step step) {
        return new Listing(
                switch (step) {
                    case INSTANCE_SNAPSHOTS -> "GetInstanceSnapshots";
                    case DISK_SNAPSHOTS -> "GetDiskSnapshots";
                    case INSTANCES -> "GetInstances";
                    case DISKS -> "GetDisks";
                });
    }

    boolean isComplete() {
        return next.isEmpty();
    }

    /** Whether it has come further than where it began. */
    boolean hasRead() {
        return hasRead;
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
            next.ifPresent(following -> pages = pagesOf(following));
        }
        hasRead = true;
    }

    private Optional<String> readSnapshots(ResourceType type) {
        SnapshotPage page = lightsail.snapshots(type, token);
        page.snapshots().forEach(described -> keepOrDrop(chooser.judge(described)));
        return pages.next(page.nextPageToken());
    }

    /** Lightsail lists automatic snapshots only by their source, and may answer for some of them only. */
    private Optional<String> readSources(ResourceType type) {
        SourcePage page = lightsail.sources(type, token);
        List<Source> open = page.sources().stream().skip(asked).toList();
        for (Supplier<Optional<Choice>> answer : Parallel.forEach(open, source -> ask(source, type))) {
            answer.get().ifPresent(this::keepOrDrop);
            asked++;
            hasRead = true;
        }
        asked = 0;
        return pages.next(page.nextPageToken());
    }

    /** @return what throws the trouble that there was, so that the answers before it are not lost */
    private Supplier<Optional<Choice>> ask(Source source, ResourceType type) {
        if (!chooser.wantsAutomatic(source)) {
            return () -> chooser.judgeUnasked(source);
        }
        try {
            Optional<Choice> newest = lightsail.autoSnapshots(source.name()).stream()
                    .filter(restorable -> restorable.snapshot().resourceType() == type)
                    .findFirst()
                    .map(chooser::judge);
            return () -> newest;
        } catch (TroubleException trouble) {
            return () -> Optional.of(refused(source, trouble));
        }
    }

    /** One that Lightsail refuses must not keep all others from being exported. */
    private static Choice refused(Source source, TroubleException trouble) {
        return switch (trouble.trouble()) {
            case INVALID_INPUT, OPERATION_FAILURE, NOT_FOUND -> Choice.refused(source, trouble.getMessage());
            case THROTTLED, DOUBTFUL, SETUP_IN_PROGRESS, ACCESS_DENIED, UNAUTHENTICATED -> throw trouble;
        };
    }

    private void keepOrDrop(Choice choice) {
        choice.selected().ifPresentOrElse(left::add, () -> dropped.accept(choice));
    }

    /** Everything that was kept. */
    List<Candidate> candidates() {
        return left;
    }

    /** What was kept since it began here. */
    List<Candidate> added() {
        return left.subList(candidatesBefore, left.size());
    }

    /** What is to be listed next; empty when everything is listed. */
    Optional<RunPlace.Step> next() {
        return next;
    }

    /** How many of the instances or disks on the page to go on with were asked for their automatic snapshots. */
    int asked() {
        return asked;
    }

    /** Of the page to go on with; empty for the first one. */
    Optional<String> token() {
        return token;
    }
}
