package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.ToIntFunction;

/**
 * Redrives that name no destination. SQS accepts such a task and lets it fail, because it does not know where a message
 * came from that was sent to the dead-letter queue; ElasticMQ takes it for one of the only queue that it could be from.
 */
final class SourcelessMoves {
    private static final int DEFAULT_RESULTS = 1;

    private final ToIntFunction<String> messagesIn;
    private final List<ObjectNode> failed = new ArrayList<>();

    /** @param messagesIn how many messages are in the queue with this ARN */
    SourcelessMoves(ToIntFunction<String> messagesIn) {
        this.messagesIn = messagesIn;
    }

    /** Whether SQS would let this task fail. */
    boolean fails(JsonNode input) {
        return !input.hasNonNull("DestinationArn") && messagesIn.applyAsInt(source(input)) > 0;
    }

    /** The answer of StartMessageMoveTask for a task that fails afterwards. */
    synchronized ObjectNode start(JsonNode input) {
        failed.add(Json.object()
                .put("Status", "FAILED")
                .put("SourceArn", source(input))
                .put("ApproximateNumberOfMessagesMoved", 0)
                .put("ApproximateNumberOfMessagesToMove", messagesIn.applyAsInt(source(input)))
                .put("FailureReason", "CouldNotDetermineMessageSource")
                .put("StartedTimestamp", Instant.now().toEpochMilli()));
        return Json.object().put("TaskHandle", UUID.randomUUID().toString());
    }

    /** The answer of ListMessageMoveTasks, with those that have failed: the newest first. */
    synchronized ObjectNode list(JsonNode input, JsonNode others) {
        List<JsonNode> tasks = new ArrayList<>();
        failed.stream()
                .filter(task -> task.path("SourceArn").asText().equals(source(input)))
                .forEach(tasks::add);
        others.path("Results").forEach(tasks::add);
        ObjectNode output = Json.object();
        ArrayNode results = output.putArray("Results");
        tasks.stream()
                .sorted(Comparator.comparingLong(
                                (JsonNode task) -> task.path("StartedTimestamp").asLong())
                        .reversed())
                .limit(input.path("MaxResults").asInt(DEFAULT_RESULTS))
                .forEach(results::add);
        return output;
    }

    private static String source(JsonNode input) {
        return input.path("SourceArn").asText();
    }
}
