package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.BatchEntryIdsNotDistinctException;
import software.amazon.awssdk.services.sqs.model.BatchRequestTooLongException;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.EmptyBatchRequestException;
import software.amazon.awssdk.services.sqs.model.InvalidMessageContentsException;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageNotInflightException;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.ReceiptHandleIsInvalidException;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SqsException;
import software.amazon.awssdk.services.sqs.model.TooManyEntriesInBatchRequestException;

class SqsErrorTest extends SqsEmulatorFixture {

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

    private void sendBatch(List<SendMessageBatchRequestEntry> entries) {
        client.sendMessageBatch(r -> r.queueUrl(url).entries(entries));
    }

    private void changeVisibility(String handle, int seconds) {
        client.changeMessageVisibility(
                r -> r.queueUrl(url).receiptHandle(handle).visibilityTimeout(seconds));
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
}
