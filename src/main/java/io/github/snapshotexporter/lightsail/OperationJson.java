package io.github.snapshotexporter.lightsail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.snapshotexporter.job.Timestamps;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Operations as JSON, with the member names of the API reference; what was not sent is left out. */
public final class OperationJson {
    /** DynamoDB takes 400 KB an item. */
    private static final int LARGEST = 200_000;

    private static final JsonMapper JSON = new JsonMapper();

    private OperationJson() {}

    /**
     * The first of the operations that together take no more than half of what a ledger item may hold. Lightsail returns
     * one or a few; but what could not be written down would be lost.
     */
    static List<Operation> fitting(List<Operation> operations) {
        List<Operation> fitting = new ArrayList<>();
        int room = LARGEST;
        for (Operation operation : operations) {
            room -= write(operation).toString().getBytes(StandardCharsets.UTF_8).length;
            if (room < 0) {
                break;
            }
            fitting.add(operation);
        }
        return List.copyOf(fitting);
    }

    public static ArrayNode write(List<Operation> operations) {
        ArrayNode array = JSON.createArrayNode();
        operations.forEach(operation -> array.add(write(operation)));
        return array;
    }

    private static ObjectNode write(Operation operation) {
        ObjectNode json = JSON.createObjectNode();
        operation.id().ifPresent(value -> json.put("id", value));
        operation.resourceName().ifPresent(value -> json.put("resourceName", value));
        operation.resourceType().ifPresent(value -> json.put("resourceType", value));
        operation.createdAt().ifPresent(value -> json.put("createdAt", Timestamps.format(value)));
        operation.location().ifPresent(location -> {
            ObjectNode member = json.putObject("location");
            location.availabilityZone().ifPresent(value -> member.put("availabilityZone", value));
            location.regionName().ifPresent(value -> member.put("regionName", value));
        });
        operation.isTerminal().ifPresent(value -> json.put("isTerminal", value));
        operation.operationDetails().ifPresent(value -> json.put("operationDetails", value));
        operation.operationType().ifPresent(value -> json.put("operationType", value));
        operation.status().ifPresent(value -> json.put("status", value));
        operation.statusChangedAt().ifPresent(value -> json.put("statusChangedAt", Timestamps.format(value)));
        operation.errorCode().ifPresent(value -> json.put("errorCode", value));
        operation.errorDetails().ifPresent(value -> json.put("errorDetails", value));
        return json;
    }

    /** Reads what {@link #write(List)} wrote. */
    public static List<Operation> read(String text) {
        try {
            List<Operation> operations = new ArrayList<>();
            JSON.readTree(text).forEach(json -> operations.add(read(json)));
            return List.copyOf(operations);
        } catch (JsonProcessingException malformed) {
            throw new IllegalStateException("these are not the operations that the exporter has written", malformed);
        }
    }

    private static Operation read(JsonNode json) {
        return new Operation(
                text(json, "id"),
                text(json, "resourceName"),
                text(json, "resourceType"),
                time(json, "createdAt"),
                Optional.ofNullable(json.get("location"))
                        .map(member ->
                                new Operation.Location(text(member, "availabilityZone"), text(member, "regionName"))),
                Optional.ofNullable(json.get("isTerminal")).map(JsonNode::booleanValue),
                text(json, "operationDetails"),
                text(json, "operationType"),
                text(json, "status"),
                time(json, "statusChangedAt"),
                text(json, "errorCode"),
                text(json, "errorDetails"));
    }

    private static Optional<String> text(JsonNode json, String member) {
        return Optional.ofNullable(json.get(member)).map(JsonNode::textValue);
    }

    private static Optional<Instant> time(JsonNode json, String member) {
        return text(json, member).map(Timestamps::parse);
    }
}
