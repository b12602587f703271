package io.github.snapshotexporter.event;

import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.snapshotexporter.job.InvalidRequestException;
import io.github.snapshotexporter.wire.JsonText;
import io.github.snapshotexporter.wire.Members;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Decides what invoked the function. */
public final class PayloadDecoder {
    /** The event classes follow Java's naming, the payloads AWS's ({@code Records}, {@code eventSourceARN}). */
    private static final JsonMapper EVENTS = JsonMapper.builder()
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final MessageDecoder messages;

    public PayloadDecoder(MessageDecoder messages) {
        this.messages = messages;
    }

    /** @throws InvalidRequestException when the payload is not JSON, or a batch that SQS cannot have sent */
    public Trigger decode(byte[] payload) {
        String text = decodeUtf8(payload);
        JsonNode json = JsonText.parse(text);
        if ("aws:sqs".equals(json.path("Records").path(0).path("eventSource").textValue())) {
            return new Trigger.QueueBatch(queueMessages(json));
        }
        if (SnsRecords.isSns(json)) {
            String message = SnsRecords.onlyMessage(json);
            return new Trigger.Direct(messages.decodeWrapped(message), message);
        }
        if (json.has("check")) {
            requireCheck(new Members(json));
            return new Trigger.Check();
        }
        return new Trigger.Direct(messages.decodeDirect(json), text);
    }

    private static void requireCheck(Members members) {
        members.allow(Set.of("check"));
        JsonNode check = members.json().get("check");
        if (!check.isObject() || !check.isEmpty()) {
            throw new InvalidRequestException("check must be an empty object, {\"check\": {}}");
        }
    }

    private static String decodeUtf8(byte[] payload) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(payload))
                    .toString();
        } catch (CharacterCodingException undecodable) {
            throw new InvalidRequestException("The payload must be JSON in UTF-8, but its bytes are not", undecodable);
        }
    }

    private static List<QueueMessage> queueMessages(JsonNode json) {
        try {
            return EVENTS.treeToValue(json, SQSEvent.class).getRecords().stream()
                    .map(QueueMessage::of)
                    .toList();
        } catch (JsonProcessingException malformed) {
            throw new InvalidRequestException("Expected an SQS event, but its records are malformed", malformed);
        }
    }
}
