package io.github.snapshotexporter;

import io.github.snapshotexporter.lightsail.Lightsail;
import java.time.Duration;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.lightsail.LightsailClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The SDK's clients, as the exporter needs them. Endpoints, Region and credentials come from the SDK's own settings. */
public record AwsClients(
        LightsailClient lightsail, SqsClient sqs, SnsClient sns, DynamoDbClient dynamoDb, Ec2Client ec2)
        implements AutoCloseable {
    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(5);
    /** Three attempts and their pauses, within an invocation's minute. */
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(18);

    /** @param customize called for each client's builder, last: a test points it to its own endpoint there */
    public static AwsClients create(Consumer<AwsClientBuilder<?, ?>> customize) {
        return new AwsClients(
                lightsail(customize),
                standard(SqsClient.builder(), customize).build(),
                standard(SnsClient.builder(), customize).build(),
                standard(DynamoDbClient.builder(), customize).build(),
                standard(Ec2Client.builder(), customize).build());
    }

    /** Ends their threads. */
    @Override
    public void close() {
        lightsail.close();
        sqs.close();
        sns.close();
        dynamoDb.close();
        ec2.close();
    }

    /** Never retries: ExportSnapshot has no idempotency token, and retries cannot be turned off for one call alone. */
    private static LightsailClient lightsail(Consumer<AwsClientBuilder<?, ?>> customize) {
        var builder = LightsailClient.builder()
                .httpClient(http(Lightsail.CALL_TIMEOUT))
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry())
                        .apiCallAttemptTimeout(Lightsail.CALL_TIMEOUT)
                        .apiCallTimeout(Lightsail.CALL_TIMEOUT));
        customize.accept(builder);
        return builder.build();
    }

    private static <
                    B extends
                            AwsClientBuilder<B, ?>
                                    & software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder<B, ?>>
            B standard(B builder, Consumer<AwsClientBuilder<?, ?>> customize) {
        builder.httpClient(http(ATTEMPT_TIMEOUT))
                .overrideConfiguration(override ->
                        override.apiCallAttemptTimeout(ATTEMPT_TIMEOUT).apiCallTimeout(CALL_TIMEOUT));
        customize.accept(builder);
        return builder;
    }

    private static SdkHttpClient http(Duration socketTimeout) {
        return new BrokenConnectionClient(UrlConnectionHttpClient.builder()
                .connectionTimeout(CONNECTION_TIMEOUT)
                .socketTimeout(socketTimeout)
                .build());
    }
}
