package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** What a call that changes something answers with, and GetOperation describes. */
interface EmulatedOperation {

    String id();

    String resourceName();

    Instant createdAt();

    /** The operation as it is now; does not count as a look. */
    ObjectNode show(Instant now);

    /** The operation as one look shows it. */
    ObjectNode look(Instant now);
}
