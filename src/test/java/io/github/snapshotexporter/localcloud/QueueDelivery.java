package io.github.snapshotexporter.localcloud;

import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * Brings to queues what a service sends there. What cannot be delivered is lost, as it is for the service's callers.
 *
 * @param service as policies name it
 */
record QueueDelivery(SqsClient sqs, String service, QueuePolicies policies) {

    private static final String ARN_PREFIX =
            "arn:aws:sqs:%s:%s:".formatted(LightsailEmulator.REGION, LightsailEmulator.ACCOUNT);

    static boolean isQueueArn(String arn) {
        return arn.startsWith(ARN_PREFIX) && arn.length() > ARN_PREFIX.length();
    }

    /**
     * Sends a message, unless the queue's policy does not let it in.
     *
     * @param sourceArn of the rule or topic that it is sent for
     */
    void send(String queueArn, String sourceArn, String body, Map<String, MessageAttributeValue> attributes) {
        if (!policies.allow(queueArn, service, sourceArn)) {
            return;
        }
        String name = queueArn.substring(ARN_PREFIX.length());
        try {
            String url = sqs.getQueueUrl(r -> r.queueName(name)).queueUrl();
            sqs.sendMessage(r -> r.queueUrl(url).messageBody(body).messageAttributes(attributes));
        } catch (SdkException undeliverable) {
            // The queue is gone, or its cloud is being closed.
        }
    }
}
