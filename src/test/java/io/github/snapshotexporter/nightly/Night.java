package io.github.snapshotexporter.nightly;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.Published;
import io.github.snapshotexporter.localcloud.SnapshotScript;
import io.github.snapshotexporter.world.EventFiles;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What tests of runs ask of a world. */
final class Night {
    private Night() {}

    /** What is sent for a run that wants everything. */
    static String everything(String runId) {
        return request(runId, "{}");
    }

    static String request(String runId, String select) {
        return "{\"select\": %s, \"requestId\": \"%s\", \"requestedBy\": \"schedule\"}".formatted(select, runId);
    }

    /** A snapshot of each instance, exported in a few minutes. */
    static SnapshotScript instance(World world, String name, String source) {
        return world.lightsail()
                .instanceSnapshot(name)
                .fromResource(source)
                .sizeInGb(20)
                .exports(succeeds());
    }

    static ExportScript succeeds() {
        return ExportScript.succeeds().takes(Duration.ofMinutes(3));
    }

    /** The run's members as the ledger holds them. */
    static List<Map<String, AttributeValue>> members(World world, String runId) {
        return world
                .dynamoDb()
                .queryPaginator(request -> request.tableName(world.table())
                        .keyConditionExpression("pk = :pk AND begins_with(sk, :sk)")
                        .expressionAttributeValues(Map.of(
                                ":pk", AttributeValue.fromS("run#" + runId), ":sk", AttributeValue.fromS("member#"))))
                .items()
                .stream()
                .toList();
    }

    static List<String> memberNames(World world, String runId) {
        return members(world, runId).stream()
                .map(member -> member.get("sourceSnapshotName").s())
                .sorted()
                .toList();
    }

    /** The reports as {@code name outcome} lines, in their order. */
    static List<String> lines(JsonNode report) {
        List<String> lines = new ArrayList<>();
        report.path("members")
                .forEach(member -> lines.add(member.path("sourceSnapshotName").asText() + " "
                        + member.path("outcome").asText()));
        return lines;
    }

    /** The counts of the report that are not 0. */
    static Map<String, Integer> counts(JsonNode report) {
        return report.path("summary").properties().stream()
                .filter(count -> count.getValue().asInt() != 0)
                .collect(Collectors.toMap(
                        Map.Entry::getKey, count -> count.getValue().asInt()));
    }

    /** Invokes the function as the schedule does that was due at this time. */
    static void schedule(World world, Instant due) {
        world.invoke(EventFiles.text("scheduler_default").replace("2026-11-22T02:00:00Z", due.toString()));
    }

    /**
     * Delivers everything that has become visible within the same minute, until the queue is empty: many exports at once
     * are handled in few batches.
     */
    static void settleByMinutes(World world) {
        Optional<Instant> next = world.sqs().nextVisibleAt(world.queueUrl());
        while (next.isPresent()) {
            world.clock().advanceTo(next.get().plus(Duration.ofMinutes(1)));
            while (!world.deliver().isEmpty()) {
                // Each step is a batch.
            }
            next = world.sqs().nextVisibleAt(world.queueUrl());
        }
    }

    /** The report on this run, which must be published once. */
    static JsonNode report(World world, String runId) {
        List<JsonNode> reports = world.published().stream()
                .map(Published::document)
                .filter(document -> document.path("type").asText().equals("RunCompleted")
                        && document.path("runId").asText().equals(runId))
                .toList();
        if (reports.size() != 1) {
            throw new AssertionError("expected one report on " + runId + ", but published were " + reports);
        }
        return reports.getFirst();
    }

    /** Delivers until the run is reported. */
    static JsonNode untilReported(World world) {
        while (!world.publishedTypes().contains("RunCompleted") && world.deliverNext(Instant.MAX)) {
            // Each step is a batch.
        }
        return world.only("RunCompleted");
    }
}
