package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Refuses what SNS refuses to publish. */
final class PublishValidation {

    private static final int LARGEST_MESSAGE = 262_144;

    private PublishValidation() {}

    static Published validate(QueryForm form, Set<String> topics) {
        String topicArn = form.get("TopicArn");
        if (!topicArn.matches("arn:aws[a-z-]*:sns:[a-z0-9-]+:\\d{12}:[A-Za-z0-9_-]{1,256}")) {
            throw invalid("TopicArn or TargetArn Reason: " + (topicArn.isEmpty() ? "no value" : "malformed"));
        }
        if (!topics.contains(topicArn)) {
            throw new AwsError("NotFound", 404, "Topic does not exist");
        }
        String message = form.get("Message");
        if (message.isEmpty()) {
            throw invalid("Empty message");
        }
        Attributes attributes = attributes(form);
        if (SnsEmulator.bytes(message) + attributes.size() > LARGEST_MESSAGE) {
            throw invalid("Message too long");
        }
        JsonNode structure = structure(form, message);
        String main = structure == null ? message : structure.get("default").textValue();
        String email = structure != null && structure.path("email").isTextual()
                ? structure.get("email").textValue()
                : main;
        return new Published(topicArn, subject(form), message, jsonOrNull(main), email, attributes.values());
    }

    private static String subject(QueryForm form) {
        if (!form.has("Subject")) {
            return null;
        }
        String subject = form.get("Subject");
        if (subject.isEmpty()
                || subject.codePointCount(0, subject.length()) >= 100
                || subject.codePoints().anyMatch(Character::isISOControl)) {
            throw invalid("Subject");
        }
        return subject;
    }

    private static JsonNode structure(QueryForm form, String message) {
        if (!form.has("MessageStructure")) {
            return null;
        }
        if (!form.get("MessageStructure").equals("json")) {
            throw invalid("Invalid MessageStructure. Supported: json");
        }
        JsonNode structure = jsonOrNull(message);
        if (structure == null || !structure.isObject()) {
            throw invalid("Message Structure - JSON message body failed to parse");
        }
        if (!structure.path("default").isTextual()) {
            throw invalid("Message Structure - No default entry in JSON message body");
        }
        return structure;
    }

    private static Attributes attributes(QueryForm form) {
        Map<String, String> values = new LinkedHashMap<>();
        int size = 0;
        for (int i = 1; form.has("MessageAttributes.entry." + i + ".Name"); i++) {
            String prefix = "MessageAttributes.entry." + i;
            String name = form.get(prefix + ".Name");
            String type = form.get(prefix + ".Value.DataType");
            String value = form.get(prefix + ".Value." + (type.equals("Binary") ? "BinaryValue" : "StringValue"));
            requireAttribute(name, type, value);
            if (values.put(name, value) != null) {
                throw invalidValue("Message attribute name [" + name + "] already exists.");
            }
            size += SnsEmulator.bytes(name) + SnsEmulator.bytes(type) + SnsEmulator.bytes(value);
        }
        return new Attributes(values, size);
    }

    private static void requireAttribute(String name, String type, String value) {
        if (!name.matches("[A-Za-z0-9_.-]{1,256}") || name.matches("(?i)(aws|amazon)\\..*|\\..*|.*\\.|.*\\.\\..*")) {
            throw invalidValue("The message attribute name '" + name + "' is invalid.");
        }
        if (!type.matches("(String|Number|Binary)(\\..+)?")) {
            throw invalidValue("The message attribute '%s' has an invalid message attribute type, the set of supported"
                            .formatted(name)
                    + " type prefixes is Binary, Number, and String.");
        }
        if (value.isEmpty()) {
            throw invalidValue("The message attribute '%s' must contain non-empty message attribute value for message"
                            .formatted(name)
                    + " attribute type '" + type + "'.");
        }
    }

    private static JsonNode jsonOrNull(String text) {
        try {
            JsonNode node = Json.parse(text);
            return node.isMissingNode() ? null : node;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static AwsError invalid(String message) {
        return new AwsError("InvalidParameter", 400, "Invalid parameter: " + message);
    }

    private static AwsError invalidValue(String message) {
        return new AwsError("ParameterValueInvalid", 400, message);
    }

    private record Attributes(Map<String, String> values, int size) {}
}
