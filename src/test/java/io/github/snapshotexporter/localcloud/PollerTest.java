package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;

class PollerTest {

    private final MutableClock clock = MutableClock.at("2026-11-22T02:00:00Z");
    private final BlockingQueue<PolledBatch> batches = new LinkedBlockingQueue<>();
    private SqsEmulator sqs;
    private SqsClient client;
    private String url;

    @BeforeEach
    void start() {
        sqs = SqsEmulator.start(clock);
        client = LocalClients.sqs(sqs.endpoint());
        url = sqs.createQueue("exports");
    }

    @AfterEach
    void stop() {
        client.close();
        sqs.close();
    }

    @Test
    void theFunctionGetsTheBatchAndItsDeadlineAndDoneMessagesAreDeleted() throws Exception {
        List<JsonNode> events = new ArrayList<>();
        List<Integer> remaining = new ArrayList<>();
        send("my-site-1", "my-site-2");

        PolledBatch batch = firstBatch((input, output, context) -> {
            events.add(Json.parse(new String(input.readAllBytes(), StandardCharsets.UTF_8)));
            remaining.add(context.getRemainingTimeInMillis());
            output.write("{\"batchItemFailures\":[]}".getBytes(StandardCharsets.UTF_8));
        });

        assertThat(batch.failure()).isEmpty();
        assertThat(batch.deleted()).hasSize(2);
        assertThat(events.getFirst().path("Records").findValuesAsText("body"))
                .containsExactly("my-site-1", "my-site-2");
        assertThat(remaining).containsExactly(30_000);
        assertThat(sqs.peekAll(url)).isEmpty();
    }

    @Test
    void anEmptyAnswerMeansThatAllAreDone() throws Exception {
        send("my-site-1");

        firstBatch((input, output, context) -> {});

        assertThat(sqs.peekAll(url)).isEmpty();
    }

    @Test
    void failedItemsStayInvisibleAndComeBack() throws Exception {
        List<String> ids = send("keep", "drop");

        try (Poller poller = poller((input, output, context) -> output.write(failures(ids.getFirst())))) {
            poller.start();
            assertThat(nextBatch().deleted()).containsExactly(ids.getLast());
            assertThat(sqs.peekAll(url)).extracting(QueuedMessage::body).containsExactly("keep");
            assertThat(sqs.nextVisibleAt(url)).contains(clock.instant().plusSeconds(180));
            clock.advance(Duration.ofMinutes(3));
            assertThat(nextBatch().messages())
                    .singleElement()
                    .satisfies(message ->
                            assertThat(message.attributesAsStrings()).containsEntry("ApproximateReceiveCount", "2"));
        }
    }

    @Test
    void nothingIsDeletedWhenTheFunctionThrows() throws Exception {
        send("my-site-1");

        PolledBatch batch = firstBatch((input, output, context) -> {
            throw new IllegalStateException("boom");
        });

        assertThat(batch.failure()).get().hasToString("java.lang.IllegalStateException: boom");
        assertThat(sqs.peekAll(url)).hasSize(1);
    }

    @Test
    void nothingIsDeletedWhenTheAnswerNamesAnUnknownMessageOrIsNoJson() throws Exception {
        send("my-site-1");
        assertThat(firstBatch((input, output, context) -> output.write(failures("other")))
                        .failure())
                .isPresent();
        clock.advance(Duration.ofMinutes(3));
        assertThat(firstBatch((input, output, context) -> output.write('?')).failure())
                .isPresent();

        assertThat(sqs.peekAll(url)).hasSize(1);
    }

    @Test
    void aFunctionThatTakesTooLongIsCutOff() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        send("my-site-1");

        PolledBatch batch;
        try (Poller poller = poller((input, output, context) -> awaitQuietly(never))) {
            poller.functionTimeout(Duration.ofMillis(50)).start();
            batch = nextBatch();
        }

        assertThat(batch.failure()).get().isInstanceOf(TimeoutException.class);
        assertThat(sqs.peekAll(url)).hasSize(1);
    }

    @Test
    void moreThanTenMessagesGoToSeveralInvocationsAtATime() throws Exception {
        CountDownLatch bothThere = new CountDownLatch(2);
        for (int i = 0; i < 20; i++) {
            send("site-" + i);
        }

        try (Poller poller = poller((input, output, context) -> {
            bothThere.countDown();
            awaitQuietly(bothThere);
        })) {
            poller.maximumConcurrency(2).start();
            assertThat(nextBatch().deleted()).hasSize(10);
            assertThat(nextBatch().deleted()).hasSize(10);
        }

        assertThat(sqs.peekAll(url)).isEmpty();
    }

    private List<String> send(String... bodies) {
        List<String> ids = new ArrayList<>();
        for (String body : bodies) {
            ids.add(sqs.send(url, body, Map.of()));
        }
        return ids;
    }

    private PolledBatch firstBatch(RequestStreamHandler handler) throws InterruptedException {
        try (Poller poller = poller(handler)) {
            poller.start();
            return nextBatch();
        }
    }

    private Poller poller(RequestStreamHandler handler) {
        return Poller.of(client, url, handler)
                .clock(clock)
                .functionTimeout(Duration.ofSeconds(30))
                .visibility(Duration.ofMinutes(3))
                .onBatch(batches::add);
    }

    private PolledBatch nextBatch() throws InterruptedException {
        PolledBatch batch = batches.poll(120, TimeUnit.SECONDS);
        assertThat(batch).as("a batch within 120 s").isNotNull();
        return batch;
    }

    private static byte[] failures(String id) {
        return "{\"batchItemFailures\":[{\"itemIdentifier\":\"%s\"}]}"
                .formatted(id)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
