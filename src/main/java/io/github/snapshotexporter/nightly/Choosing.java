package io.github.snapshotexporter.nightly;

import io.github.snapshotexporter.job.Delays;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.Selection;
import io.github.snapshotexporter.ledger.RunEntry;
import io.github.snapshotexporter.ledger.RunItem;
import io.github.snapshotexporter.ledger.RunLedger;
import io.github.snapshotexporter.ledger.RunPlace;
import io.github.snapshotexporter.lightsail.LightsailTrouble;
import io.github.snapshotexporter.lightsail.ListedSnapshot;
import io.github.snapshotexporter.lightsail.Snapshot;
import io.github.snapshotexporter.lightsail.TroubleException;
import io.github.snapshotexporter.telemetry.Decision;
import io.github.snapshotexporter.telemetry.DecisionLog;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Chooses a run's members and writes them down. A receive whose time gets short, or that meets trouble, keeps how far its
 * listing has come, and the next one goes on from there.
 */
final class Choosing {
    /** Members written before the time is looked at again. */
    private static final int AT_ONCE = 400;

    private final Scan scan;
    private final RunLedger runs;
    private final Delays delays;
    private final Clock clock;
    private final DecisionLog log;

    Choosing(Scan scan, RunLedger runs, Delays delays, Clock clock, DecisionLog log) {
        this.scan = scan;
        this.runs = runs;
        this.delays = delays;
        this.clock = clock;
        this.log = log;
    }

    /**
     * Goes on with choosing.
     *
     * @return why it is not over yet; empty when the run is sealed
     * @throws TroubleException when Lightsail cannot be listed
     */
    Optional<Outcome> select(RunItem run, Selection selection, Receive receive) {
        TimeLeft time = new TimeLeft(clock, receive);
        RunPlace place = run.place().orElseGet(() -> Scan.beginning(selection));
        Listing listing = scan.listing(
                selection, run.runTime(), place, LeftText.read(runs.left(run.runId(), place)), dropped -> {});
        while (!listing.isComplete()) {
            readPage(run, place, listing, receive);
            if (time.isShort()) {
                return Optional.of(later(run, place, listing, receive));
            }
        }
        List<Snapshot> selected = selected(run, selection, listing.left());
        return write(run, selected, time)
                ? sealed(run, selected.size(), receive)
                : Optional.of(later(run, place, listing, receive));
    }

    private void readPage(RunItem run, RunPlace place, Listing listing, Receive receive) {
        try {
            listing.readPage();
        } catch (TroubleException trouble) {
            if (listing.hasRead()) {
                save(run, place, listing, receive);
            } else if (isTokenRefused(run, trouble)) {
                runs.forgetPlace(run.runId(), receive);
            }
            throw trouble;
        }
    }

    /** How long a token lives is not documented. */
    static boolean isTokenRefused(RunItem run, TroubleException trouble) {
        return trouble.trouble() == LightsailTrouble.INVALID_INPUT
                && run.place().flatMap(RunPlace::token).isPresent();
    }

    private List<Snapshot> selected(RunItem run, Selection selection, List<ListedSnapshot> left) {
        return scan.decide(selection, run.runTime(), left).stream()
                .filter(choice -> choice.verdict() == Verdict.SELECTED)
                .map(choice -> choice.listed().snapshot())
                .toList();
    }

    /** @return whether all are written */
    private boolean write(RunItem run, List<Snapshot> selected, TimeLeft time) {
        Set<String> written = runs.members(run.runId()).map(RunEntry::arn).collect(Collectors.toSet());
        List<Snapshot> missing = selected.stream()
                .filter(snapshot -> !written.contains(snapshot.arn()))
                .toList();
        for (int from = 0; from < missing.size(); from += AT_ONCE) {
            if (from > 0 && time.isShort()) {
                return false;
            }
            Parallel.forEach(missing.subList(from, Math.min(missing.size(), from + AT_ONCE)), snapshot -> {
                runs.addMember(run.runId(), snapshot);
                return snapshot;
            });
        }
        return true;
    }

    /** A crash before this selects anew and adds what is new by then: so the members are counted where they stand. */
    private Optional<Outcome> sealed(RunItem run, int selected, Receive receive) {
        int total = Math.toIntExact(runs.members(run.runId()).count());
        log.write(Decision.info("select", "the members of the run are chosen")
                .with("run", run.runId())
                .with("selected", selected)
                .with("members", total));
        boolean sealed = runs.seal(run.runId(), total, receive)
                .filter(now -> now.state() == RunItem.State.SEALED)
                .isPresent();
        return sealed ? Optional.empty() : Optional.of(comeBack(Reason.LEDGER_CHANGED));
    }

    private Outcome later(RunItem run, RunPlace place, Listing listing, Receive receive) {
        if (listing.hasRead()) {
            save(run, place, listing, receive);
        }
        return comeBack(Reason.TIME_SHORT);
    }

    private void save(RunItem run, RunPlace before, Listing listing, Receive receive) {
        List<String> added = LeftText.write(listing.added());
        runs.savePlace(run.runId(), before, listing.place(before.chunks() + added.size()), added, receive);
        log.write(Decision.info("select", "the listing is interrupted")
                .with("run", run.runId())
                .with("left", listing.left().size()));
    }

    private Outcome comeBack(Reason why) {
        return new Outcome.ComeBack(delays.shortest(), why, "");
    }
}
