package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The batch operations: each entry succeeds or fails for itself, and the answer is HTTP 200 either way. */
final class SqsBatch {

    private static final int MOST_ENTRIES = 10;
    private static final String PREFIX = "AWS.SimpleQueueService.";

    private final Map<String, Deque<AwsError>> scripted = new HashMap<>();

    synchronized void failEntries(String operation, AwsError error, int times) {
        Deque<AwsError> errors = scripted.computeIfAbsent(operation, any -> new ArrayDeque<>());
        for (int i = 0; i < times; i++) {
            errors.add(error);
        }
    }

    synchronized void clear() {
        scripted.clear();
    }

    ObjectNode answer(String operation, JsonNode input, Function<JsonNode, ObjectNode> single) {
        JsonNode entries = input.path("Entries");
        require(operation, entries);
        ObjectNode output = Json.object();
        ArrayNode successful = output.putArray("Successful");
        ArrayNode failed = output.putArray("Failed");
        for (JsonNode entry : entries) {
            String id = entry.path("Id").asText();
            try {
                throwScripted(operation);
                successful.add(single.apply(entry).put("Id", id));
            } catch (AwsError e) {
                if (e.code().equals("QueueDoesNotExist")) {
                    throw e;
                }
                failed.addObject()
                        .put("Id", id)
                        .put("Code", e.code())
                        .put("Message", e.getMessage())
                        .put("SenderFault", e.status() < 500);
            }
        }
        return output;
    }

    private synchronized void throwScripted(String operation) {
        Deque<AwsError> errors = scripted.get(operation);
        if (errors != null && !errors.isEmpty()) {
            throw errors.remove();
        }
    }

    private static void require(String operation, JsonNode entries) {
        if (entries.isEmpty()) {
            throw error("EmptyBatchRequest", "There should be at least one %sRequestEntry in the request.", operation);
        }
        if (entries.size() > MOST_ENTRIES) {
            throw error("TooManyEntriesInBatchRequest", "Maximum number of entries per request are 10: %s", operation);
        }
        Set<String> ids = new HashSet<>();
        int size = 0;
        for (JsonNode entry : entries) {
            String id = entry.path("Id").asText();
            if (!id.matches("[A-Za-z0-9_-]{1,80}")) {
                throw error(
                        "InvalidBatchEntryId",
                        "A batch entry id can only contain alphanumeric characters, hyphens" + " and underscores: %s",
                        id);
            }
            if (!ids.add(id)) {
                throw error("BatchEntryIdsNotDistinct", "Id %s repeated.", id);
            }
            size += SqsLimits.size(
                    entry.path("MessageBody").asText(""), SqsAttribute.readUnchecked(entry.path("MessageAttributes")));
        }
        if (size > SqsLimits.LARGEST_MESSAGE) {
            throw error(
                    "BatchRequestTooLong",
                    "Batch requests cannot be longer than %s bytes.",
                    String.valueOf(SqsLimits.LARGEST_MESSAGE));
        }
    }

    private static AwsError error(String code, String message, String argument) {
        return new AwsError(code, 400, message.formatted(argument));
    }

    /** The code that the older AWS Query protocol has for an error; the SDK reports this one. */
    static String queryCode(String code) {
        return switch (code) {
            case "QueueDoesNotExist" -> PREFIX + "NonExistentQueue";
            case "EmptyBatchRequest",
                    "TooManyEntriesInBatchRequest",
                    "InvalidBatchEntryId",
                    "BatchEntryIdsNotDistinct",
                    "BatchRequestTooLong",
                    "MessageNotInflight",
                    "UnsupportedOperation" -> PREFIX + code;
            default -> code;
        };
    }
}
