package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.lightsail.LightsailClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/** What a caller may not do, and whom a queue lets in. */
class AccountPermissionsTest {

    private static LocalCloud cloud;
    private static LocalAccount account;
    private static SqsClient sqs;
    private static SnsClient sns;

    @BeforeAll
    static void start() {
        cloud = LocalCloud.start();
        account = LocalAccount.start(cloud);
        sqs = LocalClients.sqs(account.sqs());
        sns = LocalClients.sns(cloud.sns().endpoint());
    }

    @AfterAll
    static void stop() {
        sns.close();
        sqs.close();
        account.close();
        cloud.close();
    }

    @Test
    void each_service_denies_in_its_own_way() {
        // In one of its own: what is denied is denied to the other tests, too.
        try (LocalCloud closed = LocalCloud.start();
                LocalAccount strict = LocalAccount.start(closed);
                LightsailClient lightsail =
                        LocalClients.lightsail(closed.lightsail().endpoint());
                Ec2Client ec2 = LocalClients.ec2(closed.ec2().endpoint());
                SnsClient topics = LocalClients.sns(closed.sns().endpoint());
                SqsClient queues = LocalClients.sqs(strict.sqs());
                DynamoDbClient dynamoDb = LocalClients.dynamoDb(strict.dynamoDb());
                CloudFormationClient cloudFormation = LocalClients.cloudFormation(strict.cloudFormation());
                CloudWatchClient cloudWatch = LocalClients.cloudWatch(strict.cloudWatch());
                EventBridgeClient events = LocalClients.eventBridge(strict.eventBridge())) {
            String queue = closed.exportQueueUrl();
            denied(strict, "DeleteInstance", "AccessDeniedException", 400, () -> lightsail.deleteInstance(r -> {}));
            denied(strict, "DescribeImages", "UnauthorizedOperation", 403, () -> ec2.describeImages(r -> {}));
            denied(strict, "CreateTopic", "AuthorizationError", 403, () -> topics.createTopic(r -> r.name("denied")));
            denied(strict, "PurgeQueue", "AccessDenied", 403, () -> queues.purgeQueue(r -> r.queueUrl(queue)));
            denied(strict, "ListTables", "AccessDeniedException", 400, () -> dynamoDb.listTables(r -> {}));
            denied(strict, "DescribeStacks", "AccessDenied", 403, () -> cloudFormation.describeStacks(r -> {}));
            denied(strict, "DescribeAlarms", "AccessDenied", 403, () -> cloudWatch.describeAlarms(r -> {}));
            denied(strict, "PutRule", "AccessDeniedException", 400, () -> events.putRule(r -> r.name("denied")));
            assertThat(topics.getTopicAttributes(r -> r.topicArn(closed.sns().topicArn()))
                            .attributes())
                    .isNotEmpty();
        }
    }

    @Test
    void a_queue_is_created_found_and_deleted_with_its_tags() {
        String url = sqs.createQueue(r -> r.queueName("proof-1").tags(Map.of("made-by", "a test")))
                .queueUrl();

        assertThat(sqs.getQueueUrl(r -> r.queueName("proof-1")).queueUrl()).isEqualTo(url);
        assertThat(sqs.listQueues(r -> r.queueNamePrefix("proof-")).queueUrls()).containsExactly(url);
        assertThat(sqs.listQueueTags(r -> r.queueUrl(url)).tags()).containsExactly(Map.entry("made-by", "a test"));
        assertThat(sqs.getQueueAttributes(r -> r.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
                        .attributes())
                .containsEntry(QueueAttributeName.QUEUE_ARN, arn("proof-1"));

        sqs.deleteQueue(r -> r.queueUrl(url));
        assertThat(catchThrowableOfType(
                        QueueDoesNotExistException.class, () -> sqs.getQueueUrl(r -> r.queueName("proof-1"))))
                .isNotNull();
    }

    @Test
    void messages_and_records_go_through_unchanged() {
        String url = sqs.createQueue(r -> r.queueName("through")).queueUrl();
        String body = "{\"name\": \"Grüße\"}";
        sqs.sendMessage(r -> r.queueUrl(url).messageBody(body));

        assertThat(received(url)).extracting(Message::body).containsExactly(body);
        try (DynamoDbClient dynamoDb = LocalClients.dynamoDb(account.dynamoDb())) {
            assertThat(dynamoDb.scan(r -> r.tableName(LocalCloud.LEDGER_TABLE)).items())
                    .isEmpty();
        }
    }

    @Test
    void a_topic_delivers_only_where_the_policy_of_the_queue_lets_it_in() {
        String topic = sns.createTopic(r -> r.name("guarded")).topicArn();
        String closed = subscribed(topic, "closed", null);
        String others = subscribed(topic, "others", policy("others", "sns.amazonaws.com", topic + "-other"));
        String rules = subscribed(topic, "rules", policy("rules", "events.amazonaws.com", topic));
        String open = subscribed(topic, "open", policy("open", "sns.amazonaws.com", topic));

        sns.publish(r -> r.topicArn(topic).message("hello"));

        assertThat(received(open)).extracting(Message::body).containsExactly("hello");
        for (String url : List.of(closed, others, rules)) {
            assertThat(received(url)).isEmpty();
        }
    }

    @Test
    void a_queue_can_be_opened_later() {
        String topic = sns.createTopic(r -> r.name("later")).topicArn();
        String url = subscribed(topic, "opened", null);

        String policy = policy("opened", "sns.amazonaws.com", topic.replace("later", "*"));
        sqs.setQueueAttributes(r -> r.queueUrl(url).attributes(Map.of(QueueAttributeName.POLICY, policy)));
        sns.publish(r -> r.topicArn(topic).message("hello"));

        assertThat(received(url)).extracting(Message::body).containsExactly("hello");
    }

    private static void denied(LocalAccount strict, String operation, String code, int status, ThrowingCallable call) {
        strict.deny(operation);

        AwsServiceException denial = catchThrowableOfType(AwsServiceException.class, call);

        assertThat(denial.awsErrorDetails().errorCode()).as(operation).isEqualTo(code);
        assertThat(denial.statusCode()).as(operation).isEqualTo(status);
        assertThat(denial.awsErrorDetails().errorMessage()).contains("not authorized to perform", operation);
    }

    private static String subscribed(String topicArn, String queue, String policy) {
        String url = sqs.createQueue(r -> r.queueName(queue)
                        .attributes(policy == null ? Map.of() : Map.of(QueueAttributeName.POLICY, policy)))
                .queueUrl();
        sns.subscribe(r -> r.topicArn(topicArn)
                .protocol("sqs")
                .endpoint(arn(queue))
                .attributes(Map.of("RawMessageDelivery", "true")));
        return url;
    }

    private static String policy(String queue, String service, String sourceArn) {
        return """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": ["%s"]},
                 "Action": "SQS:SendMessage", "Resource": "%s", "Condition": {"ArnLike": {"aws:SourceArn": "%s"}}}]}
                """.formatted(service, arn(queue), sourceArn);
    }

    private static String arn(String queue) {
        return "arn:aws:sqs:%s:%s:%s".formatted(LightsailEmulator.REGION, LightsailEmulator.ACCOUNT, queue);
    }

    private static List<Message> received(String url) {
        return sqs.receiveMessage(r -> r.queueUrl(url).maxNumberOfMessages(10)).messages();
    }
}
