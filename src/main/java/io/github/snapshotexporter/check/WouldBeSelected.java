package io.github.snapshotexporter.check;

import io.github.snapshotexporter.job.Selection;
import io.github.snapshotexporter.nightly.NightlyRuns;
import io.github.snapshotexporter.selection.Choice;
import io.github.snapshotexporter.selection.Verdict;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the night would export if it were now: the dry run of the stack's own selection. */
final class WouldBeSelected implements Question {
    private static final int NAMED = 5;

    private final NightlyRuns nightly;
    private final Selection policy;

    WouldBeSelected(NightlyRuns nightly, Selection policy) {
        this.nightly = nightly;
        this.policy = policy;
    }

    @Override
    public Finding look(Instant deadline) {
        List<Choice> choices = nightly.dryRun(policy, deadline);
        List<String> names =
                choices.stream().filter(Choice::isSelected).map(Choice::name).toList();
        Map<Verdict, Long> leftOut = choices.stream()
                .filter(choice -> !choice.isSelected())
                .collect(Collectors.groupingBy(
                        Choice::verdict, () -> new EnumMap<>(Verdict.class), Collectors.counting()));
        if (!names.isEmpty()) {
            return Finding.ok("If the night were now, it would export " + snapshots(names.size()) + ": "
                    + String.join(", ", names.subList(0, Math.min(NAMED, names.size())))
                    + (names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "") + "."
                    + leftOut(leftOut));
        }
        if (choices.isEmpty()) {
            return Finding.notOk(
                    "If the night were now, it would export nothing: Lightsail has no snapshots in this Region that could"
                            + " be selected.",
                    policy.includeAutomatic()
                            ? "Make a snapshot, or switch on an instance's automatic snapshots, and look whether this is"
                                    + " the Region that Lightsail is used in."
                            : "Make a snapshot by hand, or deploy with AutomaticSnapshots=SELECT, which takes the automatic"
                                    + " ones; and look whether this is the Region that Lightsail is used in.");
        }
        // What is older than an exported one is left out for that, or for its age: there is nothing wrong with it.
        if (leftOut.containsKey(Verdict.ALREADY_EXPORTED)) {
            return Finding.ok("What the night would take is exported already." + leftOut(leftOut));
        }
        return Finding.notOk(
                "If the night were now, it would export nothing." + leftOut(leftOut),
                "The parameters that begin with Select decide, and AutomaticSnapshots. A dry run tells the reason of each"
                        + " snapshot, if it is asked for with the same members.");
    }

    private static String leftOut(Map<Verdict, Long> leftOut) {
        return leftOut.isEmpty()
                ? ""
                : leftOut.entrySet().stream()
                        .map(entry -> entry.getValue() + " " + entry.getKey().code())
                        .collect(Collectors.joining(", ", " Left out: ", "."));
    }

    private static String snapshots(int count) {
        return count == 1 ? "1 snapshot" : count + " snapshots";
    }
}
