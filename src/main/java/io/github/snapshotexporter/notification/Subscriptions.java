package io.github.snapshotexporter.notification;

import io.github.snapshotexporter.settings.TopicArn;
import java.util.Map;
import software.amazon.awssdk.services.sns.SnsClient;

/** Who is subscribed to a topic. Throws the SDK's exceptions. */
public final class Subscriptions {
    private final SnsClient sns;

    public Subscriptions(SnsClient sns) {
        this.sns = sns;
    }

    /** How many have confirmed, and how many still have to. */
    public record Count(int confirmed, int pending) {}

    /** Counts; deleted ones do not count. */
    public Count count(TopicArn topic) {
        Map<String, String> attributes = sns.getTopicAttributes(request -> request.topicArn(topic.value()))
                .attributes();
        return new Count(number(attributes, "SubscriptionsConfirmed"), number(attributes, "SubscriptionsPending"));
    }

    private static int number(Map<String, String> attributes, String name) {
        return Integer.parseInt(attributes.getOrDefault(name, "0"));
    }
}
