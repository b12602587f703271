package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The calls that describe and list snapshots. */
final class SnapshotsApi {

    private final LightsailState state;
    private final Pages pages;

    SnapshotsApi(LightsailState state, Pages pages) {
        this.state = state;
        this.pages = pages;
    }

    ObjectNode describe(SnapshotKind kind, JsonNode input) {
        return Json.object().set(kind.member(), named(kind, input).look(state.now()));
    }

    ObjectNode list(SnapshotKind kind, String operation, JsonNode input) {
        return pages.page(
                operation, input, kind.member() + "s", state.snapshots(kind), snapshot -> snapshot.look(state.now()));
    }

    private SnapshotScript named(SnapshotKind kind, JsonNode input) {
        String name = LightsailInput.resourceName(input, kind.member() + "Name");
        return state.snapshot(name)
                .filter(snapshot -> snapshot.kind() == kind)
                .orElseThrow(() -> LightsailInput.notFound(kind.resourceType(), name));
    }
}
