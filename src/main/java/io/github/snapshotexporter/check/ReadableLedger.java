package io.github.snapshotexporter.check;

import io.github.snapshotexporter.ledger.ExportLedger;
import java.time.Instant;

/** Whether the ledger's table is there and may be read. */
final class ReadableLedger implements Question {
    private final ExportLedger exports;

    ReadableLedger(ExportLedger exports) {
        this.exports = exports;
    }

    @Override
    public Finding look(Instant deadline) {
        exports.find("check");
        return Finding.ok("It can be read.");
    }
}
