package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The calls that describe instances, disks and their automatic snapshots. */
final class ResourcesApi {

    private final LightsailState state;
    private final Pages pages;

    ResourcesApi(LightsailState state, Pages pages) {
        this.state = state;
        this.pages = pages;
    }

    ObjectNode list(SnapshotKind kind, String operation, JsonNode input) {
        String member = kind == SnapshotKind.INSTANCE ? "instances" : "disks";
        return pages.page(operation, input, member, state.resources(kind), ResourceScript::show);
    }

    /** Not paged. Inferred: the list is empty where there never was an automatic snapshot. */
    ObjectNode autoSnapshots(JsonNode input) {
        String name = LightsailInput.resourceName(input, "resourceName");
        return state.resource(name)
                .orElseThrow(() -> LightsailInput.notFound("Resource", name))
                .showAutoSnapshots();
    }
}
