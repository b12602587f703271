package io.github.snapshotexporter.dispatch;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.snapshotexporter.nightly.Candidate;
import io.github.snapshotexporter.nightly.Choice;
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
        ArrayNode decisions = json.putArray("decisions");
        for (Choice choice : choices) {
            Candidate candidate = choice.candidate();
            decisions
                    .addObject()
                    .put("sourceSnapshotName", candidate.name().value())
                    .put("resourceType", candidate.resourceType().wireName())
                    .put("state", candidate.stateName())
                    .put("decision", choice.isSelected() ? "Selected" : "Skipped")
                    .put("reason", choice.verdict().code());
        }
        return json.toString();
    }
}
