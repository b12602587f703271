package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Amazon SQS standard queues on the injected clock, in the AWS JSON 1.0 protocol. Nothing waits: a long poll that
 * finds no message answers at once, and delays and visibility pass only when the clock moves.
 */
public final class SqsEmulator implements AutoCloseable {

    private static final String CONTENT_TYPE = "application/x-amz-json-1.0";

    private final Clock clock;
    private final SqsState state;
    private final SqsBatch batch = new SqsBatch();
    private final SqsOperations operations;
    private final Faults faults = new Faults();
    private final Faults faultsAfterwards = new Faults();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final HttpEndpoint endpoint;

    private SqsEmulator(Clock clock, int port) {
        this.clock = clock;
        this.state = new SqsState(clock);
        this.endpoint = HttpEndpoint.start(port, this::answer);
        this.operations = new SqsOperations(state, batch, endpoint.uri());
    }

    /** Starts on a free port. */
    public static SqsEmulator start(Clock clock) {
        return startOn(clock, 0);
    }

    /** Starts on this port. */
    public static SqsEmulator startOn(Clock clock, int port) {
        return new SqsEmulator(clock, port);
    }

    /** Where to point a client, or {@code AWS_ENDPOINT_URL_SQS}. */
    public URI endpoint() {
        return endpoint.uri();
    }

    /** Creates a queue that keeps messages for 14 days, and returns its URL. */
    public String createQueue(String name) {
        return operations.url(state.create(name, Map.of()));
    }

    /** Creates a queue whose messages move to the other queue after so many receives, and returns its URL. */
    public String createQueue(String name, String deadLetterQueueUrl, int maxReceiveCount) {
        String policy = Json.write(Json.object()
                .put("deadLetterTargetArn", queueArn(deadLetterQueueUrl))
                .put("maxReceiveCount", maxReceiveCount));
        return operations.url(state.create(name, Map.of("RedrivePolicy", policy)));
    }

    /** The ARN of a queue. */
    public String queueArn(String queueUrl) {
        return state.queue(queueUrl).arn();
    }

    /** Sends a message with String attributes, and returns its id. */
    public String send(String queueUrl, String body, Map<String, String> stringAttributes) {
        Map<String, SqsAttribute> attributes = new LinkedHashMap<>();
        stringAttributes.forEach((name, value) -> attributes.put(name, SqsAttribute.string(value)));
        return state.send(queueUrl, body, attributes, null).id;
    }

    /** Receives up to {@code max} messages that are visible now. */
    public List<QueuedMessage> receive(String queueUrl, int max, Duration visibility) {
        return state.receive(queueUrl, max, visibility).stream()
                .map(SqsState.Received::view)
                .toList();
    }

    /** Deletes a message by the handle of its newest receive; an older handle has no effect. */
    public void delete(String queueUrl, String receiptHandle) {
        state.delete(queueUrl, receiptHandle);
    }

    /** Deletes a received message. */
    public void delete(String queueUrl, QueuedMessage message) {
        delete(queueUrl, message.receiptHandle());
    }

    /** When the next message becomes visible: now if one is, empty if there is none. */
    public Optional<Instant> nextVisibleAt(String queueUrl) {
        return state.nextVisibleAt(queueUrl);
    }

    /** All messages of a queue, visible or not, without receiving them. */
    public List<QueuedMessage> peekAll(String queueUrl) {
        return state.peekAll(queueUrl);
    }

    /** Lets the message be delivered once more although it is in flight: delivery is at least once. */
    public void duplicate(String messageId) {
        state.duplicate(messageId);
    }

    /** Deletes all messages of a queue. */
    public void purge(String queueUrl) {
        state.purge(queueUrl);
    }

    /** The next {@code times} requests of the operation are refused with this error. */
    public SqsEmulator fault(String operation, int status, String code, int times) {
        for (int i = 0; i < times; i++) {
            fault(operation, Fault.error(code, status, "scripted"));
        }
        return this;
    }

    /** Adds faults, one for each coming request of the operation. */
    public SqsEmulator fault(String operation, Fault... queued) {
        faults.queue(operation, queued);
        return this;
    }

    /** A fault for every request of the operation that has no queued one. */
    public SqsEmulator faultAlways(String operation, Fault fault) {
        faults.always(operation, fault);
        return this;
    }

    /** Adds faults, one for each coming request of the operation, that strike after it has taken effect. */
    public SqsEmulator faultAfterwards(String operation, Fault... queued) {
        faultsAfterwards.queue(operation, queued);
        return this;
    }

    /** The next entries of a batch operation fail with this error, while the request itself is answered with 200. */
    public SqsEmulator failBatchEntries(String operation, int status, String code, int entries) {
        batch.failEntries(operation, new AwsError(code, status, "scripted"), entries);
        return this;
    }

    /** Forgets all faults. */
    public void clearFaults() {
        faults.clear();
        faultsAfterwards.clear();
        batch.clear();
    }

    /** The requests that arrived, in their order; what a test does in the process is not among them. */
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    /** How many requests of the operation arrived. */
    public long count(String operation) {
        return calls.stream().filter(call -> call.operation().equals(operation)).count();
    }

    /** Empties {@link #calls()}. */
    public void forgetCalls() {
        calls.clear();
    }

    /** Stops. */
    @Override
    public void close() {
        endpoint.close();
    }

    private HttpEndpoint.Answer answer(HttpEndpoint.Request request) {
        try {
            String operation = request.target();
            JsonNode input = Json.parse(request.body());
            calls.add(new Call(operation, input, clock.instant()));
            faults.apply(operation, endpoint);
            ObjectNode output = operations.answer(operation, input);
            faultsAfterwards.apply(operation, endpoint);
            return new HttpEndpoint.Answer(200, Map.of("content-type", CONTENT_TYPE), Json.write(output));
        } catch (JsonProcessingException e) {
            return error(new AwsError("SerializationException", 400, "The request body is not JSON."));
        } catch (AwsError e) {
            return error(e);
        }
    }

    private static HttpEndpoint.Answer error(AwsError error) {
        String fault = error.status() < 500 ? "Sender" : "Receiver";
        Map<String, String> headers = Map.of(
                "content-type", CONTENT_TYPE, "x-amzn-query-error", SqsBatch.queryCode(error.code()) + ";" + fault);
        ObjectNode body =
                Json.object().put("__type", "com.amazonaws.sqs#" + error.code()).put("message", error.getMessage());
        return new HttpEndpoint.Answer(error.status(), headers, Json.write(body));
    }
}
