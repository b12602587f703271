package io.github.snapshotexporter.proof;

import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.lightsail.LightsailClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The services of the account in which the stack is, with the credentials of whoever has started the proof.
 *
 * @param lightsailOnce never repeats a call: Lightsail's calls take no token, so a repetition may do it twice
 */
record Account(
        CloudFormationClient cloudFormation,
        CloudWatchClient cloudWatch,
        EventBridgeClient eventBridge,
        LightsailClient lightsail,
        LightsailClient lightsailOnce,
        Ec2Client ec2,
        SnsClient sns,
        SqsClient sqs)
        implements AutoCloseable {

    /**
     * @param settings what all clients have in common, like Region and credentials
     * @param interceptors who sees each call
     */
    static Account of(Consumer<AwsClientBuilder<?, ?>> settings, List<ExecutionInterceptor> interceptors) {
        return new Account(
                built(CloudFormationClient.builder(), settings, interceptors).build(),
                built(CloudWatchClient.builder(), settings, interceptors).build(),
                built(EventBridgeClient.builder(), settings, interceptors).build(),
                built(LightsailClient.builder(), settings, interceptors).build(),
                built(LightsailClient.builder(), settings, interceptors)
                        .overrideConfiguration(override -> override.retryStrategy(DefaultRetryStrategy.doNotRetry())
                                .executionInterceptors(interceptors))
                        .build(),
                built(Ec2Client.builder(), settings, interceptors).build(),
                built(SnsClient.builder(), settings, interceptors).build(),
                built(SqsClient.builder(), settings, interceptors).build());
    }

    private static <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B built(
            B builder, Consumer<AwsClientBuilder<?, ?>> settings, List<ExecutionInterceptor> interceptors) {
        settings.accept(builder);
        return builder.httpClientBuilder(UrlConnectionHttpClient.builder())
                .overrideConfiguration(override -> override.executionInterceptors(interceptors));
    }

    @Override
    public void close() {
        List.<AutoCloseable>of(cloudFormation, cloudWatch, eventBridge, lightsail, lightsailOnce, ec2, sns, sqs)
                .forEach(Account::close);
    }

    private static void close(AutoCloseable client) {
        try {
            client.close();
        } catch (Exception unclosed) {
            throw new IllegalStateException("a client does not close", unclosed);
        }
    }
}
