package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * A message that a topic has taken.
 *
 * @param topicArn the topic
 * @param subject the subject, or null
 * @param message the message as it came
 * @param document the JSON that subscribers get by default; null where that is not JSON
 * @param email the text for e-mail subscribers; the default text where the message has none of its own
 * @param attributes the message attributes' values
 */
public record Published(
        String topicArn,
        String subject,
        String message,
        JsonNode document,
        String email,
        Map<String, String> attributes) {}
