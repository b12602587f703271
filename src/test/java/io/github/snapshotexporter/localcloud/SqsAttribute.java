package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** A message attribute: its type, and its value as text or as Base64. */
record SqsAttribute(String dataType, String value) {

    private static final int MOST_ATTRIBUTES = 10;

    static SqsAttribute string(String value) {
        return new SqsAttribute("String", value);
    }

    boolean isBinary() {
        return dataType.startsWith("Binary");
    }

    byte[] bytes() {
        return isBinary() ? Base64.getDecoder().decode(value) : value.getBytes(StandardCharsets.UTF_8);
    }

    ObjectNode json() {
        return Json.object().put("DataType", dataType).put(isBinary() ? "BinaryValue" : "StringValue", value);
    }

    /** Reads the {@code MessageAttributes} of a request and refuses what SQS refuses. */
    static Map<String, SqsAttribute> read(JsonNode attributes) {
        Map<String, SqsAttribute> read = readUnchecked(attributes);
        require(read);
        return read;
    }

    /** Reads the {@code MessageAttributes} of a request without a look at their values. */
    static Map<String, SqsAttribute> readUnchecked(JsonNode attributes) {
        Map<String, SqsAttribute> read = new TreeMap<>();
        attributes.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            String type = value.path("DataType").asText("");
            String member = type.startsWith("Binary") ? "BinaryValue" : "StringValue";
            read.put(entry.getKey(), new SqsAttribute(type, value.path(member).asText("")));
        });
        return read;
    }

    static void require(Map<String, SqsAttribute> attributes) {
        if (attributes.size() > MOST_ATTRIBUTES) {
            throw invalid("Number of message attributes [%d] exceeds the allowed maximum [%d]."
                    .formatted(attributes.size(), MOST_ATTRIBUTES));
        }
        attributes.forEach((name, attribute) -> {
            if (!name.matches("[A-Za-z0-9_.-]{1,256}")
                    || name.matches("(?i)(aws|amazon)\\..*|\\..*|.*\\.|.*\\.\\..*")) {
                throw invalid("The message attribute name '" + name + "' is invalid.");
            }
            if (!attribute.dataType.matches("(String|Number|Binary)(\\..+)?")) {
                throw invalid("The type of message (user) attribute '" + name + "' is invalid.");
            }
            if (attribute.value.isEmpty()) {
                throw invalid("Message (user) attribute '%s' must contain a non-empty value of type '%s'."
                        .formatted(name, attribute.dataType));
            }
            if (!attribute.isBinary()) {
                SqsLimits.requireCharacters(attribute.value);
            }
        });
    }

    private static AwsError invalid(String message) {
        return new AwsError("InvalidParameterValue", 400, message);
    }
}
