package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchEntryIdsNotDistinctException;
import software.amazon.awssdk.services.sqs.model.BatchRequestTooLongException;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.EmptyBatchRequestException;
import software.amazon.awssdk.services.sqs.model.InvalidMessageContentsException;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageNotInflightException;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.ReceiptHandleIsInvalidException;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SqsException;
import software.amazon.awssdk.services.sqs.model.TooManyEntriesInBatchRequestException;

class SqsEmulatorTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final MutableClock clock = MutableClock.at("2026-11-22T02:00:00Z");
    private SqsEmulator sqs;
    private SqsClient client;
    private String url;

    @BeforeEach
    void start() {
        sqs = SqsEmulator.start(clock);
        url = sqs.createQueue("exports");
        client = SqsClient.builder()
                .endpointOverride(sqs.endpoint())
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(configuration -> configuration.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build();
    }

    @AfterEach
    void stop() {
        client.close();
        sqs.close();
    }

    @Test
    void deliversAMessageWithDigestsThatTheSdkChecks() {
        String id = client.sendMessage(r -> r.queueUrl(url)
                        .messageBody("{\"name\": \"Grüße 🚀\"}")
                        .messageAttributes(Map.of(
                                "jobId",
                                string("job-1"),
                                "raw",
                                MessageAttributeValue.builder()
                                        .dataType("Binary")
                                        .binaryValue(SdkBytes.fromByteArray(new byte[] {0, 1, 2}))
                                        .build())))
                .messageId();
        clock.advance(MINUTE);

        Message message = receive().getFirst();

        assertThat(message.messageId()).isEqualTo(id);
        assertThat(message.body()).isEqualTo("{\"name\": \"Grüße 🚀\"}");
        assertThat(message.messageAttributes())
                .containsOnlyKeys("jobId", "raw")
                .containsEntry("jobId", string("job-1"));
        assertThat(message.attributes())
                .containsEntry(MessageSystemAttributeName.SENT_TIMESTAMP, millis("2026-11-22T02:00:00Z"))
                .containsEntry(
                        MessageSystemAttributeName.APPROXIMATE_FIRST_RECEIVE_TIMESTAMP, millis("2026-11-22T02:01:00Z"))
                .containsEntry(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "1");
        assertThat(receive()).isEmpty();
    }

    @Test
    void aMessageComesBackWhenItsVisibilityTimeoutEndsOrIsChanged() {
        String id = sqs.send(url, "my-site-1", Map.of("jobId", "job-1"));
        Message first = receive().getFirst();

        client.changeMessageVisibility(
                r -> r.queueUrl(url).receiptHandle(first.receiptHandle()).visibilityTimeout(600));

        assertThat(sqs.nextVisibleAt(url)).contains(clock.instant().plusSeconds(600));
        clock.advance(Duration.ofSeconds(599));
        assertThat(receive()).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        assertThat(sqs.nextVisibleAt(url)).contains(clock.instant());
        QueuedMessage second = sqs.receive(url, 10, MINUTE).getFirst();
        assertThat(second.messageId()).isEqualTo(id);
        assertThat(second.attributes()).containsEntry("ApproximateReceiveCount", "2");
        assertThat(second.messageAttributes()).containsExactly(Map.entry("jobId", "job-1"));

        sqs.delete(url, first.receiptHandle());
        assertThat(sqs.peekAll(url)).hasSize(1);
        sqs.delete(url, second);
        assertThat(sqs.peekAll(url)).isEmpty();
        assertThat(sqs.nextVisibleAt(url)).isEmpty();
    }

    @Test
    void aDelayedMessageIsNotVisibleBeforeItsDelayIsOver() {
        client.sendMessage(r -> r.queueUrl(url).messageBody("later").delaySeconds(900));

        assertThat(receive()).isEmpty();
        clock.advance(Duration.ofMinutes(15));
        assertThat(receive()).hasSize(1);
    }

    @Test
    void refusesWhatTheServiceRefuses() {
        sqs.send(url, "my-site-1", Map.of());
        String handle = receive().getFirst().receiptHandle();

        assertInvalid(() -> send(r -> r.delaySeconds(901)));
        assertInvalid(() -> send(r -> r.messageBody("x".repeat(1_048_577))));
        assertInvalid(() ->
                send(r -> r.messageBody("x".repeat(1_048_576)).messageAttributes(Map.of("a", string("b")))));
        assertInvalid(() -> send(r -> r.messageAttributes(Map.of("empty", string("")))));
        assertInvalid(() -> send(r -> r.messageAttributes(attributes(11))));
        assertInvalid(() -> changeVisibility(handle, 43_201));
        refused(InvalidMessageContentsException.class, () -> send(r -> r.messageBody("\u0001")));
        refused(ReceiptHandleIsInvalidException.class, () -> changeVisibility("nonsense", 1));
        refused(QueueDoesNotExistException.class, () -> send(r -> r.queueUrl(url + "-other")));
        clock.advance(Duration.ofHours(1));
        refused(MessageNotInflightException.class, () -> changeVisibility(handle, 1));

        send(r -> r.messageAttributes(attributes(10)));
        assertThat(sqs.peekAll(url)).hasSize(2);
    }

    @Test
    void visibilityCannotBeExtendedPastTwelveHoursFromTheReceive() {
        sqs.send(url, "my-site-1", Map.of());
        String handle = sqs.receive(url, 1, Duration.ofHours(11)).getFirst().receiptHandle();
        clock.advance(Duration.ofHours(10));

        assertInvalid(() -> changeVisibility(handle, 7_201));
        changeVisibility(handle, 7_200);

        assertThat(sqs.nextVisibleAt(url)).contains(Instant.parse("2026-11-22T14:00:00Z"));
    }

    @Test
    void entriesOfABatchFailForThemselves() {
        sqs.failBatchEntries("SendMessageBatch", 500, "InternalError", 1);

        SendMessageBatchResponse response =
                client.sendMessageBatch(r -> r.queueUrl(url).entries(entry("a", 0), entry("b", 0), entry("c", 901)));

        assertThat(response.successful()).extracting(e -> e.id()).containsExactly("b");
        assertThat(response.failed()).extracting(BatchResultErrorEntry::id).containsExactly("a", "c");
        assertThat(response.failed())
                .extracting(BatchResultErrorEntry::code)
                .containsExactly("InternalError", "InvalidParameterValue");
        assertThat(response.failed())
                .extracting(BatchResultErrorEntry::senderFault)
                .containsExactly(false, true);
        DeleteMessageBatchRequestEntry deletion = DeleteMessageBatchRequestEntry.builder()
                .id("d")
                .receiptHandle(receive().getFirst().receiptHandle())
                .build();
        assertThat(client.deleteMessageBatch(r -> r.queueUrl(url).entries(List.of(deletion)))
                        .successful())
                .hasSize(1);
        assertThat(sqs.peekAll(url)).isEmpty();
    }

    @Test
    void aBatchAsAWholeIsRefusedAsTheServiceDoes() {
        refused(EmptyBatchRequestException.class, () -> sendBatch(List.of()));
        refused(BatchEntryIdsNotDistinctException.class, () -> sendBatch(List.of(entry("a", 0), entry("a", 0))));
        refused(
                TooManyEntriesInBatchRequestException.class,
                () -> sendBatch(
                        IntStream.range(0, 11).mapToObj(i -> entry("e" + i, 0)).toList()));
        refused(
                BatchRequestTooLongException.class,
                () -> sendBatch(IntStream.range(0, 2)
                        .mapToObj(i -> SendMessageBatchRequestEntry.builder()
                                .id("e" + i)
                                .messageBody("x".repeat(600_000))
                                .build())
                        .toList()));
    }

    @Test
    void aMessageMovesToTheDeadLetterQueueAfterItsLastReceive() {
        String dead = sqs.createQueue("dead");
        String redriven = sqs.createQueue("redriven", dead, 2);
        String id = sqs.send(redriven, "poison", Map.of());

        for (int i = 0; i < 3; i++) {
            sqs.receive(redriven, 10, MINUTE);
            clock.advance(MINUTE);
        }

        assertThat(sqs.peekAll(redriven)).isEmpty();
        assertThat(sqs.peekAll(dead)).singleElement().satisfies(message -> {
            assertThat(message.messageId()).isEqualTo(id);
            assertThat(message.attributes()).containsEntry("DeadLetterQueueSourceArn", sqs.queueArn(redriven));
        });
    }

    @Test
    void aMessageIsKeptForFourteenDays() {
        sqs.send(url, "old", Map.of());

        clock.advance(Duration.ofDays(14).minusSeconds(1));
        assertThat(sqs.peekAll(url)).hasSize(1);
        clock.advance(Duration.ofSeconds(1));
        assertThat(sqs.peekAll(url)).isEmpty();
    }

    @Test
    void aMessageInFlightCanBeDeliveredTwice() {
        String id = sqs.send(url, "my-site-1", Map.of());
        sqs.receive(url, 1, MINUTE);

        sqs.duplicate(id);

        assertThat(sqs.receive(url, 10, MINUTE))
                .extracting(QueuedMessage::messageId)
                .containsExactly(id);
    }

    @Test
    void requestsFailAsScriptedBeforeOrAfterTheyTakeEffect() {
        sqs.fault("SendMessage", 503, "ServiceUnavailable", 1).faultAfterwards("SendMessage", Fault.drop());

        SqsException unavailable = catchThrowableOfType(SqsException.class, () -> send(r -> {}));
        assertThat(unavailable.statusCode()).isEqualTo(503);
        assertThat(unavailable.awsErrorDetails().errorCode()).isEqualTo("ServiceUnavailable");
        assertThat(sqs.peekAll(url)).isEmpty();
        assertThat(catchThrowableOfType(SdkClientException.class, () -> send(r -> {})))
                .isNotNull();
        assertThat(sqs.peekAll(url)).hasSize(1);
        sqs.faultAlways("SendMessage", Fault.throttle());
        sqs.clearFaults();
        send(r -> {});
        assertThat(sqs.count("SendMessage")).isEqualTo(3);
    }

    @Test
    void queuesCanBeCreatedFoundCountedAndPurgedByTheClient() {
        String created = client.createQueue(
                        r -> r.queueName("other").attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "360")))
                .queueUrl();
        sqs.send(created, "one", Map.of());
        sqs.send(created, "two", Map.of());
        sqs.receive(created, 1, MINUTE);

        assertThat(client.getQueueUrl(r -> r.queueName("other")).queueUrl()).isEqualTo(created);
        assertThat(client.getQueueAttributes(r -> r.queueUrl(created).attributeNames(QueueAttributeName.ALL))
                        .attributes())
                .containsEntry(QueueAttributeName.QUEUE_ARN, "arn:aws:sqs:eu-central-1:111122223333:other")
                .containsEntry(QueueAttributeName.VISIBILITY_TIMEOUT, "360")
                .containsEntry(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, "1")
                .containsEntry(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE, "1");
        client.purgeQueue(r -> r.queueUrl(created));
        assertThat(sqs.peekAll(created)).isEmpty();
    }

    private void send(Consumer<SendMessageRequest.Builder> change) {
        SendMessageRequest.Builder request =
                SendMessageRequest.builder().queueUrl(url).messageBody("body");
        change.accept(request);
        client.sendMessage(request.build());
    }

    private void sendBatch(List<SendMessageBatchRequestEntry> entries) {
        client.sendMessageBatch(r -> r.queueUrl(url).entries(entries));
    }

    private void changeVisibility(String handle, int seconds) {
        client.changeMessageVisibility(
                r -> r.queueUrl(url).receiptHandle(handle).visibilityTimeout(seconds));
    }

    private List<Message> receive() {
        return client.receiveMessage(r -> r.queueUrl(url)
                        .maxNumberOfMessages(10)
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
                        .messageAttributeNames("All"))
                .messages();
    }

    private static void assertInvalid(Runnable request) {
        SqsException refusal = catchThrowableOfType(SqsException.class, request::run);
        assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo("InvalidParameterValue");
        assertThat(refusal.statusCode()).isEqualTo(400);
    }

    private static void refused(Class<? extends SqsException> type, Runnable request) {
        assertThat(catchThrowableOfType(type, request::run)).isNotNull();
    }

    private static SendMessageBatchRequestEntry entry(String id, int delaySeconds) {
        return SendMessageBatchRequestEntry.builder()
                .id(id)
                .messageBody("body of " + id)
                .delaySeconds(delaySeconds)
                .build();
    }

    private static Map<String, MessageAttributeValue> attributes(int count) {
        return IntStream.range(0, count).boxed().collect(Collectors.toMap(i -> "name" + i, i -> string("value")));
    }

    private static MessageAttributeValue string(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }

    private static String millis(String instant) {
        return String.valueOf(Instant.parse(instant).toEpochMilli());
    }
}
