package io.github.snapshotexporter.localcloud;

import java.time.Instant;
import java.util.Map;

/**
 * A message as a receive delivers it.
 *
 * @param messageId the id, the same in every delivery
 * @param receiptHandle the handle of this delivery; empty where the message was only peeked at
 * @param body the text
 * @param attributes the system attributes
 * @param messageAttributes the message attributes' values
 */
public record QueuedMessage(
        String messageId,
        String receiptHandle,
        String body,
        Map<String, String> attributes,
        Map<String, String> messageAttributes) {

    /** A message that was sent, and received for the first time, at this moment. */
    public static QueuedMessage justReceived(String id, String body, Instant at) {
        String time = Long.toString(at.toEpochMilli());
        return new QueuedMessage(
                "message-" + id,
                "handle-" + id,
                body,
                Map.of(
                        "ApproximateReceiveCount", "1",
                        "SentTimestamp", time,
                        "ApproximateFirstReceiveTimestamp", time),
                Map.of());
    }
}
