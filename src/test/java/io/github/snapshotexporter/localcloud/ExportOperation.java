package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One of the operations of an export. */
record ExportOperation(EmulatedExport export, int index) implements EmulatedOperation {

    static Stream<EmulatedOperation> all(EmulatedExport export) {
        return IntStream.range(0, export.accepted().operationIds().size())
                .mapToObj(index -> new ExportOperation(export, index));
    }

    @Override
    public String id() {
        return export.accepted().operationIds().get(index);
    }

    @Override
    public String resourceName() {
        return export.operationResourceName();
    }

    @Override
    public Instant createdAt() {
        return export.accepted().at();
    }

    @Override
    public ObjectNode show(Instant now) {
        return export.operation(index, now);
    }

    @Override
    public ObjectNode look(Instant now) {
        return export.lookAtOperation(index, now);
    }
}
