package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.localcloud.Screen.Verb;
import io.github.snapshotexporter.localcloud.Story.Calls;
import io.github.snapshotexporter.localcloud.Story.Ending;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.sqs.SqsClient;

/** What comes in during the demo, in its order. */
final class DemoStories {
    /** Ids of EC2: a kind and 17 hexadecimal digits. */
    static final String IMAGE = "ami-[0-9a-f]{17}";

    static final String EBS_SNAPSHOT = "snap-[0-9a-f]{17}";

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /** Files, and what is wrong with them. */
    private static final List<List<String>> MALFORMED = List.of(
            List.of("malformed_misspelt-member", "a misspelt member"),
            List.of("malformed_truncated", "JSON that is cut off"),
            List.of("malformed_look-alike-name", "a look-alike letter"));

    private final LocalCloud cloud;
    private final LocalExporter exporter;
    private final Narrator narrator;
    private final Observed observed;
    private final List<Story> stories = new ArrayList<>();

    DemoStories(LocalCloud cloud, LocalExporter exporter, Narrator narrator, Observed observed) {
        this.cloud = cloud;
        this.exporter = exporter;
        this.narrator = narrator;
        this.observed = observed;
    }

    /** Sends everything, and returns when all has ended or has taken too long. */
    List<Story> run() throws IOException, InterruptedException {
        String created = "cloudtrail_create-instance-snapshot";
        String event = "CloudTrail: CreateInstanceSnapshot";
        Calls once = new Calls(1, 1);

        String first = send(DemoSnapshots.PENDING, event, created, DemoEvents.text(created));
        stories.add(Story.exported(DemoSnapshots.PENDING, event, "ExportSucceeded", IMAGE, once));

        send(DemoSnapshots.DISK, "queue message: its name", "sqs_names");
        stories.add(
                Story.exported(DemoSnapshots.DISK, "queue message: its name", "ExportSucceeded", EBS_SNAPSHOT, once));

        String copied = "cloudtrail_copy-snapshot";
        send(DemoSnapshots.THROTTLED, "CloudTrail: CopySnapshot", copied, DemoEvents.text(copied));
        stories.add(Story.exported(
                DemoSnapshots.THROTTLED, "CloudTrail: CopySnapshot", "ExportSucceeded", IMAGE, new Calls(2, 1)));

        send(DemoSnapshots.IN_DOUBT, "queue message: its name", "sqs_names");
        stories.add(Story.exported(
                DemoSnapshots.IN_DOUBT, "queue message: its name", "ExportSucceeded, adopted", IMAGE, once));

        String request =
                "{\"sourceSnapshotName\": \"%s\", \"requestedBy\": \"the demo\"}".formatted(DemoSnapshots.FAILING);
        sendBody(DemoSnapshots.FAILING, "queue message: " + request, request);
        stories.add(Story.exported(
                DemoSnapshots.FAILING,
                "queue message: JSON request",
                "ExportFailed, 2 attempts",
                "ExportFailed: ImageExportFailed",
                new Calls(2, 2)));

        sendMalformed();
        sendAgainWhenStarted(first, event, created);
        awaitAll();
        invokeDirectly();
        return List.copyOf(stories);
    }

    private void sendMalformed() {
        for (int i = 0; i < MALFORMED.size(); i++) {
            String file = MALFORMED.get(i).getFirst();
            String label = "malformed " + (i + 1);
            String cameIn = "queue message: " + MALFORMED.get(i).getLast();
            stories.add(Story.rejected(label, cameIn, send(label, cameIn, file, DemoEvents.text(file))));
        }
    }

    /** EventBridge delivers at least once: the same event comes again, while its export is running. */
    private void sendAgainWhenStarted(String first, String event, String file) throws InterruptedException {
        observed.await(seen -> seen.endOf(first).isPresent(), PATIENCE);
        String again = send(DemoSnapshots.PENDING, "the same once more: " + event, file, DemoEvents.text(file));
        stories.add(1, Story.startsNothing(DemoSnapshots.PENDING, "the same event again", again));
    }

    private void awaitAll() throws InterruptedException {
        observed.await(
                seen -> stories.stream()
                        .allMatch(story -> story.ending().apply(seen).isPresent()),
                PATIENCE);
    }

    private void invokeDirectly() throws IOException {
        String file = "direct_request";
        narrator.invoked(
                DemoSnapshots.PENDING, "direct invocation with " + DemoEvents.path(file), DemoEvents.text(file));
        JsonNode answer = Json.parse(exporter.invoke(DemoEvents.text(file)));
        narrator.says(
                DemoSnapshots.PENDING,
                Verb.ANSWERS,
                "outcome %s, destination %s".formatted(answer.path("outcome").asText(), answer.path("destination")));
        String exportedBefore = observed.published(DemoSnapshots.PENDING, "ExportSucceeded").stream()
                .map(document -> document.path("destination").path("id").asText())
                .findFirst()
                .orElse(IMAGE);
        stories.add(
                2,
                Story.answered(
                        DemoSnapshots.PENDING,
                        "direct invocation",
                        new Ending("answered ALREADY_EXPORTED", exportedBefore),
                        answer));
    }

    /** Sends that message of an event of the queue which is the snapshot's name. */
    private void send(String snapshot, String text, String file) {
        send(snapshot, text, file, DemoEvents.name(file, snapshot));
    }

    private String send(String label, String text, String file, String body) {
        return sendBody(label, text + " (" + DemoEvents.path(file) + ")", body);
    }

    private String sendBody(String label, String text, String body) {
        SqsClient sqs = cloud.elasticMq().client();
        return narrator.comesIn(
                label,
                text,
                () -> sqs.sendMessage(message ->
                                message.queueUrl(cloud.exportQueueUrl()).messageBody(body))
                        .messageId());
    }
}
