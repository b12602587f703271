package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

class ElasticMqTest {

    private static final Duration LONG = Duration.ofMinutes(6);

    private static ElasticMq elasticMq;

    @BeforeAll
    static void start() {
        elasticMq = ElasticMq.start();
    }

    @AfterAll
    static void stop() {
        elasticMq.close();
    }

    @Test
    void deliversWhatTheSdkSends() {
        SqsClient client = elasticMq.client();
        String url = elasticMq.createQueue("delivers", LONG);
        String body = "{\"name\": \"Grüße\"}";
        MessageAttributeValue jobId = MessageAttributeValue.builder()
                .dataType("String")
                .stringValue("job-1")
                .build();

        client.sendMessage(r -> r.queueUrl(url).messageBody(body).messageAttributes(Map.of("jobId", jobId)));
        Message message = client.receiveMessage(r -> r.queueUrl(url).messageAttributeNames("All"))
                .messages()
                .getFirst();

        assertThat(message.body()).isEqualTo(body);
        assertThat(message.messageAttributes()).containsEntry("jobId", jobId);
        assertThat(client.receiveMessage(r -> r.queueUrl(url)).messages()).isEmpty();
        client.changeMessageVisibility(
                r -> r.queueUrl(url).receiptHandle(message.receiptHandle()).visibilityTimeout(0));
        assertThat(client.receiveMessage(r -> r.queueUrl(url)).messages())
                .extracting(Message::messageId)
                .containsExactly(message.messageId());
    }

    @Test
    void queuesHaveTheirAddressOnTheLoopbackInterfaceAndTheirSettings() {
        String dead = elasticMq.createQueue("settings-dead-letter", LONG);
        String url = elasticMq.createQueue("settings", LONG, dead, 1000);

        assertThat(url).isEqualTo(elasticMq.endpoint() + "/111122223333/settings");
        assertThat(elasticMq.endpoint().getHost()).isEqualTo("127.0.0.1");
        assertThat(elasticMq.queueArn(url)).isEqualTo("arn:aws:sqs:eu-central-1:111122223333:settings");
        assertThat(elasticMq
                        .client()
                        .getQueueAttributes(r -> r.queueUrl(url).attributeNames(QueueAttributeName.ALL))
                        .attributes())
                .containsEntry(QueueAttributeName.VISIBILITY_TIMEOUT, "360")
                .containsEntry(
                        QueueAttributeName.REDRIVE_POLICY,
                        "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":1000}"
                                .formatted(elasticMq.queueArn(dead)));
    }

    @Test
    void refusesAnUnknownQueue() {
        String unknown = elasticMq.endpoint() + "/111122223333/unknown";

        assertThat(catchThrowableOfType(QueueDoesNotExistException.class, () -> elasticMq.queueArn(unknown)))
                .isNotNull();
    }

    @Test
    void takesAMessageOfTheSizeThatSqsTakes() {
        String url = elasticMq.createQueue("large", LONG);

        elasticMq.client().sendMessage(r -> r.queueUrl(url).messageBody("x".repeat(1_048_576)));

        assertThat(elasticMq.client().receiveMessage(r -> r.queueUrl(url)).messages())
                .hasSize(1);
    }

    @Test
    void takesTheNextPortWhenAnotherServerWasFaster() {
        AtomicInteger tries = new AtomicInteger();

        try (ElasticMq second = ElasticMq.startOn(
                0, () -> tries.getAndIncrement() == 0 ? elasticMq.endpoint().getPort() : FreePort.find())) {
            assertThat(second.createQueue("second", LONG))
                    .startsWith(second.endpoint().toString());
        }

        assertThat(tries).hasValueGreaterThan(1);
    }

    @Test
    void fiveTakenPortsAreEnough() {
        AtomicInteger tries = new AtomicInteger();

        assertThat(catchThrowable(() -> ElasticMq.startOn(0, () -> {
                    tries.incrementAndGet();
                    return elasticMq.endpoint().getPort();
                })))
                .isNotNull();

        assertThat(tries).hasValue(5);
    }

    @Test
    void a_redrive_that_names_no_destination_fails_because_sqs_does_not_know_where_sent_messages_came_from() {
        String dead = elasticMq.createQueue("sourceless-dead-letter", LONG);
        String url = elasticMq.createQueue("sourceless", LONG, dead, 1000);
        String arn = elasticMq.queueArn(dead);
        elasticMq.client().sendMessage(r -> r.queueUrl(dead).messageBody("my-site-1"));

        assertThat(elasticMq
                        .client()
                        .startMessageMoveTask(r -> r.sourceArn(arn))
                        .taskHandle())
                .isNotBlank();

        assertThat(elasticMq
                        .client()
                        .listMessageMoveTasks(r -> r.sourceArn(arn))
                        .results())
                .singleElement()
                .satisfies(task -> {
                    assertThat(task.status()).isEqualTo("FAILED");
                    assertThat(task.failureReason()).isEqualTo("CouldNotDetermineMessageSource");
                    assertThat(task.sourceArn()).isEqualTo(arn);
                });
        assertThat(received(url)).isEmpty();
        assertThat(received(dead)).containsExactly("my-site-1");
    }

    @Test
    void a_redrive_that_names_its_destination_moves_the_messages_with_their_attributes() {
        SqsClient client = elasticMq.client();
        String dead = elasticMq.createQueue("named-dead-letter", LONG);
        String url = elasticMq.createQueue("named", LONG, dead, 1000);
        MessageAttributeValue reason = MessageAttributeValue.builder()
                .dataType("String")
                .stringValue("NoSlot")
                .build();
        client.sendMessage(r -> r.queueUrl(dead).messageBody("my-site-1").messageAttributes(Map.of("reason", reason)));

        client.startMessageMoveTask(r -> r.sourceArn(elasticMq.queueArn(dead)).destinationArn(elasticMq.queueArn(url)));

        assertThat(client.receiveMessage(
                                r -> r.queueUrl(url).waitTimeSeconds(20).messageAttributeNames("All"))
                        .messages())
                .singleElement()
                .satisfies(message -> assertThat(message.messageAttributes()).containsEntry("reason", reason));
    }

    private static List<String> received(String url) {
        return elasticMq.client().receiveMessage(r -> r.queueUrl(url)).messages().stream()
                .map(Message::body)
                .toList();
    }
}
