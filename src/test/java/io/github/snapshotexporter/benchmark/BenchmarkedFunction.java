package io.github.snapshotexporter.benchmark;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.management.OperatingSystemMXBean;
import io.github.snapshotexporter.AwsClients;
import io.github.snapshotexporter.ExportHandler;
import io.github.snapshotexporter.Surroundings;
import io.github.snapshotexporter.localcloud.LambdaContext;
import io.github.snapshotexporter.localcloud.LambdaSqsEvent;
import io.github.snapshotexporter.localcloud.LocalClients;
import io.github.snapshotexporter.settings.Settings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** The function as Lambda has it: its own clients, each call of which takes a while, and a time-out of a minute. */
final class BenchmarkedFunction {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final Duration LATENCY = Duration.ofMillis(20);
    private static final int MOST_INVOCATIONS = 50;
    private static final JsonMapper JSON = new JsonMapper();

    private final CountedCalls calls = new CountedCalls(LATENCY);
    private final Settings settings;
    private final AwsClients clients;
    private final String queueArn;
    private ExportHandler handler;

    BenchmarkedFunction(Map<String, String> environment, String queueArn) {
        this.queueArn = queueArn;
        settings = Settings.fromEnvironment(environment);
        clients = AwsClients.create(pointTo(environment));
        forget();
    }

    /** Starts it anew, with its clients as they are: what it remembered is gone. */
    void forget() {
        Surroundings real = Surroundings.real();
        handler = new ExportHandler(
                settings,
                clients,
                new Surroundings(real.clock(), real.random(), real.sleep(), line -> {}, resource -> {}));
    }

    private Consumer<AwsClientBuilder<?, ?>> pointTo(Map<String, String> environment) {
        return builder -> {
            String service = switch (builder) {
                case LightsailClientBuilder lightsail -> "LIGHTSAIL";
                case SnsClientBuilder sns -> "SNS";
                case Ec2ClientBuilder ec2 -> "EC2";
                case DynamoDbClientBuilder dynamoDb -> "DYNAMODB";
                default -> "SQS";
            };
            builder.endpointOverride(URI.create(environment.get("AWS_ENDPOINT_URL_" + service)))
                    .region(Region.of(environment.get("AWS_REGION")))
                    .credentialsProvider(StaticCredentialsProvider.create(
                            AwsBasicCredentials.create(LocalClients.ACCESS_KEY, LocalClients.SECRET_KEY)))
                    .overrideConfiguration(builder.overrideConfiguration().toBuilder()
                            .addExecutionInterceptor(calls)
                            .build());
        };
    }

    /** Invokes the function with the message until it is done with, at once each time: what it waits does not count. */
    Measured finish(Message message) throws IOException {
        calls.take();
        List<Duration> invocations = new ArrayList<>();
        long cpuBefore = cpuTime();
        boolean done = false;
        while (!done) {
            if (invocations.size() == MOST_INVOCATIONS) {
                throw new IllegalStateException("not done after " + MOST_INVOCATIONS + " invocations");
            }
            long begun = System.nanoTime();
            done = invoke(received(message, invocations.size() + 1));
            invocations.add(Duration.ofNanos(System.nanoTime() - begun));
        }
        return new Measured(invocations, Duration.ofNanos(cpuTime() - cpuBefore), calls.take());
    }

    private static Message received(Message message, int times) {
        Map<MessageSystemAttributeName, String> attributes = new HashMap<>(message.attributes());
        attributes.put(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, Integer.toString(times));
        return message.toBuilder().attributes(attributes).build();
    }

    private boolean invoke(Message message) throws IOException {
        byte[] event = LambdaSqsEvent.ofMessages(queueArn, List.of(message)).getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        handler.handleRequest(
                new ByteArrayInputStream(event), answer, LambdaContext.lasting(Clock.systemUTC(), TIMEOUT));
        return JSON.readTree(answer.toByteArray()).path("batchItemFailures").isEmpty();
    }

    private static long cpuTime() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
}
