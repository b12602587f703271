package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.localcloud.Screen.Verb;
import io.github.snapshotexporter.localcloud.Story.Calls;
import io.github.snapshotexporter.localcloud.Story.Ending;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sqs.SqsClient;

/** What comes in during the demo, in its order. */
final class DemoStories {
    /** Ids of EC2: a kind and 17 hexadecimal digits. */
    static final String IMAGE = "ami-[0-9a-f]{17}";

    static final String EBS_SNAPSHOT = "snap-[0-9a-f]{17}";

    private static final String BY_NAME = "message: its name";
    private static final Calls ONCE = new Calls(1, 1);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /** Files, and what is wrong with them. */
    private static final List<List<String>> MALFORMED = List.of(
            List.of("malformed_misspelt-member", "a misspelt member"),
            List.of("malformed_truncated", "JSON that is cut off"),
            List.of("malformed_look-alike-name", "a look-alike letter"));

    private final LocalCloud cloud;
    private final LocalExporter exporter;
    private final Chapters chapters;
    private final Narrator narrator;
    private final Observed observed;
    private final List<Story> stories = new ArrayList<>();
    private String invocation = "";

    DemoStories(LocalCloud cloud, LocalExporter exporter, Chapters chapters, Narrator narrator, Observed observed) {
        this.cloud = cloud;
        this.exporter = exporter;
        this.chapters = chapters;
        this.narrator = narrator;
        this.observed = observed;
    }

    /** Sends everything, one after the other, and returns when all has ended or has taken too long. */
    List<Story> run() throws IOException, InterruptedException {
        // It has to wait for half a minute, in which the others are told.
        send(DemoSnapshots.IN_DOUBT, "queue message: its name", "sqs_names");
        oneThatIsAnnounced();
        oneByName();
        oneThatIsThrottled();
        oneThatFails();
        malformed();
        oneInDoubt();
        observed.await(
                seen -> stories.stream()
                        .allMatch(story -> story.ending().apply(seen).isPresent()),
                PATIENCE);
        return List.copyOf(stories);
    }

    /** EventBridge delivers at least once: the same event comes again, while its export is running. */
    private void oneThatIsAnnounced() throws IOException, InterruptedException {
        String file = "cloudtrail_create-instance-snapshot";
        String event = "CloudTrail's event that CreateInstanceSnapshot was called";
        String snapshot = DemoSnapshots.PENDING;
        chapters.open(
                snapshot,
                snapshot
                        + ": an instance snapshot that is still being made the first two times that it is looked at. Its"
                        + " event comes twice, and at last somebody asks by hand.");
        String first = send(snapshot, event, file, DemoEvents.text(file));
        stories.add(Story.exported(snapshot, "event: it was made", "ExportSucceeded", IMAGE, ONCE));
        observed.await(seen -> seen.endOf(first).isPresent(), PATIENCE);
        String again = send(snapshot, "the same event once more", file, DemoEvents.text(file));
        stories.add(Story.startsNothing(snapshot, "the same event again", again));
        awaitEndOf(snapshot);
        invokeDirectly();
    }

    private void oneByName() throws InterruptedException {
        chapters.open(DemoSnapshots.DISK, DemoSnapshots.DISK + ": a disk snapshot, and nothing goes wrong");
        send(DemoSnapshots.DISK, "queue message: its name", "sqs_names");
        stories.add(Story.exported(DemoSnapshots.DISK, BY_NAME, "ExportSucceeded", EBS_SNAPSHOT, ONCE));
        awaitEndOf(DemoSnapshots.DISK);
    }

    private void oneThatIsThrottled() throws InterruptedException {
        String file = "cloudtrail_copy-snapshot";
        chapters.open(
                DemoSnapshots.THROTTLED,
                DemoSnapshots.THROTTLED + ": an instance snapshot, whose first ExportSnapshot call is throttled");
        send(DemoSnapshots.THROTTLED, "CloudTrail's event that CopySnapshot was called", file, DemoEvents.text(file));
        stories.add(Story.exported(
                DemoSnapshots.THROTTLED, "event: it was copied", "ExportSucceeded", IMAGE, new Calls(2, 1)));
        awaitEndOf(DemoSnapshots.THROTTLED);
    }

    private void oneThatFails() throws InterruptedException {
        String request =
                "{\"sourceSnapshotName\": \"%s\", \"requestedBy\": \"the demo\"}".formatted(DemoSnapshots.FAILING);
        chapters.open(
                DemoSnapshots.FAILING,
                DemoSnapshots.FAILING + ": an instance snapshot, whose exports begin and then fail");
        sendBody(DemoSnapshots.FAILING, "queue message: " + request, request);
        stories.add(Story.exported(
                DemoSnapshots.FAILING,
                "message: JSON request",
                "ExportFailed, 2 attempts",
                "ExportFailed: ImageExportFailed",
                new Calls(2, 2)));
        awaitEndOf(DemoSnapshots.FAILING);
    }

    private void malformed() throws InterruptedException {
        List<String> labels = IntStream.rangeClosed(1, MALFORMED.size())
                .mapToObj(number -> "malformed " + number)
                .toList();
        chapters.open(labels, "Messages that cannot be understood");
        for (int i = 0; i < labels.size(); i++) {
            String file = MALFORMED.get(i).getFirst();
            String what = MALFORMED.get(i).getLast();
            String id = send(labels.get(i), what, file, DemoEvents.text(file));
            Story rejected = Story.rejected(labels.get(i), "message: " + what, id);
            stories.add(rejected);
            observed.await(seen -> rejected.ending().apply(seen).isPresent(), PATIENCE);
        }
    }

    private void oneInDoubt() throws InterruptedException {
        chapters.open(
                DemoSnapshots.IN_DOUBT,
                DemoSnapshots.IN_DOUBT + ": an instance snapshot, whose first ExportSnapshot call begins an export, but"
                        + " answers ServiceException. Its message came first of all; what has to be waited for is told"
                        + " last.");
        stories.add(Story.exported(DemoSnapshots.IN_DOUBT, BY_NAME, "ExportSucceeded, adopted", IMAGE, ONCE));
        awaitEndOf(DemoSnapshots.IN_DOUBT);
    }

    private void awaitEndOf(String snapshot) throws InterruptedException {
        observed.await(seen -> seen.hasEnded(snapshot, "ExportSucceeded", "ExportFailed"), PATIENCE);
    }

    private void invokeDirectly() throws IOException {
        String file = "direct_request";
        narrator.invoked(DemoSnapshots.PENDING, "direct invocation with " + DemoEvents.path(file));
        JsonNode answer = Json.parse(exporter.invoke(DemoEvents.text(file)));
        invocation = answer.path("jobId").asText();
        String destination = answer.path("destination").path("id").asText();
        narrator.says(
                DemoSnapshots.PENDING,
                Verb.ANSWERS,
                "outcome %s, destination %s".formatted(answer.path("outcome").asText(), destination));
        String exportedBefore = observed.published(DemoSnapshots.PENDING, "ExportSucceeded").stream()
                .map(document -> document.path("destination").path("id").asText())
                .findFirst()
                .orElse(IMAGE);
        stories.add(Story.answered(
                DemoSnapshots.PENDING,
                "direct invocation",
                new Ending("answered ALREADY_EXPORTED", exportedBefore),
                answer));
    }

    /** The job of the direct invocation, whose message comes back later. */
    String invocation() {
        return invocation;
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
