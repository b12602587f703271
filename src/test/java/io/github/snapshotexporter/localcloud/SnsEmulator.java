package io.github.snapshotexporter.localcloud;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Amazon SNS on the loopback address, in the AWS Query protocol: topics, and queues that are subscribed to them. */
public final class SnsEmulator implements AutoCloseable {

    private static final String ARN_PREFIX =
            "arn:aws:sns:%s:%s:".formatted(LightsailEmulator.REGION, LightsailEmulator.ACCOUNT);
    private static final String PUBLISH = "Publish";

    private final String topicArn = ARN_PREFIX + "snapshot-exports";
    private final Set<String> topics = ConcurrentHashMap.newKeySet();
    private final SnsSubscriptions queues = new SnsSubscriptions();
    private final Map<String, Subscribers> subscriptions = new ConcurrentHashMap<>();
    private final List<Published> published = new CopyOnWriteArrayList<>();
    private final List<Consumer<Published>> listeners = new CopyOnWriteArrayList<>();
    private final Faults faults = new Faults();
    private final AtomicInteger lostAnswers = new AtomicInteger();
    private final HttpEndpoint endpoint;

    private record Subscribers(int confirmed, int pending) {}

    private SnsEmulator(int port) {
        topics.add(topicArn);
        endpoint = HttpEndpoint.start(port, this::answer);
    }

    /** Starts on a free port. */
    public static SnsEmulator start() {
        return startOn(0);
    }

    /** Starts on this port. */
    public static SnsEmulator startOn(int port) {
        return new SnsEmulator(port);
    }

    /** Where to point a client, or {@code AWS_ENDPOINT_URL_SNS}. */
    public URI endpoint() {
        return endpoint.uri();
    }

    /** The topic that is there from the start. */
    public String topicArn() {
        return topicArn;
    }

    /** The messages taken, in their order. */
    public List<Published> published() {
        return List.copyOf(published);
    }

    /** Empties {@link #published()}. */
    public void forgetPublished() {
        published.clear();
    }

    /** Calls the listener with each message taken, before its publisher is answered. */
    public SnsEmulator onPublish(Consumer<Published> listener) {
        listeners.add(listener);
        return this;
    }

    /** The next {@code times} Publish calls are refused with this error. */
    public SnsEmulator fault(int status, String code, int times) {
        for (int i = 0; i < times; i++) {
            faults.queue(PUBLISH, Fault.error(code, status, "scripted"));
        }
        return this;
    }

    /** Every Publish call without a queued fault is refused with this error. */
    public SnsEmulator failAlways(int status, String code) {
        faults.always(PUBLISH, Fault.error(code, status, "scripted"));
        return this;
    }

    /** The next {@code times} messages are taken, but their publishers get no answer. */
    public SnsEmulator loseAnswers(int times) {
        lostAnswers.set(times);
        return this;
    }

    /** Forgets all faults. */
    public void clearFaults() {
        faults.clear();
        lostAnswers.set(0);
    }

    /** Brings what is published to the queues that are subscribed, by this client; to none unless set. */
    public SnsEmulator deliversBy(SqsClient sqs) {
        return deliversBy(sqs, new QueuePolicies());
    }

    /** As {@link #deliversBy(SqsClient)}, where these policies allow it. */
    SnsEmulator deliversBy(SqsClient sqs, QueuePolicies policies) {
        queues.deliverBy(new QueueDelivery(sqs, "sns.amazonaws.com", policies));
        return this;
    }

    /** How many entries a list of subscriptions holds; 100 unless set. */
    public SnsEmulator pageSize(int size) {
        queues.pageSize(size);
        return this;
    }

    /** Denies every later call of the operation. */
    void deny(String operation) {
        faults.always(operation, Fault.error("AuthorizationError", 403, Denial.message("SNS", operation)));
    }

    /** So many are subscribed to the topic besides queues; the topic is made where it is not there. */
    public SnsEmulator subscribed(String topicArn, int confirmed, int pending) {
        topics.add(topicArn);
        subscriptions.put(topicArn, new Subscribers(confirmed, pending));
        return this;
    }

    /** Stops. */
    @Override
    public void close() {
        endpoint.close();
    }

    private HttpEndpoint.Answer answer(HttpEndpoint.Request request) {
        try {
            QueryForm form = QueryForm.parse(request.body());
            String action = form.get("Action");
            faults.apply(action, endpoint);
            return switch (action) {
                case PUBLISH -> publish(form);
                case "CreateTopic" -> createTopic(form);
                case "GetTopicAttributes" -> topicAttributes(form);
                case "Subscribe" -> queues.subscribe(ofTopic(form));
                case "Unsubscribe" -> queues.unsubscribe(form);
                case "ListSubscriptionsByTopic" -> queues.list(ofTopic(form));
                default ->
                    throw new AwsError(
                            "InvalidAction", 400, "The action " + action + " is not valid for this endpoint.");
            };
        } catch (AwsError e) {
            return QueryXml.error(e);
        }
    }

    private HttpEndpoint.Answer publish(QueryForm form) {
        Published message = PublishValidation.validate(form, topics);
        published.add(message);
        listeners.forEach(listener -> listener.accept(message));
        String id = UUID.randomUUID().toString();
        queues.deliver(SnsMessage.of(id, form));
        if (lostAnswers.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new HttpEndpoint.ConnectionDropped();
        }
        return QueryXml.ok(PUBLISH, QueryXml.element("MessageId", id));
    }

    private HttpEndpoint.Answer createTopic(QueryForm form) {
        String name = form.get("Name");
        if (!name.matches("[A-Za-z0-9_-]{1,256}")) {
            throw new AwsError("InvalidParameter", 400, "Invalid parameter: Topic Name");
        }
        String arn = ARN_PREFIX + name;
        topics.add(arn);
        return QueryXml.ok("CreateTopic", QueryXml.element("TopicArn", arn));
    }

    private HttpEndpoint.Answer topicAttributes(QueryForm form) {
        String arn = ofTopic(form).get("TopicArn");
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("TopicArn", arn);
        attributes.put("Owner", LightsailEmulator.ACCOUNT);
        attributes.put("DisplayName", "");
        Subscribers subscribers = subscriptions.getOrDefault(arn, new Subscribers(0, 0));
        attributes.put("SubscriptionsConfirmed", Integer.toString(subscribers.confirmed() + queues.count(arn)));
        attributes.put("SubscriptionsPending", Integer.toString(subscribers.pending()));
        attributes.put("SubscriptionsDeleted", "0");
        StringBuilder entries = new StringBuilder("<Attributes>");
        attributes.forEach((key, value) -> entries.append("<entry>")
                .append(QueryXml.element("key", key))
                .append(QueryXml.element("value", value))
                .append("</entry>"));
        return QueryXml.ok("GetTopicAttributes", entries.append("</Attributes>").toString());
    }

    /** The form, refused unless its topic is there. */
    private QueryForm ofTopic(QueryForm form) {
        if (!topics.contains(form.get("TopicArn"))) {
            throw new AwsError("NotFound", 404, "Topic does not exist");
        }
        return form;
    }

    /** How long a text is for the services' limits. */
    static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
