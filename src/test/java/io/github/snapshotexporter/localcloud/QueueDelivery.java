package io.github.snapshotexporter.localcloud;

import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** Brings to queues what services send there. What cannot be delivered is lost, as it is for their callers. */
record QueueDelivery(SqsClient sqs) {

    private static final String ARN_PREFIX =
            "arn:aws:sqs:%s:%s:".formatted(LightsailEmulator.REGION, LightsailEmulator.ACCOUNT);

    static boolean isQueueArn(String arn) {
        return arn.startsWith(ARN_PREFIX) && arn.length() > ARN_PREFIX.length();
    }

    void send(String queueArn, String body) {
        send(queueArn, body, Map.of());
    }

    void send(String queueArn, String body, Map<String, MessageAttributeValue> attributes) {
        String name = queueArn.substring(ARN_PREFIX.length());
        try {
            String url = sqs.getQueueUrl(r -> r.queueName(name)).queueUrl();
            sqs.sendMessage(r -> r.queueUrl(url).messageBody(body).messageAttributes(attributes));
        } catch (SdkException undeliverable) {
            // The queue is gone, or its cloud is being closed.
        }
    }
}
