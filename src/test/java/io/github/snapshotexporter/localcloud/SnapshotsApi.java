package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The calls that describe, list and delete snapshots. */
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

    /** Deletes at once, whatever is going on with the snapshot: what the service refuses is not documented. */
    ObjectNode delete(SnapshotKind kind, String operation, JsonNode input) {
        SnapshotScript snapshot = named(kind, input);
        SnapshotOperation deletion = SnapshotOperation.done(operation, snapshot, state.now());
        if (!state.delete(snapshot, deletion)) {
            throw LightsailInput.notFound(kind.resourceType(), snapshot.name());
        }
        return deletion.answer();
    }

    private SnapshotScript named(SnapshotKind kind, JsonNode input) {
        String name = LightsailInput.resourceName(input, kind.member() + "Name");
        return state.snapshot(name)
                .filter(snapshot -> snapshot.kind() == kind)
                .orElseThrow(() -> LightsailInput.notFound(kind.resourceType(), name));
    }
}
