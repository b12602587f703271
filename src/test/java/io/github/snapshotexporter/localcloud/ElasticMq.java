package io.github.snapshotexporter.localcloud;

import java.net.BindException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntSupplier;
import org.apache.pekko.actor.ActorSystem;
import org.elasticmq.NodeAddress;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** ElasticMQ inside this JVM, in memory, on the loopback address: SQS queues in real time. */
public final class ElasticMq implements AutoCloseable {

    private static final Duration RETENTION = Duration.ofDays(14);

    private final ActorSystem actors;
    private final SQSRestServer server;
    private final URI endpoint;
    private final SqsClient client;

    private ElasticMq(int port) {
        // A server that does not start leaves behind those that it has made itself.
        actors = ActorSystem.create("elasticmq");
        server = SQSRestServerBuilder.withActorSystem(actors)
                .withInterface(HttpEndpoint.LOOPBACK)
                .withPort(port)
                .withServerAddress(new NodeAddress("http", HttpEndpoint.LOOPBACK, port, ""))
                .withAWSRegion(LightsailEmulator.REGION)
                .withAWSAccountId(LightsailEmulator.ACCOUNT)
                .start();
        try {
            server.waitUntilStarted();
        } catch (RuntimeException failed) {
            actors.terminate();
            throw failed;
        }
        endpoint = URI.create("http://" + HttpEndpoint.LOOPBACK + ":" + port);
        client = LocalClients.sqs(endpoint);
    }

    /** Starts on a free port. */
    public static ElasticMq start() {
        return startOnOneOf(FreePort::find);
    }

    /** Starts on this port, or on a free one for 0. */
    public static ElasticMq startOn(int port) {
        return port == 0 ? start() : new ElasticMq(port);
    }

    /** Somebody else may take a port after it was found free; then another one is tried, five at most. */
    static ElasticMq startOnOneOf(IntSupplier freePorts) {
        for (int triesLeft = 4; ; triesLeft--) {
            try {
                return new ElasticMq(freePorts.getAsInt());
            } catch (RuntimeException failed) {
                if (triesLeft == 0 || !(failed.getCause() instanceof BindException)) {
                    throw failed;
                }
            }
        }
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
        actors.terminate();
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
