package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** ExportSnapshot, and the records of what was exported. */
final class ExportsApi {

    private final LightsailState state;
    private final Pages pages;
    private volatile boolean newestRecordsFirst;

    ExportsApi(LightsailState state, Pages pages) {
        this.state = state;
        this.pages = pages;
    }

    void newestRecordsFirst(boolean newestFirst) {
        newestRecordsFirst = newestFirst;
    }

    /** The snapshot that an ExportSnapshot call names; refused unless it is ready. */
    SnapshotScript exportSource(JsonNode input) {
        String name = LightsailInput.resourceName(input, "sourceSnapshotName");
        SnapshotScript snapshot = state.snapshot(name).orElseThrow(() -> LightsailInput.notFound("Snapshot", name));
        if (!snapshot.isExportable(state.now())) {
            throw LightsailInput.notReady(snapshot, snapshot.stateAt(state.now()), "exported");
        }
        return snapshot;
    }

    /** Accepts an export, and gives the answer to the call. */
    ObjectNode accept(SnapshotScript snapshot, int operations) {
        return started(state.accept(new EmulatedExport(snapshot, snapshot.nextExport(), operations, state.now())));
    }

    ObjectNode records(String operation, JsonNode input) {
        List<EmulatedExport> exports = state.listedExports();
        return pages.page(
                operation,
                input,
                "exportSnapshotRecords",
                newestRecordsFirst ? exports.reversed() : exports,
                export -> export.lookAtRecord(state.now()));
    }

    private static ObjectNode started(EmulatedExport export) {
        ObjectNode output = Json.object();
        ArrayNode operations = output.putArray("operations");
        ExportOperation.all(export)
                .map(operation -> operation.show(export.accepted().at().minusMillis(1)))
                .forEach(operations::add);
        return output;
    }
}
