package io.github.snapshotexporter.dispatch;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.snapshotexporter.selection.Choice;
import io.github.snapshotexporter.wire.CutList;
import java.util.Comparator;
import java.util.List;

/** What a run would do: the decision about every snapshot, and why. */
record DryRun(String runId, List<Choice> choices) implements Reply {
    private static final JsonMapper JSON = new JsonMapper();

    @Override
    public String toJson() {
        ObjectNode json = JSON.createObjectNode()
                .put("runId", runId)
                .put("dryRun", true)
                .put("selected", choices.stream().filter(Choice::isSelected).count());
        List<ObjectNode> decisions = written(choices);
        if (!CutList.fits(decisions, LARGEST_LIST)) {
            decisions = CutList.of(written(selectedFirst()), LARGEST_LIST);
        }
        json.putArray("decisions").addAll(decisions);
        json.put("decisionsOmitted", choices.size() - decisions.size());
        return json.toString();
    }

    private static List<ObjectNode> written(List<Choice> choices) {
        return choices.stream().map(DryRun::written).toList();
    }

    private static ObjectNode written(Choice choice) {
        return JSON.createObjectNode()
                .put("sourceSnapshotName", choice.name())
                .put("resourceType", choice.resourceType().wireName())
                .put("state", choice.stateName())
                .put("decision", choice.isSelected() ? "Selected" : "Skipped")
                .put("reason", choice.verdict().code());
    }

    /** What is cut must not be what matters. */
    private List<Choice> selectedFirst() {
        return choices.stream()
                .sorted(Comparator.comparing(Choice::isSelected).reversed())
                .toList();
    }
}
