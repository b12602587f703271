package io.github.snapshotexporter.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.job.Delivery;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class QueuesTest {
    private static final Template STACK = Template.withDefaults();
    private static final Template WITH_KEY = Template.with(Map.of("TopicEncryption", "CUSTOMER_KEY"));

    @Test
    void every_queue_that_feeds_something_has_a_dead_letter_queue() {
        Set<String> feeding = STACK.properties("AWS::Lambda::EventSourceMapping").values().stream()
                .map(mapping -> Template.idIn(mapping.path("EventSourceArn")))
                .collect(Collectors.toSet());

        assertThat(feeding).isNotEmpty().allSatisfy(queue -> {
            JsonNode deadLetters = STACK.resource(queue).at("/RedrivePolicy/deadLetterTargetArn");
            assertThat(STACK.properties("AWS::SQS::Queue")).containsKey(Template.idIn(deadLetters));
            assertThat(Template.idIn(deadLetters)).isNotEqualTo(queue);
        });
    }

    @Test
    void a_job_parks_itself_with_a_reason_before_sqs_does_without() {
        assertThat(STACK.resource("ExportQueue")
                        .at("/RedrivePolicy/maxReceiveCount")
                        .intValue())
                .isGreaterThan(Delivery.MOST_RECEIVES)
                .as("the most that SQS takes")
                .isLessThanOrEqualTo(1_000);
    }

    @Test
    void every_queue_keeps_messages_for_as_long_as_sqs_can() {
        assertThat(STACK.properties("AWS::SQS::Queue").values())
                .isNotEmpty()
                .allSatisfy(queue -> assertThat(Duration.ofSeconds(
                                queue.path("MessageRetentionPeriod").intValue()))
                        .isEqualTo(Duration.ofDays(14)));
    }

    @Test
    void every_queue_is_encrypted() {
        assertThat(STACK.properties("AWS::SQS::Queue").values())
                .isNotEmpty()
                .allMatch(queue -> queue.path("SqsManagedSseEnabled").booleanValue());
    }

    @Test
    void results_are_encrypted_with_the_key_of_sns_and_alarms_which_cannot_use_it_with_none() {
        assertThat(STACK.resource("NotificationTopic").path("KmsMasterKeyId").asText())
                .isEqualTo("alias/aws/sns");
        assertThat(STACK.resource("OperationsTopic").has("KmsMasterKeyId")).isFalse();
        assertThat(STACK.properties("AWS::KMS::Key")).isEmpty();
    }

    @Test
    void with_a_key_of_the_stack_every_topic_is_encrypted_with_it() {
        assertThat(WITH_KEY.properties("AWS::SNS::Topic").values())
                .isNotEmpty()
                .allSatisfy(topic -> assertThat(WITH_KEY.properties("AWS::KMS::Key"))
                        .containsKey(topic.path("KmsMasterKeyId").asText()));
    }

    @Test
    void the_key_of_the_topics_is_rotated() {
        assertThat(WITH_KEY.only("AWS::KMS::Key").path("EnableKeyRotation").booleanValue())
                .isTrue();
    }
}
