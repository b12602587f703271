package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsByTopicResponse;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import software.amazon.awssdk.services.sns.model.PublishResponse;
import software.amazon.awssdk.services.sns.model.Subscription;
import software.amazon.awssdk.services.sqs.model.Message;

class SnsSubscriptionTest {

    private static final Map<String, MessageAttributeValue> SUCCEEDED = Map.of(
            "type",
            MessageAttributeValue.builder()
                    .dataType("String")
                    .stringValue("ExportSucceeded")
                    .build());

    private static final AtomicInteger QUEUES = new AtomicInteger();

    private static ElasticMq elasticMq;

    private SnsEmulator sns;
    private SnsClient client;
    // Tests run side by side, on the same queues.
    private final String queue = "subscribed-" + QUEUES.incrementAndGet();
    private String queueUrl;

    @BeforeAll
    static void startQueues() {
        elasticMq = ElasticMq.start();
    }

    @AfterAll
    static void stopQueues() {
        elasticMq.close();
    }

    @BeforeEach
    void start() {
        sns = SnsEmulator.start().deliversBy(elasticMq.client());
        client = LocalClients.sns(sns.endpoint());
        queueUrl = elasticMq.createQueue(queue, Duration.ofMinutes(6));
    }

    @AfterEach
    void stop() {
        elasticMq.client().deleteQueue(r -> r.queueUrl(queueUrl));
        client.close();
        sns.close();
    }

    @Test
    void a_raw_message_comes_as_it_was_published_with_its_attributes() {
        subscribe(Map.of("RawMessageDelivery", "true"));

        client.publish(r -> r.topicArn(sns.topicArn())
                .subject("A subject")
                .messageStructure("json")
                .message("{\"default\": \"{\\\"a\\\": 1}\", \"email\": \"text\"}")
                .messageAttributes(SUCCEEDED));

        Message message = received().getFirst();
        assertThat(message.body()).isEqualTo("{\"a\": 1}");
        assertThat(message.messageAttributes().get("type")).satisfies(type -> {
            assertThat(type.dataType()).isEqualTo("String");
            assertThat(type.stringValue()).isEqualTo("ExportSucceeded");
        });
    }

    @Test
    void a_message_that_is_not_raw_comes_in_an_envelope() throws Exception {
        String arn = subscribe(Map.of());

        PublishResponse published = client.publish(r ->
                r.topicArn(sns.topicArn()).subject("A subject").message("hello").messageAttributes(SUCCEEDED));

        Message message = received().getFirst();
        JsonNode envelope = Json.parse(message.body());
        assertThat(message.hasMessageAttributes()).isFalse();
        assertThat(envelope.path("Type").asText()).isEqualTo("Notification");
        assertThat(envelope.path("MessageId").asText()).isEqualTo(published.messageId());
        assertThat(envelope.path("TopicArn").asText()).isEqualTo(sns.topicArn());
        assertThat(envelope.path("Subject").asText()).isEqualTo("A subject");
        assertThat(envelope.path("Message").asText()).isEqualTo("hello");
        assertThat(Instant.parse(envelope.path("Timestamp").asText())).isBeforeOrEqualTo(Instant.now());
        assertThat(envelope.path("UnsubscribeURL").asText()).endsWith(arn);
        assertThat(envelope.at("/MessageAttributes/type")).hasToString("""
                {"Type":"String","Value":"ExportSucceeded"}""");
    }

    @Test
    void a_filter_holds_back_what_its_policy_does_not_name() {
        subscribe(Map.of("RawMessageDelivery", "true", "FilterPolicy", "{\"type\": [\"ExportSucceeded\"]}"));

        client.publish(r -> r.topicArn(sns.topicArn()).message("without attributes"));
        client.publish(r -> r.topicArn(sns.topicArn()).message("succeeded").messageAttributes(SUCCEEDED));

        assertThat(received()).extracting(Message::body).containsExactly("succeeded");
    }

    @Test
    void a_filter_may_look_at_the_message_itself() {
        subscribe(Map.of(
                "RawMessageDelivery", "true",
                "FilterPolicy", "{\"snapshot\": [\"mine\"]}",
                "FilterPolicyScope", "MessageBody"));

        for (String message : List.of("{\"snapshot\": \"other\"}", "no document", "{\"snapshot\": \"mine\"}")) {
            client.publish(r -> r.topicArn(sns.topicArn()).message(message));
        }

        assertThat(received()).extracting(Message::body).containsExactly("{\"snapshot\": \"mine\"}");
    }

