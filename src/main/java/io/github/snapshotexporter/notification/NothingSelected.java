package io.github.snapshotexporter.notification;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Why a run had nothing to do, in words, and what to change if that is a surprise.
 *
 * @param leftOut how many snapshots were left out, by reason
 */
record NothingSelected(Map<String, Integer> leftOut) {
    private static final String EXPORTED = "AlreadyExported";

    /** What decides about a snapshot, by the reason for which it was left out. */
    private static final Map<String, String> DECIDED_BY = Map.of(
            "OtherType", "SelectResourceTypes",
            "OtherSource", "SelectSources",
            "OtherName", "SelectNamePattern",
            "NoName", "SelectNamePattern",
            "OtherTags", "SelectTagKey, or the required tag",
            "TooOld", "SelectCreatedWithin");

    static NothingSelected in(JsonNode document) {
        Map<String, Integer> leftOut = new LinkedHashMap<>();
        document.path("leftOut")
                .properties()
                .forEach(count -> leftOut.put(count.getKey(), count.getValue().asInt()));
        return new NothingSelected(leftOut);
    }

    String headline() {
        int all = leftOut.values().stream().mapToInt(Integer::intValue).sum();
        int exported = leftOut.getOrDefault(EXPORTED, 0);
        if (all == 0) {
            return "Nothing was to be exported: Lightsail has no snapshot in this Region that could be selected.";
        }
        if (exported == all) {
            return "Nothing was to be exported: "
                    + (all == 1 ? "the only snapshot is" : "all " + all + " snapshots are") + " exported already.";
        }
        return exported == 0
                ? "Nothing was to be exported: "
                        + (all == 1 ? "the only snapshot was" : "all " + all + " snapshots were") + " left out."
                : "Nothing was to be exported: of " + all + " snapshots, " + exported
                        + " are exported already, and the others were left out.";
    }

    String nextStep() {
        if (leftOut.isEmpty()) {
            return "make a snapshot, or switch on the automatic snapshots of an instance, which nights take with"
                    + " AutomaticSnapshots=SELECT; and look whether this is the Region that you use Lightsail in.";
        }
        List<String> changes = leftOut.keySet().stream()
                .filter(DECIDED_BY::containsKey)
                .map(reason -> DECIDED_BY.get(reason) + " (" + leftOut.get(reason) + " " + RunEmail.words(reason) + ")")
                .toList();
        return changes.isEmpty()
                ? "none."
                : "none, if you expected that. If not, what left them out is in the selection, for a night: "
                        + String.join(", ", changes) + ".";
    }
}
