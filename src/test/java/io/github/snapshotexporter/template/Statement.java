package io.github.snapshotexporter.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * One statement of a policy.
 *
 * @param resource the logical id of the resource that has the policy
 */
record Statement(String resource, JsonNode json) {

    /** The resource and the statement's own id, for people and for lists of exceptions. */
    String place() {
        return resource + "/" + json.path("Sid").asText();
    }

    boolean allows() {
        return json.path("Effect").asText().equals("Allow");
    }

    /** Each action with each resource that it is about. */
    List<Grant> grants() {
        List<Grant> grants = new ArrayList<>();
        for (String action : Template.texts(json.path("Action"))) {
            for (String target : Template.texts(json.path("Resource"))) {
                grants.add(new Grant(action, target));
            }
        }
        return grants;
    }
}
