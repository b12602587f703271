package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SqsException;

class SqsEmulatorTest extends SqsEmulatorFixture {

    private static final Duration MINUTE = Duration.ofMinutes(1);

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

    private static String millis(String instant) {
        return String.valueOf(Instant.parse(instant).toEpochMilli());
    }
}
