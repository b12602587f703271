package io.github.snapshotexporter.localcloud;

import java.time.Instant;
import java.time.LocalDate;

/** An automatic snapshot: it has neither a name nor an ARN, only the day it stands for. */
record AutoSnapshot(LocalDate date, String status, Instant createdAt) {

    /** Whether it can be copied, or restored. */
    boolean isRestorable() {
        return status.equals("Success");
    }
}
