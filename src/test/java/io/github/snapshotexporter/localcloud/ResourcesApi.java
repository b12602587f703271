package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The calls that describe and delete instances and disks, and describe their automatic snapshots. */
final class ResourcesApi {

    private final LightsailState state;
    private final Pages pages;

    ResourcesApi(LightsailState state, Pages pages) {
        this.state = state;
        this.pages = pages;
    }

    ObjectNode list(SnapshotKind kind, String operation, JsonNode input) {
        return pages.page(operation, input, member(kind) + "s", state.resources(kind), ResourceScript::look);
    }

    ObjectNode describe(SnapshotKind kind, JsonNode input) {
        return Json.object().set(member(kind), named(kind, input).look());
    }

    /** Deletes at once, whatever is going on with it. */
    ObjectNode delete(SnapshotKind kind, String operation, JsonNode input) {
        ResourceScript resource = named(kind, input);
        ResourceOperation deletion = ResourceOperation.done(operation, resource, state.now());
        if (!state.delete(resource, deletion)) {
            throw LightsailInput.notFound(kind.source(), resource.name());
        }
        return LightsailJson.operations(deletion.begun());
    }

    /** Not paged. Inferred: the list is empty where there never was an automatic snapshot. */
    ObjectNode autoSnapshots(JsonNode input) {
        String name = LightsailInput.resourceName(input, "resourceName");
        return state.resource(name)
                .orElseThrow(() -> LightsailInput.notFound("Resource", name))
                .showAutoSnapshots();
    }

    private ResourceScript named(SnapshotKind kind, JsonNode input) {
        return LightsailInput.resource(state, kind, input);
    }

    private static String member(SnapshotKind kind) {
        return kind == SnapshotKind.INSTANCE ? "instance" : "disk";
    }
}
