package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

class LambdaSqsEventTest {

    private static final String QUEUE = "arn:aws:sqs:eu-central-1:111122223333:exports";

    @Test
    void lambdasOwnDeserializerReadsTheSameFromBothSources() {
        String simulated = LambdaSqsEvent.of(
                QUEUE,
                List.of(new QueuedMessage(
                        "id-1",
                        "handle-1",
                        "my-site-1",
                        Map.of("ApproximateReceiveCount", "2"),
                        Map.of("jobId", "job-1"))));
        String received = LambdaSqsEvent.ofMessages(
                QUEUE,
                List.of(Message.builder()
                        .messageId("id-1")
                        .receiptHandle("handle-1")
                        .body("my-site-1")
                        .attributes(Map.of(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "2"))
                        .messageAttributes(Map.of(
                                "jobId",
                                MessageAttributeValue.builder()
                                        .dataType("String")
                                        .stringValue("job-1")
                                        .build()))
                        .build()));

        assertThat(simulated).isEqualTo(received);
        SQSEvent.SQSMessage message = deserialize(simulated).getRecords().getFirst();
        assertThat(message.getMessageId()).isEqualTo("id-1");
        assertThat(message.getReceiptHandle()).isEqualTo("handle-1");
        assertThat(message.getBody()).isEqualTo("my-site-1");
        assertThat(message.getAttributes()).containsExactly(Map.entry("ApproximateReceiveCount", "2"));
        assertThat(message.getMessageAttributes().get("jobId").getStringValue()).isEqualTo("job-1");
        assertThat(message.getMessageAttributes().get("jobId").getDataType()).isEqualTo("String");
        assertThat(message.getEventSource()).isEqualTo("aws:sqs");
        assertThat(message.getEventSourceArn()).isEqualTo(QUEUE);
        assertThat(message.getAwsRegion()).isEqualTo("eu-central-1");
        assertThat(message.getMd5OfBody()).hasSize(32);
    }

    private static SQSEvent deserialize(String json) {
        PojoSerializer<SQSEvent> serializer = LambdaEventSerializers.serializerFor(
                SQSEvent.class, Thread.currentThread().getContextClassLoader());
        return serializer.fromJson(json);
    }
}
