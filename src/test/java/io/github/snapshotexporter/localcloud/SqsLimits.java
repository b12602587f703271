package io.github.snapshotexporter.localcloud;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What SQS limits, and how it says so. */
final class SqsLimits {

    static final int LARGEST_MESSAGE = 1_048_576;
    static final int LONGEST_VISIBILITY = 43_200;
    static final int LONGEST_DELAY = 900;

    private SqsLimits() {}

    static int size(String body, Map<String, SqsAttribute> attributes) {
        int size = bytes(body);
        for (var attribute : attributes.entrySet()) {
            size += bytes(attribute.getKey())
                    + bytes(attribute.getValue().dataType())
                    + attribute.getValue().bytes().length;
        }
        return size;
    }

    static void requireMessage(String body, Map<String, SqsAttribute> attributes) {
        if (body.isEmpty()) {
            throw new AwsError("MissingParameter", 400, "The request must contain the parameter MessageBody.");
        }
        requireCharacters(body);
        SqsAttribute.require(attributes);
        if (size(body, attributes) > LARGEST_MESSAGE) {
            throw invalid("One or more parameters are invalid. Reason: Message must be shorter than %d bytes."
                    .formatted(LARGEST_MESSAGE));
        }
    }

    static void requireCharacters(String text) {
        boolean allowed = text.codePoints()
                .allMatch(c -> c == 0x9
                        || c == 0xA
                        || c == 0xD
                        || (c >= 0x20 && c <= 0xD7FF)
                        || (c >= 0xE000 && c <= 0xFFFD)
                        || c >= 0x10000);
        if (!allowed) {
            throw new AwsError(
                    "InvalidMessageContents",
                    400,
                    "Invalid characters found. Valid unicode characters are #x9 | #xA"
                            + " | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF");
        }
    }

    static void requireDelay(int seconds) {
        if (seconds < 0 || seconds > LONGEST_DELAY) {
            throw invalid("Value %d for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= %d."
                    .formatted(seconds, LONGEST_DELAY));
        }
    }

    static void requireVisibility(long seconds) {
        if (seconds < 0 || seconds > LONGEST_VISIBILITY) {
            throw invalid("Value %d for parameter VisibilityTimeout is invalid. Reason: Must be between 0 and %d."
                    .formatted(seconds, LONGEST_VISIBILITY));
        }
    }

    static AwsError invalid(String message) {
        return new AwsError("InvalidParameterValue", 400, message);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
