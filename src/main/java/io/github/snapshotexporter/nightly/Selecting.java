package io.github.snapshotexporter.nightly;

import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.Selection;
import io.github.snapshotexporter.job.Stop;
import io.github.snapshotexporter.ledger.RunItem;
import io.github.snapshotexporter.ledger.RunLedger;
import io.github.snapshotexporter.ledger.RunMember;
import io.github.snapshotexporter.ledger.RunMembers;
import io.github.snapshotexporter.ledger.RunPlace;
import io.github.snapshotexporter.lightsail.TroubleException;
import io.github.snapshotexporter.selection.Candidate;
import io.github.snapshotexporter.selection.CandidateText;
import io.github.snapshotexporter.selection.Choice;
import io.github.snapshotexporter.telemetry.Decision;
import io.github.snapshotexporter.telemetry.DecisionLog;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;

/**
 * Chooses a run's members and writes them down. A receive whose time gets short, or that meets trouble, keeps how far its
 * listing has come, and the next one goes on from there.
 */
final class Selecting {
    /** Members written before the time is looked at again. */
    private static final int AT_ONCE = 400;

    private final Decisions decisions;
    private final RunLedger runs;
    private final RunMembers members;
    private final Clock clock;
    private final DecisionLog log;

    Selecting(Decisions decisions, RunLedger runs, RunMembers members, Clock clock, DecisionLog log) {
        this.decisions = decisions;
        this.runs = runs;
        this.members = members;
        this.clock = clock;
        this.log = log;
    }

    /**
     * Goes on with choosing, until the run is sealed.
     *
     * @throws Stop where that takes another receive
     * @throws TroubleException when Lightsail cannot be listed
     */
    void select(RunItem run, Selection selection, Receive receive) {
        TimeLeft time = new TimeLeft(clock, receive);
        LeftOut leftOut = LeftOut.of(run);
        SnapshotListing listing = decisions.listing(
                selection,
                run.runTime(),
                run.place(),
                candidatesBefore(run),
                dropped -> dropped(run, dropped, leftOut));
        while (!listing.isComplete()) {
            readPage(run, listing, leftOut, receive);
            if (time.isShort()) {
                throw later(run, listing, leftOut, receive);
            }
        }
        if (listing.hasRead() && time.isHalfOver()) {
            throw later(run, listing, leftOut, receive);
        }
        List<Choice> choices = decide(run, selection, listing, leftOut, receive);
        List<Candidate> selected =
                choices.stream().map(Choice::selected).flatMap(Optional::stream).toList();
        if (!write(run, selection, selected, time)) {
            throw later(run, listing, leftOut, receive);
        }
        choices.forEach(leftOut::count);
        seal(run, selected.size(), leftOut, receive);
    }

    private void dropped(RunItem run, Choice choice, LeftOut leftOut) {
        leftOut.count(choice);
        choice.refusal()
                .ifPresent(refusal ->
                        log.write(Decision.warning("select", "the automatic snapshots of a source cannot be listed")
                                .with("run", run.runId())
                                .with("fromResource", choice.name())
                                .with("detail", refusal)));
    }

    private List<Candidate> candidatesBefore(RunItem run) {
        return run.place()
                .map(place -> CandidateText.read(runs.left(run.runId(), place)))
                .orElse(List.of());
    }

    private void readPage(RunItem run, SnapshotListing listing, LeftOut leftOut, Receive receive) {
        try {
            listing.readPage();
        } catch (TroubleException trouble) {
            boolean tokenIsRefused = trouble.mayBeOfToken(run.place().flatMap(RunPlace::token));
            if (listing.hasRead()) {
                save(run, listing, leftOut, receive);
            } else if (tokenIsRefused) {
                runs.forgetPlace(run.runId(), receive);
            }
            throw tokenIsRefused ? trouble.waitedOut() : trouble;
        }
    }

    private List<Choice> decide(
            RunItem run, Selection selection, SnapshotListing listing, LeftOut leftOut, Receive receive) {
        try {
            return decisions.decide(selection, run.runTime(), listing.candidates(), receive.deadline());
        } catch (TroubleException trouble) {
            if (listing.hasRead()) {
                save(run, listing, leftOut, receive);
            }
            throw trouble;
        }
    }

    /** @return whether all are written */
    private boolean write(RunItem run, Selection selection, List<Candidate> selected, TimeLeft time) {
        Set<String> written = members.of(run.runId()).map(RunMember::key).collect(Collectors.toSet());
        // Those that a crashed receive has written stay, even if newer ones have come since.
        int room = selection.limit().map(limit -> limit - written.size()).orElse(Integer.MAX_VALUE);
        List<Candidate> missing = selected.stream()
                .filter(candidate -> !written.contains(candidate.key()))
                .limit(Math.max(0, room))
                .toList();
        for (List<Candidate> some : parts(missing, AT_ONCE)) {
            if (time.isShort()) {
                return false;
            }
            Parallel.forEach(parts(some, RunMembers.AT_ONCE), part -> {
                members.add(run.runId(), part.stream().map(Candidate::member).toList());
                return part;
            });
        }
        return true;
    }

    private static <T> List<List<T>> parts(List<T> whole, int size) {
        return whole.stream().gather(Gatherers.windowFixed(size)).toList();
    }

    /** A crash before this selects anew and adds what is new by then: so the members are counted where they stand. */
    private void seal(RunItem run, int selected, LeftOut leftOut, Receive receive) {
        int total = Math.toIntExact(members.of(run.runId()).count());
        log.write(Decision.info("select", "the members of the run are chosen")
                .with("run", run.runId())
                .with("selected", selected)
                .with("members", total)
                .with("leftOut", leftOut));
        boolean isSealed = runs.seal(run.runId(), total, leftOut.byCode(), receive)
                .filter(now -> now.state() == RunItem.State.SEALED)
                .isPresent();
        if (!isSealed) {
            throw Stop.lost();
        }
    }

    private Stop later(RunItem run, SnapshotListing listing, LeftOut leftOut, Receive receive) {
        if (listing.hasRead()) {
            save(run, listing, leftOut, receive);
        }
        return Stop.shortOfTime("page or part of the run");
    }

    private void save(RunItem run, SnapshotListing listing, LeftOut leftOut, Receive receive) {
        int chunksBefore = run.place().map(RunPlace::chunks).orElse(0);
        List<String> added = CandidateText.write(listing.added());
        RunPlace place = new RunPlace(
                listing.next(), listing.token(), listing.asked(), chunksBefore + added.size(), leftOut.byCode());
        runs.savePlace(run.runId(), place, added, receive);
        log.write(Decision.info("select", "the listing is interrupted")
                .with("run", run.runId())
                .with("left", listing.candidates().size()));
    }
}
