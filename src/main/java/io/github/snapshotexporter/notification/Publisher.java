package io.github.snapshotexporter.notification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.snapshotexporter.settings.Documentation;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;

/**
 * Publishes a document: the JSON itself, a readable text for e-mail, and message attributes to filter by, all made from the
 * document alone. Throws the SDK's exceptions after the SDK's retries.
 */
public final class Publisher {
    /** SNS takes 262,144 bytes with attributes. */
    private static final int LARGEST_MESSAGE = 200_000;

    private static final JsonMapper JSON = new JsonMapper();

    private final SnsClient sns;
    private final String topicArn;
    private final Documentation pages;

    /** @param pages to which a mail leads */
    public Publisher(SnsClient sns, String topicArn, Documentation pages) {
        this.sns = sns;
        this.topicArn = topicArn;
        this.pages = pages;
    }

    /**
     * Publishes a document.
     *
     * @param document as {@link Documents} wrote it
     * @param lastTry whether a failure is answered instead of thrown
     * @return why nobody was told; empty where it is published
     */
    public Optional<String> publish(String document, boolean lastTry) {
        ObjectNode json = read(document);
        try {
            send(json);
            return Optional.empty();
        } catch (SdkException unpublished) {
            if (!lastTry) {
                throw unpublished;
            }
            return Optional.of(json.path("type").asText() + " could not be published: " + unpublished.getMessage());
        }
    }

    private void send(ObjectNode json) {
        Email email = Email.about(json, pages);
        String message = message(json, email.text());
        ArrayNode operations =
                json.path("operations").isArray() ? json.withArray("operations") : JSON.createArrayNode();
        for (int over = over(message); over > 0 && !operations.isEmpty(); over = over(message)) {
            dropLast(operations, over);
            message = message(json, email.text());
        }
        String fitting = message;
        sns.publish(request -> request.topicArn(topicArn)
                .subject(email.subject())
                .messageStructure("json")
                .message(fitting)
                .messageAttributes(attributes(json)));
    }

    private static ObjectNode read(String document) {
        try {
            return (ObjectNode) JSON.readTree(document);
        } catch (JsonProcessingException malformed) {
            throw new IllegalStateException("this is not a document that the exporter has written", malformed);
        }
    }

    private static String message(ObjectNode document, String email) {
        return JSON.createObjectNode()
                .put("default", document.toString())
                .put("email", email)
                .toString();
    }

    private static int over(String message) {
        return utf8(message) - LARGEST_MESSAGE;
    }

    /** Each counts for a byte more than it takes in the message, so that none is dropped that would fit. */
    private static void dropLast(ArrayNode operations, int bytes) {
        for (int left = bytes; left > 0 && !operations.isEmpty(); ) {
            String dropped = operations.remove(operations.size() - 1).toString();
            left -= utf8(TextNode.valueOf(dropped).toString());
        }
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static Map<String, MessageAttributeValue> attributes(JsonNode document) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("type", document.path("type").asText());
        values.put("reason", document.path("error").path("reason").asText());
        values.put(
                "resourceType", document.path("snapshot").path("resourceType").asText());
        values.put("sourceSnapshotName", document.path("sourceSnapshotName").asText());
        values.put(
                "fromResourceName",
                document.path("snapshot").path("fromResourceName").asText());
        // Who filters by it hears of a run in its report, and that was made before.
        values.put(
                "runId",
                document.path("runReported").asBoolean()
                        ? ""
                        : document.path("runId").asText());
        return values.entrySet().stream()
                .filter(attribute -> !attribute.getValue().isEmpty())
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        attribute -> MessageAttributeValue.builder()
                                .dataType("String")
                                .stringValue(attribute.getValue())
                                .build()));
    }
}
