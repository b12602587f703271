package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The calls that describe operations. */
final class OperationsApi {

    private final LightsailState state;
    private final Pages pages;

    OperationsApi(LightsailState state, Pages pages) {
        this.state = state;
        this.pages = pages;
    }

    ObjectNode operation(JsonNode input) {
        String id = LightsailInput.required(input, "operationId");
        EmulatedOperation found = state.operations().stream()
                .filter(operation -> operation.id().equals(id))
                .findFirst()
                .orElseThrow(() -> LightsailInput.notFound("Operation", id));
        return Json.object().set("operation", found.look(state.now()));
    }

    ObjectNode operations(String call, JsonNode input) {
        return page(call, input, state.operations());
    }

    ObjectNode operationsForResource(String call, JsonNode input) {
        String name = LightsailInput.resourceName(input, "resourceName");
        List<EmulatedOperation> found = state.operations().stream()
                .filter(operation -> operation.resourceName().equals(name))
                .toList();
        if (found.isEmpty() && !state.isKnown(name)) {
            throw LightsailInput.notFound("Resource", name);
        }
        return page(call, input, found);
    }

    private ObjectNode page(String call, JsonNode input, List<EmulatedOperation> all) {
        return pages.page(call, input, "operations", all, operation -> operation.show(state.now()));
    }
}
