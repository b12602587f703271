package io.github.snapshotexporter.nightly;

import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.job.Selection;
import io.github.snapshotexporter.ledger.RunPlace;
import io.github.snapshotexporter.lightsail.Lightsail;
import io.github.snapshotexporter.lightsail.ListedSnapshot;
import io.github.snapshotexporter.lightsail.SnapshotPage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Lists all snapshots page by page, keeps those that may be chosen, and can be interrupted between two pages. */
final class Listing {
    private final Lightsail lightsail;
    private final Chooser chooser;
    private final List<ResourceType> types;
    private final Consumer<Choice> dropped;
    private final List<ListedSnapshot> left;
    private final int leftBefore;
    private Optional<ResourceType> next;
    private Optional<String> token;
    private int pagesRead;

    /**
     * @param place where to begin
     * @param leftBefore of the pages before that
     * @param dropped is told of each snapshot that is not kept
     */
    Listing(
            Lightsail lightsail,
            Chooser chooser,
            Selection selection,
            RunPlace place,
            List<ListedSnapshot> leftBefore,
            Consumer<Choice> dropped) {
        this.lightsail = lightsail;
        this.chooser = chooser;
        this.types = selection.resourceTypesInOrder();
        this.dropped = dropped;
        this.left = new ArrayList<>(leftBefore);
        this.leftBefore = leftBefore.size();
        this.next = place.next();
        this.token = place.token();
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
        ResourceType type = next.orElseThrow();
        SnapshotPage page = lightsail.snapshots(type, token);
        page.snapshots().forEach(this::judge);
        token = page.nextPageToken();
        if (token.isEmpty()) {
            next = types.stream().filter(other -> other.compareTo(type) > 0).findFirst();
        }
        pagesRead++;
    }

    private void judge(ListedSnapshot listed) {
        Verdict verdict = chooser.judge(listed);
        if (verdict == Verdict.SELECTED) {
            left.add(listed);
        } else {
            dropped.accept(new Choice(listed, verdict));
        }
    }

    /** Everything that was kept. */
    List<ListedSnapshot> left() {
        return left;
    }

    /** What was kept since it began here. */
    List<ListedSnapshot> added() {
        return left.subList(leftBefore, left.size());
    }

    /** Where to go on, when {@code chunks} items hold what was kept. */
    RunPlace place(int chunks) {
        return new RunPlace(next, token, chunks);
    }
}
