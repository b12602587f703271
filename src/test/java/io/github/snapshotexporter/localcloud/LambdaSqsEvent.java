package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** The payload that a function gets from Lambda's event source mapping of an SQS queue. */
public final class LambdaSqsEvent {

    private LambdaSqsEvent() {}

    /** The payload for messages of the {@link SqsEmulator}, whose attributes are taken as Strings. */
    public static String of(String queueArn, List<QueuedMessage> messages) {
        ObjectNode event = Json.object();
        ArrayNode records = event.putArray("Records");
        for (QueuedMessage message : messages) {
            Map<String, SqsAttribute> attributes = new TreeMap<>();
            message.messageAttributes().forEach((name, value) -> attributes.put(name, SqsAttribute.string(value)));
            ObjectNode record = record(queueArn, message.messageId(), message.receiptHandle(), message.body());
            message.attributes().forEach(record.putObject("attributes")::put);
            putAttributes(record, attributes);
            records.add(record);
        }
        return Json.write(event);
    }

    /** The payload for messages received with the SDK, all attributes asked for. */
    public static String ofMessages(String queueArn, List<Message> messages) {
        ObjectNode event = Json.object();
        ArrayNode records = event.putArray("Records");
        for (Message message : messages) {
            Map<String, SqsAttribute> attributes = new TreeMap<>();
            message.messageAttributes().forEach((name, value) -> attributes.put(name, attribute(value)));
            ObjectNode record = record(queueArn, message.messageId(), message.receiptHandle(), message.body());
            message.attributesAsStrings().forEach(record.putObject("attributes")::put);
            putAttributes(record, attributes);
            records.add(record);
        }
        return Json.write(event);
    }

    private static ObjectNode record(String queueArn, String messageId, String receiptHandle, String body) {
        return Json.object()
                .put("messageId", messageId)
                .put("receiptHandle", receiptHandle)
                .put("body", body)
                .put("md5OfBody", Md5.of(body))
                .put("eventSource", "aws:sqs")
                .put("eventSourceARN", queueArn)
                .put("awsRegion", region(queueArn));
    }

    private static void putAttributes(ObjectNode record, Map<String, SqsAttribute> attributes) {
        ObjectNode node = record.putObject("messageAttributes");
        attributes.forEach((name, attribute) -> {
            ObjectNode value = node.putObject(name)
                    .put(attribute.isBinary() ? "binaryValue" : "stringValue", attribute.value())
                    .put("dataType", attribute.dataType());
            value.putArray("stringListValues");
            value.putArray("binaryListValues");
        });
        if (!attributes.isEmpty()) {
            record.put("md5OfMessageAttributes", Md5.of(attributes));
        }
    }

    private static SqsAttribute attribute(MessageAttributeValue value) {
        String text = value.binaryValue() == null
                ? value.stringValue()
                : Base64.getEncoder().encodeToString(value.binaryValue().asByteArray());
        return new SqsAttribute(value.dataType(), text);
    }

    private static String region(String queueArn) {
        String[] parts = queueArn.split(":", -1);
        if (parts.length != 6) {
            throw new IllegalArgumentException("Not the ARN of a queue: " + queueArn);
        }
        return parts[3];
    }
}
