package io.github.snapshotexporter.lightsail;

import java.util.List;

/** What came of one ExportSnapshot. */
public sealed interface ExportAnswer {
    /** Lightsail took it; it may have returned any number of operations, none included. */
    record Accepted(List<Operation> operations) implements ExportAnswer {
        public Accepted {
            operations = List.copyOf(operations);
        }
    }

    /** Lightsail refused it, or nobody knows. */
    record Troubled(TroubleException cause) implements ExportAnswer {}
}
