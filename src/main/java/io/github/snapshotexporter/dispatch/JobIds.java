package io.github.snapshotexporter.dispatch;

import io.github.snapshotexporter.event.Content;
import io.github.snapshotexporter.job.ExportRequest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/**
 * Which job a message is.
 *
 * @param id what people see: the request's own id, else the one its message carries, else the message's
 * @param key what the ledger knows it by; ids that people give may stand for several snapshots
 */
record JobIds(String id, String key) {

    /** @param carried by the message as an attribute */
    static JobIds of(Content content, String body, Optional<String> carried, String messageId) {
        if (content instanceof Content.Wanted(ExportRequest request)) {
            return request.requestId()
                    .or(() -> carried)
                    .map(given -> new JobIds(given, given + "#" + request.sourceSnapshotName()))
                    .orElseGet(() -> new JobIds(messageId, messageId));
        }
        return carried.map(given -> new JobIds(given, given + "#" + nameOf(body)))
                .orElseGet(() -> new JobIds(messageId, messageId));
    }

    private static UUID nameOf(String body) {
        return UUID.nameUUIDFromBytes(body.getBytes(StandardCharsets.UTF_8));
    }
}
