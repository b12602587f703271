package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.lightsail.LightsailClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

class LocalCloudTest {

    @Test
    void everyPartIsReachedThroughTheEnvironment() {
        try (LocalCloud cloud = LocalCloud.start()) {
            Map<String, String> environment = cloud.environment();
            cloud.lightsail().instanceSnapshot("my-site-1");

            try (LightsailClient lightsail = LocalClients.lightsail(endpoint(environment, "LIGHTSAIL"));
                    SqsClient sqs = LocalClients.sqs(endpoint(environment, "SQS"));
                    SnsClient sns = LocalClients.sns(endpoint(environment, "SNS"));
                    DynamoDbClient dynamoDb = LocalClients.dynamoDb(endpoint(environment, "DYNAMODB"))) {
                assertThat(lightsail.getInstanceSnapshots(r -> {}).instanceSnapshots())
                        .hasSize(1);
                for (String queue : List.of("EXPORT_QUEUE_URL", "DEAD_LETTER_QUEUE_URL")) {
                    assertThat(sqs.receiveMessage(r -> r.queueUrl(environment.get(queue)))
                                    .messages())
                            .isEmpty();
                }
                assertThat(sns.getTopicAttributes(r -> r.topicArn(environment.get("NOTIFICATION_TOPIC_ARN")))
                                .attributes())
                        .isNotEmpty();
                assertThat(dynamoDb.scan(r -> r.tableName(environment.get("LEDGER_TABLE_NAME")))
                                .items())
                        .isEmpty();
            }
            assertThat(environment).containsEntry("AWS_REGION", "eu-central-1");
        }
    }

    @Test
    void aMessageOnTheExportQueueReachesTheFunctionThroughThePoller() throws Exception {
        BlockingQueue<PolledBatch> batches = new LinkedBlockingQueue<>();
        try (LocalCloud cloud = LocalCloud.start();
                Poller poller = cloud.poller((input, output, context) -> {}).onBatch(batches::add)) {
            poller.start();
            cloud.elasticMq()
                    .client()
                    .sendMessage(r -> r.queueUrl(cloud.exportQueueUrl()).messageBody("my-site-1"));

            PolledBatch batch = batches.poll(120, TimeUnit.SECONDS);

            assertThat(batch).isNotNull();
            assertThat(batch.messages()).extracting(Message::body).containsExactly("my-site-1");
            assertThat(batch.deleted()).hasSize(1);
        }
    }

    private static URI endpoint(Map<String, String> environment, String service) {
        return URI.create(environment.get("AWS_ENDPOINT_URL_" + service));
    }
}
