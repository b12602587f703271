package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
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

/**
 * ElasticMQ inside this JVM, in memory, on the loopback address: SQS queues in real time. Requests come in at a door of
 * our own, which answers those that SQS would answer otherwise.
 */
public final class ElasticMq implements AutoCloseable {

    private static final Duration RETENTION = Duration.ofDays(14);

    private final HttpEndpoint door;
    private final HttpForward forward;
    private final SourcelessMoves moves = new SourcelessMoves(this::visibleMessages);
    private final ActorSystem actors;
    private final SQSRestServer server;
    private final SqsClient client;

    private ElasticMq(int port, int innerPort) {
        door = HttpEndpoint.start(port, this::answer);
        forward = new HttpForward(URI.create("http://" + HttpEndpoint.LOOPBACK + ":" + innerPort));
        // A server that does not start leaves behind those that it has made itself.
        actors = ActorSystem.create("elasticmq");
        server = SQSRestServerBuilder.withActorSystem(actors)
                .withInterface(HttpEndpoint.LOOPBACK)
                .withPort(innerPort)
                .withServerAddress(new NodeAddress(
                        "http", HttpEndpoint.LOOPBACK, door.uri().getPort(), ""))
                .withAWSRegion(LightsailEmulator.REGION)
                .withAWSAccountId(LightsailEmulator.ACCOUNT)
                .start();
        try {
            server.waitUntilStarted();
        } catch (RuntimeException failed) {
            actors.terminate();
            forward.close();
            door.close();
            throw failed;
        }
        client = LocalClients.sqs(endpoint());
    }

    /** Starts on a free port. */
    public static ElasticMq start() {
        return startOn(0);
    }

    /** Starts on this port, or on a free one for 0. */
    public static ElasticMq startOn(int port) {
        return startOn(port, FreePort::find);
    }

    /**
     * Somebody else may take a port after it was found free; then another one is tried, five at most.
     *
     * @param freePorts for the server behind the door
     */
    static ElasticMq startOn(int port, IntSupplier freePorts) {
        for (int triesLeft = 4; ; triesLeft--) {
            int innerPort = freePorts.getAsInt();
            try {
                return new ElasticMq(port, innerPort);
            } catch (UncheckedIOException doorIsTaken) {
                throw doorIsTaken;
            } catch (RuntimeException failed) {
                if (triesLeft == 0 || !(failed.getCause() instanceof BindException)) {
                    throw failed;
                }
            }
        }
    }

    private HttpEndpoint.Answer answer(HttpEndpoint.Request request) {
        try {
            return switch (request.target()) {
                case "StartMessageMoveTask" -> {
                    JsonNode input = Json.parse(request.body());
                    yield moves.fails(input) ? json(moves.start(input)) : forward.answer(request);
                }
                case "ListMessageMoveTasks" -> list(request);
                default -> forward.answer(request);
            };
        } catch (JsonProcessingException malformed) {
            return forward.answer(request);
        }
    }

    private HttpEndpoint.Answer list(HttpEndpoint.Request request) throws JsonProcessingException {
        HttpEndpoint.Answer others = forward.answer(request);
        return others.status() == 200
                ? json(moves.list(Json.parse(request.body()), Json.parse(others.body())))
                : others;
    }

    private static HttpEndpoint.Answer json(ObjectNode output) {
        return new HttpEndpoint.Answer(200, Map.of("content-type", "application/x-amz-json-1.0"), Json.write(output));
    }

    private int visibleMessages(String arn) {
        String url = endpoint() + "/" + LightsailEmulator.ACCOUNT + "/" + arn.substring(arn.lastIndexOf(':') + 1);
        return Integer.parseInt(client.getQueueAttributes(
                        r -> r.queueUrl(url).attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                .attributes()
                .get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES));
    }

    /** Where to point a client, or {@code AWS_ENDPOINT_URL_SQS}. */
    public URI endpoint() {
        return door.uri();
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
        door.close();
        forward.close();
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
