package io.github.snapshotexporter.queue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.snapshotexporter.job.AttemptId;
import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.AutoSnapshotRequest;
import io.github.snapshotexporter.job.Delays;
import io.github.snapshotexporter.job.ExportRequest;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.SnapshotName;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;

/** The exporter's own queue and its dead-letter queue. Every method throws the SDK's exceptions after the SDK's retries. */
public final class JobQueue {
    /** The message attribute that carries the job's id to its next message. */
    public static final String JOB_ID = "jobId";

    /** The message attribute of a direct invocation's own message; one that was parked and moved back has it no more. */
    public static final String ASKS_ONCE = "asksOnce";

    /** As many messages as SQS takes in one call. */
    public static final int BATCH = 10;

    /** SQS counts body, attribute names, types and values together. */
    private static final int LARGEST_MESSAGE = 1024 * 1024;

    private static final Duration LONGEST_VISIBILITY = Duration.ofHours(12);
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(15);
    private static final JsonMapper JSON = new JsonMapper();

    private final SqsClient sqs;
    private final URI queueUrl;
    private final URI deadLetterQueueUrl;

    public JobQueue(SqsClient sqs, URI queueUrl, URI deadLetterQueueUrl) {
        this.sqs = sqs;
        this.queueUrl = queueUrl;
        this.deadLetterQueueUrl = deadLetterQueueUrl;
    }

    /**
     * Puts a request that somebody made directly on the queue as well, so that a dying invocation loses nothing.
     *
     * @param asksOnce whether the message repeats the invocation, and never asks again for what that was answered
     */
    public void sendRequest(String body, String jobId, boolean asksOnce, Duration delay) {
        Map<String, MessageAttributeValue> attributes = new LinkedHashMap<>(Map.of(JOB_ID, text(jobId)));
        if (asksOnce) {
            attributes.put(ASKS_ONCE, text("true"));
        }
        sqs.sendMessage(request -> request.queueUrl(queueUrl.toString())
                .messageBody(body)
                .delaySeconds(wholeSeconds(delay, LONGEST_DELAY))
                .messageAttributes(attributes));
    }

    public void send(Job.TrackExport job, Duration delay) {
        sendOwn("TrackExport", job.id(), job.sourceSnapshotName(), delay);
    }

    public void send(Job.RetryExport job, Duration delay) {
        sendOwn("RetryExport", job.id(), job.sourceSnapshotName(), delay);
    }

    public void send(Job.ReportRun job, Duration delay) {
        ObjectNode body = JSON.createObjectNode().put("job", "ReportRun").put("runId", job.runId());
        sqs.sendMessage(request -> request.queueUrl(queueUrl.toString())
                .messageBody(body.toString())
                .delaySeconds(wholeSeconds(delay, LONGEST_DELAY)));
    }

    /**
     * Sends up to {@link #BATCH} of a run's requests at once.
     *
     * @return for each whether it was sent: the call can succeed for some and fail for others
     */
    public List<Boolean> sendAll(List<Job.Request> requests) {
        List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            entries.add(SendMessageBatchRequestEntry.builder()
                    .id(Integer.toString(i))
                    .messageBody(body(requests.get(i)))
                    .build());
        }
        Set<String> sent = sqs
                .sendMessageBatch(
                        request -> request.queueUrl(queueUrl.toString()).entries(entries))
                .successful()
                .stream()
                .map(SendMessageBatchResultEntry::id)
                .collect(Collectors.toSet());
        return entries.stream().map(entry -> sent.contains(entry.id())).toList();
    }

    private static String body(Job.Request request) {
        ObjectNode body = JSON.createObjectNode();
        switch (request) {
            case ExportRequest export -> {
                ExportRequest.Target target = export.target().orElseThrow();
                body.put("job", "ExportRequest")
                        .put("sourceSnapshotName", export.sourceSnapshotName().value())
                        .put("arn", target.arn())
                        .put("resourceType", target.resourceType().wireName());
            }
            case AutoSnapshotRequest copy -> {
                AutoSnapshot wanted = copy.certain().orElseThrow();
                body.put("job", "AutoSnapshotRequest")
                        .put("sourceResourceName", wanted.sourceResourceName())
                        .put("resourceType", wanted.resourceType().wireName())
                        .put("restoreDate", wanted.date().toString());
            }
        }
        return body.put("runId", request.runId().orElseThrow())
                .put("requestedBy", request.requestedBy())
                .toString();
    }

    private void sendOwn(String job, AttemptId id, SnapshotName sourceSnapshotName, Duration delay) {
        ObjectNode body = JSON.createObjectNode()
                .put("job", job)
                .put("sourceSnapshotName", sourceSnapshotName.value())
                .put("arn", id.arn())
                .put("generation", id.generation())
                .put("attempt", id.attempt());
        sqs.sendMessage(request -> request.queueUrl(queueUrl.toString())
                .messageBody(body.toString())
                .delaySeconds(wholeSeconds(delay, LONGEST_DELAY)));
    }

    /** Lets a received message be received again after {@code delay}. */
    public void comeBack(String receiptHandle, Duration delay) {
        sqs.changeMessageVisibility(request -> request.queueUrl(queueUrl.toString())
                .receiptHandle(receiptHandle)
                .visibilityTimeout(wholeSeconds(delay, LONGEST_VISIBILITY)));
    }

    /**
     * Keeps a copy of the body in the dead-letter queue, with the attributes that have a value and fit: the body comes
     * first, and then attributes in their order, because a body may fill a whole message by itself.
     */
    public void park(String body, Map<String, String> attributes) {
        int room = LARGEST_MESSAGE - utf8(body);
        Map<String, MessageAttributeValue> fitting = new LinkedHashMap<>();
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            int size = utf8(attribute.getKey()) + utf8(attribute.getValue()) + "String".length();
            if (!attribute.getValue().isEmpty() && size <= room) {
                fitting.put(attribute.getKey(), text(attribute.getValue()));
                room -= size;
            }
        }
        sqs.sendMessage(request -> request.queueUrl(deadLetterQueueUrl.toString())
                .messageBody(body)
                .messageAttributes(fitting));
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static int wholeSeconds(Duration delay, Duration longest) {
        return Math.toIntExact(Math.clamp(Delays.wholeSeconds(delay), 0, longest.toSeconds()));
    }
}
