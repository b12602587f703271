package io.github.snapshotexporter.localcloud;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.elasticmq.NodeAddress;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** ElasticMQ inside this JVM, in memory, on the loopback address: SQS queues in real time. */
public final class ElasticMq implements AutoCloseable {

    private static final Duration RETENTION = Duration.ofDays(14);

    private final SQSRestServer server;
    private final URI endpoint;
    private final SqsClient client;

    private ElasticMq(int port) {
        int bindTo = port == 0 ? FreePort.find() : port;
        server = SQSRestServerBuilder.withInterface(HttpEndpoint.LOOPBACK)
                .withPort(bindTo)
                .withServerAddress(new NodeAddress("http", HttpEndpoint.LOOPBACK, bindTo, ""))
                .withAWSRegion(LightsailEmulator.REGION)
                .withAWSAccountId(LightsailEmulator.ACCOUNT)
                .start();
        server.waitUntilStarted();
        endpoint = URI.create("http://" + HttpEndpoint.LOOPBACK + ":" + bindTo);
        client = LocalClients.sqs(endpoint);
    }

    /** Starts on a free port. */
    public static ElasticMq start() {
        return startOn(0);
    }

    /** Starts on this port. */
    public static ElasticMq startOn(int port) {
        return new ElasticMq(port);
    }

    /** Where to point a client, or {@code AWS_ENDPOINT_URL_SQS}. */
    public URI endpoint() {
        return endpoint;
    }

    /** A client of this instance, closed with it. */
    public SqsClient client() {
        return client;
    }

    /** Creates a queue and returns its URL. */
    public String createQueue(String name, Duration visibility) {
        return create(name, attributes(visibility));
    }

    /** Creates a queue whose messages move to the other queue after so many receives, and returns its URL. */
    public String createQueue(String name, Duration visibility, String deadLetterQueueUrl, int maxReceiveCount) {
        Map<QueueAttributeName, String> attributes = attributes(visibility);
        attributes.put(
                QueueAttributeName.REDRIVE_POLICY,
                Json.write(Json.object()
                        .put("deadLetterTargetArn", queueArn(deadLetterQueueUrl))
                        .put("maxReceiveCount", maxReceiveCount)));
        return create(name, attributes);
    }

    /** The ARN of a queue. */
    public String queueArn(String queueUrl) {
        return client.getQueueAttributes(r -> r.queueUrl(queueUrl).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
    }

    /** Stops and forgets all queues. */
    @Override
    public void close() {
        client.close();
        server.stopAndWait();
    }

    private String create(String name, Map<QueueAttributeName, String> attributes) {
        return client.createQueue(r -> r.queueName(name).attributes(attributes)).queueUrl();
    }

    private static Map<QueueAttributeName, String> attributes(Duration visibility) {
        Map<QueueAttributeName, String> attributes = new HashMap<>();
        attributes.put(QueueAttributeName.VISIBILITY_TIMEOUT, String.valueOf(visibility.toSeconds()));
        attributes.put(QueueAttributeName.MESSAGE_RETENTION_PERIOD, String.valueOf(RETENTION.toSeconds()));
        return attributes;
    }
}
