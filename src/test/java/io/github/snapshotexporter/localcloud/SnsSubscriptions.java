package io.github.snapshotexporter.localcloud;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The queues that calls have subscribed to topics, and the calls.
 *
 * <p>Documented: that a queue of the topic's own account is confirmed at once, that to subscribe again answers with the
 * same ARN, and is refused with other attributes. Inferred: that what is not subscribed is not found.
 */
final class SnsSubscriptions {

    private static final Set<String> KNOWN_ATTRIBUTES =
            Set.of("RawMessageDelivery", "FilterPolicy", "FilterPolicyScope");

    private final List<SnsSubscription> all = new ArrayList<>();
    private int pageSize = 100;
    private QueueDelivery delivery;

    synchronized void deliverBy(QueueDelivery means) {
        delivery = means;
    }

    synchronized void pageSize(int size) {
        pageSize = size;
    }

    /** How many are subscribed to the topic. */
    synchronized int count(String topicArn) {
        return of(topicArn).size();
    }

    /** Brings a message to those who want it. */
    void deliver(SnsMessage message) {
        for (SnsSubscription subscription : wanting(message)) {
            if (subscription.raw()) {
                means().send(subscription.endpoint(), subscription.topicArn(), message.text(), message.sqsAttributes());
            } else {
                means().send(
                                subscription.endpoint(),
                                subscription.topicArn(),
                                message.envelope(subscription.arn()),
                                Map.of());
            }
        }
    }

    synchronized HttpEndpoint.Answer subscribe(QueryForm form) {
        String topicArn = form.get("TopicArn");
        if (!form.get("Protocol").equals("sqs")) {
            throw invalid("Protocols other than sqs are not emulated: " + form.get("Protocol"));
        }
        if (!QueueDelivery.isQueueArn(form.get("Endpoint"))) {
            throw invalid("SQS endpoint ARN");
        }
        Map<String, String> attributes = attributes(form);
        SnsSubscription subscription = new SnsSubscription(
                topicArn + ":" + UUID.randomUUID(),
                topicArn,
                form.get("Endpoint"),
                Boolean.parseBoolean(attributes.get("RawMessageDelivery")),
                attributes.get("FilterPolicy"),
                "MessageBody".equals(attributes.get("FilterPolicyScope")));
        SnsSubscription same = of(topicArn).stream()
                .filter(other -> other.endpoint().equals(subscription.endpoint()))
                .findFirst()
                .orElse(subscription);
        if (!same.isLike(subscription)) {
            throw invalid("Attributes Reason: Subscription already exists with different attributes");
        }
        if (same.equals(subscription)) {
            all.add(subscription);
        }
        return QueryXml.ok("Subscribe", QueryXml.element("SubscriptionArn", same.arn()));
    }

    synchronized HttpEndpoint.Answer unsubscribe(QueryForm form) {
        if (!all.removeIf(subscription -> subscription.arn().equals(form.get("SubscriptionArn")))) {
            throw new AwsError("NotFound", 404, "Subscription does not exist");
        }
        return QueryXml.ok("Unsubscribe", "");
    }

    synchronized HttpEndpoint.Answer list(QueryForm form) {
        String operation = "ListSubscriptionsByTopic";
        List<SnsSubscription> found = of(form.get("TopicArn"));
        int from = PageToken.offset(operation, form.has("NextToken") ? form.get("NextToken") : null)
                .orElseThrow(() -> invalid("NextToken"));
        int to = Math.min(from + pageSize, found.size());
        XmlMembers result = new XmlMembers()
                .list(
                        "Subscriptions",
                        found.subList(Math.min(from, to), to),
                        (item, subscription) -> item.value("SubscriptionArn", subscription.arn())
                                .value("Owner", LightsailEmulator.ACCOUNT)
                                .value("Protocol", "sqs")
                                .value("Endpoint", subscription.endpoint())
                                .value("TopicArn", subscription.topicArn()))
                .value("NextToken", to < found.size() ? PageToken.of(operation, to) : null);
        return QueryXml.ok(operation, result.toString());
    }

    private synchronized List<SnsSubscription> wanting(SnsMessage message) {
        return delivery == null
                ? List.of()
                : all.stream()
                        .filter(subscription -> subscription.wants(message))
                        .toList();
    }

    private synchronized QueueDelivery means() {
        return delivery;
    }

    private List<SnsSubscription> of(String topicArn) {
        return all.stream()
                .filter(subscription -> subscription.topicArn().equals(topicArn))
                .toList();
    }

    private static Map<String, String> attributes(QueryForm form) {
        Map<String, String> attributes = new HashMap<>();
        for (int i = 1; form.has("Attributes.entry." + i + ".key"); i++) {
            String name = form.get("Attributes.entry." + i + ".key");
            if (!KNOWN_ATTRIBUTES.contains(name)) {
                throw invalid("AttributeName");
            }
            attributes.put(name, form.get("Attributes.entry." + i + ".value"));
        }
        return attributes;
    }

    private static AwsError invalid(String message) {
        return new AwsError("InvalidParameter", 400, "Invalid parameter: " + message);
    }
}
