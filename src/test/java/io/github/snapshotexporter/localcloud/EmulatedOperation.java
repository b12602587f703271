package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One of the operations of an export. */
record EmulatedOperation(EmulatedExport export, int index) {

    static Stream<EmulatedOperation> all(EmulatedExport export) {
        return IntStream.range(0, export.accepted().operationIds().size())
                .mapToObj(index -> new EmulatedOperation(export, index));
    }

    String id() {
        return export.accepted().operationIds().get(index);
    }

    ObjectNode show(Instant now) {
        return export.operation(index, now);
    }

    ObjectNode look(Instant now) {
        return export.lookAtOperation(index, now);
    }
}
