package io.github.snapshotexporter.check;

import java.time.Instant;

/** One thing that has to be right for the next night. */
interface Question {
    /**
     * Looks; reads only. Throws the SDK's exceptions, and {@link io.github.snapshotexporter.lightsail.TroubleException},
     * where a service does not answer.
     *
     * @param deadline when the invocation ends
     */
    Finding look(Instant deadline);
}
