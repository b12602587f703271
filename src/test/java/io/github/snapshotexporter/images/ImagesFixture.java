package io.github.snapshotexporter.images;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.localcloud.Ec2Emulator;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.ImageScript;
import io.github.snapshotexporter.localcloud.PastExports;
import io.github.snapshotexporter.world.PublishedDocuments;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A stack that has exported snapshots of a site, one a day. */
abstract class ImagesFixture {
    static final String STACK = "my-exporter";
    private static final ExportScript AT_ONCE = ExportScript.succeeds().takes(Duration.ofSeconds(20));

    final World world = World.create().set("STACK_NAME", STACK);
    final Ec2Emulator ec2 = world.ec2();

    @AfterEach
    void close() {
        PublishedDocuments.assertValid(world);
        world.close();
    }

    /** Exports so many snapshots of the site, and answers with their images, the oldest first. */
    List<ImageScript> exportDays(String site, int days) {
        List<ImageScript> images = new ArrayList<>();
        for (int day = 1; day <= days; day++) {
            images.add(export(site, site + "-" + day));
            world.clock().advance(Duration.ofDays(1));
        }
        return images;
    }

    ImageScript export(String site, String name) {
        world.lightsail()
                .instanceSnapshot(name)
                .fromResource(site)
                .createdAt(world.clock().instant())
                .exports(AT_ONCE);
        world.send(name);
        world.settle();
        return ec2.image(ec2.imageIds().getLast());
    }

    /** What a dry run decides, as {@code name decision reasons}. */
    List<String> dryRun(String retain) {
        JsonNode answer = world.invoke("{\"retain\": " + retain + "}");
        List<String> decisions = new ArrayList<>();
        answer.path("decisions").forEach(decision -> decisions.add(decided(decision)));
        return decisions;
    }

    private static String decided(JsonNode decision) {
        StringBuilder text = new StringBuilder(
                        decision.path("sourceSnapshotName").asText())
                .append(' ')
                .append(decision.path("decision").asText());
        decision.path("reasons").forEach(reason -> text.append(' ').append(reason.asText()));
        return text.toString();
    }

    /** Lets go by these rules, and answers with what is told. */
    JsonNode retain(String retain) {
        world.sns().forgetPublished();
        world.send("{\"retain\": " + retain + "}");
        world.settle();
        return world.only("RetentionCompleted");
    }

    /** Runs a night that has nothing to export, and answers with its report. */
    JsonNode night(String id) {
        world.sns().forgetPublished();
        world.send("{\"select\": {\"sources\": [\"no-such-site\"]}, \"requestId\": \"" + id + "\"}");
        world.settle();
        return world.only("RunCompleted");
    }

    static List<String> ids(JsonNode list) {
        List<String> ids = new ArrayList<>();
        list.forEach(image -> ids.add(image.path("imageId").asText()));
        return ids;
    }

    /** What exports of so many days would have left. */
    void exportedBefore(String site, int days) {
        new PastExports(ec2, STACK)
                .leave(
                        world.dynamoDb(),
                        world.table(),
                        site,
                        IntStream.range(0, days)
                                .mapToObj(day -> now().minus(Duration.ofDays(days - day)))
                                .toList());
    }

    Map<String, AttributeValue> imageKey(ImageScript image) {
        return imageItems().stream()
                .filter(item -> item.get("imageId").s().equals(image.id()))
                .map(ImagesFixture::key)
                .findFirst()
                .orElseThrow();
    }

    /** Leaves the ledger as a version of the exporter would have that did not note images. */
    void forgetImages() {
        imageItems()
                .forEach(item -> world.dynamoDb()
                        .deleteItem(request -> request.tableName(world.table()).key(key(item))));
    }

    private List<Map<String, AttributeValue>> imageItems() {
        return world.dynamoDb()
                .query(request -> request.tableName(world.table())
                        .keyConditionExpression("pk = :pk")
                        .expressionAttributeValues(Map.of(":pk", AttributeValue.fromS("images"))))
                .items();
    }

    private static Map<String, AttributeValue> key(Map<String, AttributeValue> item) {
        return Map.of("pk", item.get("pk"), "sk", item.get("sk"));
    }

    Instant now() {
        return world.clock().instant();
    }
}
