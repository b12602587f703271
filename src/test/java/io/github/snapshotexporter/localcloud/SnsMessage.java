package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * A published message as queues get it.
 *
 * @param subject null for none
 * @param text what it says to queues
 */
record SnsMessage(
        String id, String topicArn, String subject, String text, List<Attribute> attributes, Instant publishedAt) {

    record Attribute(String name, String type, String value) {

        private MessageAttributeValue forSqs() {
            MessageAttributeValue.Builder builder =
                    MessageAttributeValue.builder().dataType(type);
            return type.startsWith("Binary")
                    ? builder.binaryValue(
                                    SdkBytes.fromByteArray(Base64.getDecoder().decode(value)))
                            .build()
                    : builder.stringValue(value).build();
        }
    }

    /** The message of a Publish call that has been found valid. */
    static SnsMessage of(String id, QueryForm form) {
        List<Attribute> attributes = new ArrayList<>();
        for (int i = 1; form.has("MessageAttributes.entry." + i + ".Name"); i++) {
            String prefix = "MessageAttributes.entry." + i;
            String type = form.get(prefix + ".Value.DataType");
            attributes.add(new Attribute(
                    form.get(prefix + ".Name"),
                    type,
                    form.get(prefix + ".Value." + (type.startsWith("Binary") ? "BinaryValue" : "StringValue"))));
        }
        return new SnsMessage(
                id,
                form.get("TopicArn"),
                form.has("Subject") ? form.get("Subject") : null,
                text(form),
                attributes,
                Instant.now().truncatedTo(ChronoUnit.MILLIS));
    }

    private static String text(QueryForm form) {
        String message = form.get("Message");
        if (!form.has("MessageStructure")) {
            return message;
        }
        try {
            JsonNode structure = Json.parse(message);
            return structure.path("sqs").asText(structure.path("default").asText());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(message, e);
        }
    }

    /** The message attributes that go with the message itself. */
    Map<String, MessageAttributeValue> sqsAttributes() {
        Map<String, MessageAttributeValue> values = new LinkedHashMap<>();
        attributes.forEach(attribute -> values.put(attribute.name(), attribute.forSqs()));
        return values;
    }

    /** The message in its envelope, whose signature nobody can check. */
    String envelope(String subscriptionArn) {
        ObjectNode envelope =
                Json.object().put("Type", "Notification").put("MessageId", id).put("TopicArn", topicArn);
        if (subject != null) {
            envelope.put("Subject", subject);
        }
        String host = "https://sns.%s.amazonaws.com/".formatted(LightsailEmulator.REGION);
        envelope.put("Message", text)
                .put("Timestamp", Ec2State.time(publishedAt))
                .put("SignatureVersion", "1")
                .put("Signature", "bm90IHNpZ25lZA==")
                .put("SigningCertURL", host + "SimpleNotificationService-0.pem")
                .put("UnsubscribeURL", host + "?Action=Unsubscribe&SubscriptionArn=" + subscriptionArn);
        if (!attributes.isEmpty()) {
            ObjectNode shown = envelope.putObject("MessageAttributes");
            attributes.forEach(attribute -> shown.putObject(attribute.name())
                    .put("Type", attribute.type())
                    .put("Value", attribute.value()));
        }
        return Json.write(envelope);
    }
}
