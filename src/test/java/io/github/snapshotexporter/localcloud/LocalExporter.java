package io.github.snapshotexporter.localcloud;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.AwsClients;
import io.github.snapshotexporter.ExportHandler;
import io.github.snapshotexporter.Surroundings;
import io.github.snapshotexporter.settings.Settings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.ec2.Ec2ClientBuilder;
import software.amazon.awssdk.services.lightsail.LightsailClientBuilder;
import software.amazon.awssdk.services.sns.SnsClientBuilder;

/** The real function in the local cloud: its own handler and clients, and a poller that feeds it from the queue. */
public final class LocalExporter implements AutoCloseable {
    /** Enough for a call that times out, and short because a call in doubt is waited out until its lease is over. */
    private static final Duration FUNCTION_TIMEOUT = Duration.ofSeconds(25);

    /** Seconds where the stack has minutes and hours; the deadlines are as long as such short delays allow. */
    private static final Map<String, String> SHORT_TIMES = Map.of(
            "MIN_DELAY", "PT1S",
            "MAX_DELAY", "PT2S",
            "RETRY_DEADLINE", "PT30S",
            "PENDING_DEADLINE", "PT1M",
            "SLOT_DEADLINE", "PT1M",
            "EXPORT_DEADLINE", "PT5M",
            "RESULT_DEADLINE", "PT1M",
            "RUN_DEADLINE", "PT10M",
            "MAX_EXPORT_ATTEMPTS", "2");

    private final ExportHandler handler;
    private final Poller poller;

    private LocalExporter(ExportHandler handler, Poller poller) {
        this.handler = handler;
        this.poller = poller;
    }

    /**
     * Starts the function, and begins to poll.
     *
     * @param narrator is told each line of the log, each message of the queue, and what is published
     */
    static LocalExporter start(LocalCloud cloud, Narrator narrator) {
        return start(cloud, narrator, Map.of());
    }

    /**
     * As {@link #start(LocalCloud, Narrator)}.
     *
     * @param more environment variables for the function
     */
    static LocalExporter start(LocalCloud cloud, Narrator narrator, Map<String, String> more) {
        cloud.sns().onPublish(narrator::published);
        ExportHandler handler = handler(cloud, narrator::log, more);
        Poller poller = cloud.poller(announcing(handler, narrator)).functionTimeout(FUNCTION_TIMEOUT);
        return new LocalExporter(handler, poller.start());
    }

    /** The same, of which nobody is told. */
    public static LocalExporter start(LocalCloud cloud, Map<String, String> more) {
        ExportHandler handler = handler(cloud, line -> {}, more);
        return new LocalExporter(
                handler, cloud.poller(handler).functionTimeout(FUNCTION_TIMEOUT).start());
    }

    private static ExportHandler handler(LocalCloud cloud, Consumer<String> log, Map<String, String> more) {
        Map<String, String> environment = environment(cloud);
        environment.putAll(more);
        Surroundings real = Surroundings.real();
        return new ExportHandler(
                Settings.fromEnvironment(environment),
                AwsClients.create(pointTo(cloud)),
                new Surroundings(real.clock(), real.random(), real.sleep(), log, resource -> {}));
    }

    /** The environment variables that the function is given: the local cloud, and short times. */
    static Map<String, String> environment(LocalCloud cloud) {
        Map<String, String> environment = new LinkedHashMap<>(cloud.environment());
        environment.putAll(SHORT_TIMES);
        return environment;
    }

    private static Consumer<AwsClientBuilder<?, ?>> pointTo(LocalCloud cloud) {
        return builder -> {
            URI endpoint = switch (builder) {
                case LightsailClientBuilder lightsail -> cloud.lightsail().endpoint();
                case SnsClientBuilder sns -> cloud.sns().endpoint();
                case Ec2ClientBuilder ec2 -> cloud.ec2().endpoint();
                case DynamoDbClientBuilder dynamoDb -> cloud.dynamoDb().endpoint();
                default -> cloud.elasticMq().endpoint();
            };
            builder.endpointOverride(endpoint)
                    .region(Region.of(LightsailEmulator.REGION))
                    .credentialsProvider(StaticCredentialsProvider.create(
                            AwsBasicCredentials.create(LocalClients.ACCESS_KEY, LocalClients.SECRET_KEY)));
        };
    }

    private static RequestStreamHandler announcing(ExportHandler handler, Narrator narrator) {
        return (input, output, context) -> {
            byte[] event = input.readAllBytes();
            Json.parse(new String(event, StandardCharsets.UTF_8))
                    .path("Records")
                    .forEach(message -> narrator.arrived(
                            message.path("messageId").asText(),
                            message.path("body").asText(),
                            attributes(message)));
            handler.handleRequest(new ByteArrayInputStream(event), output, context);
        };
    }

    private static Map<String, String> attributes(JsonNode message) {
        Map<String, String> attributes = new HashMap<>();
        message.path("messageAttributes")
                .forEachEntry((name, value) ->
                        attributes.put(name, value.path("stringValue").asText()));
        return attributes;
    }

    /** Invokes the function directly, as the console or the AWS CLI would, and returns its answer. */
    String invoke(String payload) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        handler.handleRequest(
                new ByteArrayInputStream(payload.getBytes(StandardCharsets.UTF_8)),
                answer,
                LambdaContext.lasting(Clock.systemUTC(), FUNCTION_TIMEOUT));
        return answer.toString(StandardCharsets.UTF_8);
    }

    /** Stops polling, when the batches that are with the function have come back. */
    @Override
    public void close() {
        poller.close();
    }
}
