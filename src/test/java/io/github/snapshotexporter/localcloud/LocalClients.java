package io.github.snapshotexporter.localcloud;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.lightsail.LightsailClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Real SDK clients for the local cloud: no retries, so that a test sees each answer. */
public final class LocalClients {

    /** The access key that the local cloud's environment carries. */
    public static final String ACCESS_KEY = "local";

    /** The secret key that the local cloud's environment carries. */
    public static final String SECRET_KEY = "local";

    private LocalClients() {}

    /** A Lightsail client. */
    public static LightsailClient lightsail(URI endpoint) {
        return configured(LightsailClient.builder(), endpoint).build();
    }

    /** An SQS client. */
    public static SqsClient sqs(URI endpoint) {
        return configured(SqsClient.builder(), endpoint).build();
    }

    /** An SNS client. */
    public static SnsClient sns(URI endpoint) {
        return configured(SnsClient.builder(), endpoint).build();
    }

    /** An EC2 client. */
    public static Ec2Client ec2(URI endpoint) {
        return configured(Ec2Client.builder(), endpoint).build();
    }

    /** A DynamoDB client. */
    public static DynamoDbClient dynamoDb(URI endpoint) {
        return configured(DynamoDbClient.builder(), endpoint).build();
    }

    /** A CloudFormation client. */
    public static CloudFormationClient cloudFormation(URI endpoint) {
        return configured(CloudFormationClient.builder(), endpoint).build();
    }

    /** A CloudWatch client. */
    public static CloudWatchClient cloudWatch(URI endpoint) {
        return configured(CloudWatchClient.builder(), endpoint).build();
    }

    /** An EventBridge client. */
    public static EventBridgeClient eventBridge(URI endpoint) {
        return configured(EventBridgeClient.builder(), endpoint).build();
    }

    /** Points a client at the endpoint, with the local cloud's Region and credentials. */
    public static <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B configured(
            B builder, URI endpoint) {
        return builder.endpointOverride(endpoint)
                .region(Region.of(LightsailEmulator.REGION))
                .credentialsProvider(credentials())
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(configuration -> configuration.retryStrategy(DefaultRetryStrategy.doNotRetry()));
    }

    private static AwsCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY));
    }
}
