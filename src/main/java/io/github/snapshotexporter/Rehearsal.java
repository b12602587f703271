package io.github.snapshotexporter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.snapshotexporter.job.Invocation;
import io.github.snapshotexporter.rehearsal.CannedCloud;
import io.github.snapshotexporter.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.regions.Region;

/**
 * A whole night on a stage: an exporter of its own, put together like the real one, chooses what there is, exports it,
 * follows that to its end, reports and is asked again, with canned answers in the place of the services. What stays of it
 * is that its classes are loaded, and compiled where they are used most; the exporter with all that it remembers, its
 * clients, its clock and its log are thrown away.
 */
final class Rehearsal {
    /** After so many nights most of the way is compiled; docs/performance.md has what that spares a first invocation. */
    static final int OFTEN = 10;

    /** The canned answers are of this moment. */
    private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final String SNAPSHOT = "rehearsal";
    private static final String REQUEST = "{\"sourceSnapshotName\": \"" + SNAPSHOT + "\"}";
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "AWS_LAMBDA_FUNCTION_NAME", SNAPSHOT,
            "EXPORT_QUEUE_URL", "https://sqs.us-east-1.amazonaws.com/111122223333/rehearsal",
            "DEAD_LETTER_QUEUE_URL", "https://sqs.us-east-1.amazonaws.com/111122223333/rehearsal-dead-letter",
            "NOTIFICATION_TOPIC_ARN", "arn:aws:sns:us-east-1:111122223333:rehearsal",
            "LEDGER_TABLE_NAME", SNAPSHOT,
            "SELECTION_POLICY", "{\"includeAutomatic\": true}");

    private static final String SCHEDULED =
            "{\"detail-type\": \"Scheduled Event\", \"source\": \"aws.scheduler\", \"time\": \"2026-01-01T00:00:00Z\"}";
    private static final String FINISHED = "\"batchItemFailures\":[]";

    private static final JsonMapper JSON = new JsonMapper();

    private final CannedCloud cloud;
    private final Clock clock = ticking();
    private final Deque<String> log = new ConcurrentLinkedDeque<>();

    Rehearsal(CannedCloud cloud) {
        this.cloud = cloud;
    }

    /**
     * Plays the night so often, each time on an empty stage.
     *
     * @throws IllegalStateException telling how far it came, when that is not to the end
     */
    void play(int times) {
        try (AwsClients aws = AwsClients.create(this::onStage)) {
            Surroundings stage = new Surroundings(clock, new Random(0), pause -> {}, log::add, resource -> {});
            for (int n = 0; n < times; n++) {
                cloud.clear();
                playNight(new ExportHandler(Settings.fromEnvironment(ENVIRONMENT), aws, stage));
            }
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a batch could not be written as JSON", impossible);
        }
    }

    private void playNight(ExportHandler handler) throws JsonProcessingException {
        expect(FINISHED, handler.handle(batch(SCHEDULED), invocation("selects")));
        List<String> sent = cloud.sent();
        expect(FINISHED, handler.handle(batch(sent.getLast()), invocation("starts")));
        String tracker = cloud.sent().getLast();
        expect("\"itemIdentifier\"", handler.handle(batch(tracker), invocation("follows")));
        expect(FINISHED, handler.handle(batch(tracker), invocation("ends")));
        expect(FINISHED, handler.handle(batch(sent.getFirst()), invocation("reports")));
        expect("ALREADY_EXPORTED", handler.handle(utf8(REQUEST), invocation("direct")));
    }

    private void onStage(AwsClientBuilder<?, ?> builder) {
        builder.region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(SNAPSHOT, SNAPSHOT)));
        ((AwsSyncClientBuilder<?, ?>) builder).httpClient(cloud);
    }

    private void expect(String part, String answer) {
        if (!answer.contains(part)) {
            throw new IllegalStateException(
                    "the rehearsal ended early, after " + cloud.calls() + " with the line " + log.peekLast());
        }
    }

    private Invocation invocation(String requestId) {
        Instant now = clock.instant();
        return new Invocation(requestId, now, now.plus(TIMEOUT));
    }

    private static byte[] batch(String body) throws JsonProcessingException {
        Map<String, Object> message = Map.of(
                "messageId",
                SNAPSHOT,
                "receiptHandle",
                SNAPSHOT,
                "body",
                body,
                "attributes",
                Map.of(
                        "ApproximateReceiveCount", "1",
                        "SentTimestamp", Long.toString(BEGINNING.toEpochMilli()),
                        "ApproximateFirstReceiveTimestamp", Long.toString(BEGINNING.toEpochMilli())),
                "messageAttributes",
                Map.of(),
                "eventSource",
                "aws:sqs");
        return JSON.writeValueAsBytes(Map.of("Records", List.of(message)));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A listing that was begun before is an old one, though nobody waits. */
    private static Clock ticking() {
        AtomicInteger ticks = new AtomicInteger();
        InstantSource source = () -> BEGINNING.plusMillis(ticks.incrementAndGet());
        return source.withZone(ZoneOffset.UTC);
    }
}
