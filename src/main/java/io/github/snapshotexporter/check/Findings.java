package io.github.snapshotexporter.check;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * What a check of the stack has found.
 *
 * @param byName in the order in which they are told
 */
public record Findings(Map<String, Finding> byName) {
    private static final JsonMapper JSON = new JsonMapper();

    /** As the invoker gets it. */
    public String toJson() {
        ObjectNode json = JSON.createObjectNode().put("check", worst().word());
        ArrayNode lines = json.putArray("lines");
        byName.forEach((what, finding) -> {
            ObjectNode line = lines.addObject()
                    .put("what", what)
                    .put("state", finding.state().word())
                    .put("says", finding.says());
            finding.next().ifPresent(next -> line.put("next", next));
        });
        return json.toString();
    }

    /** What cannot be told is no reason to worry. */
    private Finding.State worst() {
        return byName.values().stream().anyMatch(finding -> finding.state() == Finding.State.NOT_OK)
                ? Finding.State.NOT_OK
                : Finding.State.OK;
    }
}
