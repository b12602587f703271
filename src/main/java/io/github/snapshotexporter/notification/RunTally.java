package io.github.snapshotexporter.notification;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.snapshotexporter.ledger.RunMember;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How many of a run's members ended in which way. */
record RunTally(int selected, Map<RunMember.Outcome, Integer> ended, int exportedGb) {

    static RunTally of(List<RunMember> members) {
        Map<RunMember.Outcome, Integer> ended = new EnumMap<>(RunMember.Outcome.class);
        int gigabytes = 0;
        for (RunMember member : members) {
            member.outcome().ifPresent(outcome -> ended.merge(outcome, 1, Integer::sum));
            if (member.outcome().filter(RunMember.Outcome.EXPORTED::equals).isPresent()) {
                gigabytes += member.sizeInGb().orElse(0);
            }
        }
        return new RunTally(members.size(), ended, gigabytes);
    }

    /** {@code FAILED}: nothing came out though something was selected; {@code PARTIAL}: not all of it did. */
    String status() {
        int good = count(RunMember.Outcome.EXPORTED) + count(RunMember.Outcome.ALREADY_EXPORTED);
        if (good == selected) {
            return "OK";
        }
        return good == 0 ? "FAILED" : "PARTIAL";
    }

    ObjectNode summary() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("selected", selected)
                .put("exported", count(RunMember.Outcome.EXPORTED))
                .put("alreadyExported", count(RunMember.Outcome.ALREADY_EXPORTED))
                .put("failed", count(RunMember.Outcome.FAILED))
                .put("rejected", count(RunMember.Outcome.REJECTED))
                .put("unfinished", unfinished())
                .put("exportedGb", exportedGb);
    }

    private int unfinished() {
        return selected - ended.values().stream().mapToInt(Integer::intValue).sum();
    }

    private int count(RunMember.Outcome outcome) {
        return ended.getOrDefault(outcome, 0);
    }

    /** What needs a person comes first. */
    static List<RunMember> worstFirst(List<RunMember> members) {
        return members.stream()
                .sorted(Comparator.comparingInt(RunTally::rank)
                        .thenComparing(RunMember::sourceSnapshotName)
                        .thenComparing(RunMember::key))
                .toList();
    }

    private static int rank(RunMember member) {
        return member.outcome()
                .map(outcome -> switch (outcome) {
                    case FAILED -> 0;
                    case REJECTED -> 1;
                    case EXPORTED -> 3;
                    case ALREADY_EXPORTED -> 4;
                })
                .orElse(2);
    }
}
