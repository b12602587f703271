package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The demo's images: what a site has left in EC2 in five weeks, and what the stack's rules let go of it. */
final class DemoImages {
    /** The rules of the stack, as its parameters would set them. */
    static final Map<String, String> RULES = Map.of("KEEP_DAILY", "3", "KEEP_WEEKLY", "2");

    private static final String SITE = "my-shop";
    private static final int DAYS = 35;
    private static final int EVERY = 5;
    private static final String DRY_RUN = "{\"retain\": {\"keepDaily\": 3, \"keepWeekly\": 2, \"dryRun\": true}}";
    /** Outside Lambda, the function is called so, and its stack. */
    private static final String STACK = "local";

    private final LocalCloud cloud;

    DemoImages(LocalCloud cloud) {
        this.cloud = cloud;
    }

    /** Leaves an image for every fifth day; one is held, and an instance was launched from another one. */
    void register() {
        Instant now = Instant.now();
        List<Instant> days = IntStream.iterate(DAYS, day -> day > 0, day -> day - EVERY)
                .mapToObj(day -> now.minus(Duration.ofDays(day)))
                .toList();
        try (DynamoDbClient dynamoDb = LocalClients.dynamoDb(cloud.dynamoDb().endpoint())) {
            new PastExports(cloud.ec2(), STACK).leave(dynamoDb, LocalCloud.LEDGER_TABLE, SITE, days);
        }
        List<String> ids = cloud.ec2().imageIds();
        cloud.ec2().image(ids.get(ids.size() - days.size())).tag("snapshot-exporter:keep", "before the redesign");
        cloud.ec2().image(ids.get(ids.size() - days.size() + 1)).usedByInstance("i-0123456789abcdef0");
    }

    /** Shows what would be let go, and what keeps the others. */
    void dryRun(Screen screen, LocalExporter exporter) throws IOException {
        screen.heading("Old images");
        screen.line("Exports of the last five weeks have left images of %s in EC2. The stack has rules: KeepDaily=3 and"
                        .formatted(SITE)
                + " KeepWeekly=2. What they do not keep is let go this night, which means that the image and its snapshots"
                + " are deleted. Of several images of one day they keep the newest. Asked before, by");
        screen.line("");
        screen.line("  " + DRY_RUN);
        screen.line("");
        screen.line("the function says:");
        screen.line("");
        JsonNode answer = Json.parse(exporter.invoke(DRY_RUN));
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("image of", "decision", "because"));
        answer.path("decisions").forEach(decision -> rows.add(row(decision)));
        screen.table(rows);
    }

    private static List<String> row(JsonNode decision) {
        List<String> reasons = StreamSupport.stream(decision.path("reasons").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
        return List.of(
                decision.path("sourceSnapshotName").asText(),
                decision.path("decision").asText(),
                reasons.isEmpty() ? "nothing keeps it" : String.join(", ", reasons));
    }

    /** Shows the labels of an image that this night has made, and returns what is not as expected. */
    List<String> shown(Screen screen) {
        ImageScript newest = cloud.ec2().image(cloud.ec2().imageIds().getLast());
        screen.heading("The labels of %s, an image of tonight".formatted(newest.id()));
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("label", "value"));
        newest.tags().forEach((key, value) -> rows.add(List.of(key, value)));
        screen.table(rows);
        List<String> problems = new ArrayList<>();
        if (!newest.tags().containsKey("snapshot-exporter:stack")) {
            problems.add("the image " + newest.id() + " has no label");
        }
        if (cloud.ec2().deregistered().isEmpty()) {
            problems.add("no image was let go");
        }
        return problems;
    }
}
