package io.github.snapshotexporter.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A queue that takes every message, and answers with the digests that the SDK checks. */
final class CannedQueue {
    private final List<String> sent = new ArrayList<>();

    synchronized List<String> sent() {
        return List.copyOf(sent);
    }

    synchronized void clear() {
        sent.clear();
    }

    /** The answer; empty where the operation is none of a queue's. */
    Optional<ObjectNode> answer(String operation, JsonNode input) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        return switch (operation) {
            case "SendMessage" -> Optional.of(send(input, answer));
            case "SendMessageBatch" -> {
                ArrayNode sentOnes = answer.putArray("Successful");
                input.path("Entries")
                        .forEach(entry -> sentOnes.add(send(entry, JsonNodeFactory.instance.objectNode())
                                .set("Id", entry.path("Id"))));
                yield Optional.of(answer);
            }
            case "ChangeMessageVisibility" -> Optional.of(answer);
            default -> Optional.empty();
        };
    }

    private synchronized ObjectNode send(JsonNode input, ObjectNode answer) {
        String body = input.path("MessageBody").asText();
        sent.add(body);
        MessageDigest ofBody = md5();
        ofBody.update(utf8(body));
        return answer.put("MessageId", "rehearsal-" + sent.size())
                .put("MD5OfMessageBody", hex(ofBody))
                .put("MD5OfMessageAttributes", hex(ofAttributes(input.path("MessageAttributes"))));
    }

    /**
     * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html">how
     *     the digest of attributes is made</a>
     */
    private static MessageDigest ofAttributes(JsonNode attributes) {
        MessageDigest digest = md5();
        TreeMap<String, JsonNode> byName = new TreeMap<>();
        attributes.properties().forEach(attribute -> byName.put(attribute.getKey(), attribute.getValue()));
        byName.forEach((name, value) -> {
            update(digest, name);
            update(digest, value.path("DataType").asText());
            digest.update((byte) 1);
            update(digest, value.path("StringValue").asText());
        });
        return digest;
    }

    private static void update(MessageDigest digest, String part) {
        byte[] bytes = utf8(part);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has it", impossible);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