    @Test
    void nothing_comes_any_more_after_the_end_of_the_subscription() {
        String arn = subscribe(Map.of());

        client.unsubscribe(r -> r.subscriptionArn(arn));
        client.publish(r -> r.topicArn(sns.topicArn()).message("hello"));

        assertThat(received()).isEmpty();
        assertThat(catchThrowableOfType(NotFoundException.class, () -> client.unsubscribe(r -> r.subscriptionArn(arn))))
                .isNotNull();
    }

    @Test
    void what_was_published_is_taken_though_its_queue_is_gone() {
        client.subscribe(r -> r.topicArn(sns.topicArn()).protocol("sqs").endpoint(arn("gone")));

        client.publish(r -> r.topicArn(sns.topicArn()).message("hello"));

        assertThat(sns.published()).hasSize(1);
    }

    @Test
    void to_subscribe_again_answers_with_the_same_arn_unless_the_attributes_differ() {
        String arn = subscribe(Map.of());

        assertThat(subscribe(Map.of())).isEqualTo(arn);
        assertThat(catchThrowableOfType(
                        InvalidParameterException.class, () -> subscribe(Map.of("RawMessageDelivery", "true"))))
                .isNotNull();
    }

    @Test
    void what_cannot_be_subscribed_is_refused() {
        assertThat(catchThrowableOfType(
                        NotFoundException.class,
                        () -> client.subscribe(r -> r.topicArn(sns.topicArn() + "-other")
                                .protocol("sqs")
                                .endpoint(arn(queue)))))
                .isNotNull();
        assertThat(catchThrowableOfType(
                        InvalidParameterException.class,
                        () -> client.subscribe(
                                r -> r.topicArn(sns.topicArn()).protocol("sqs").endpoint("subscribed"))))
                .isNotNull();
        assertThat(catchThrowableOfType(
                        InvalidParameterException.class, () -> subscribe(Map.of("FilterPolicy", "no policy"))))
                .isNotNull();
        assertThat(client.listSubscriptionsByTopic(r -> r.topicArn(sns.topicArn()))
                        .subscriptions())
                .isEmpty();
    }

    @Test
    void subscriptions_are_listed_page_by_page_and_counted_with_those_of_the_test() {
        sns.pageSize(2).subscribed(sns.topicArn(), 1, 1);
        for (String name : List.of("one", "two", "three")) {
            client.subscribe(r -> r.topicArn(sns.topicArn()).protocol("sqs").endpoint(arn(name)));
        }

        List<Subscription> listed = new ArrayList<>();
        for (ListSubscriptionsByTopicResponse page :
                client.listSubscriptionsByTopicPaginator(r -> r.topicArn(sns.topicArn()))) {
            assertThat(page.subscriptions()).hasSizeLessThanOrEqualTo(2);
            listed.addAll(page.subscriptions());
        }

        assertThat(listed).extracting(Subscription::endpoint).containsExactly(arn("one"), arn("two"), arn("three"));
        assertThat(client.getTopicAttributes(r -> r.topicArn(sns.topicArn())).attributes())
                .containsEntry("SubscriptionsConfirmed", "4")
                .containsEntry("SubscriptionsPending", "1");
    }

    private String subscribe(Map<String, String> attributes) {
        return client.subscribe(r -> r.topicArn(sns.topicArn())
                        .protocol("sqs")
                        .endpoint(arn(queue))
                        .attributes(attributes)
                        .returnSubscriptionArn(true))
                .subscriptionArn();
    }

    private static String arn(String name) {
        return "arn:aws:sqs:%s:%s:%s".formatted(LightsailEmulator.REGION, LightsailEmulator.ACCOUNT, name);
    }

    /** All that is there: what is published is delivered before its publisher is answered. */
    private List<Message> received() {
        return elasticMq
                .client()
                .receiveMessage(
                        r -> r.queueUrl(queueUrl).maxNumberOfMessages(10).messageAttributeNames("All"))
                .messages();
    }
}
