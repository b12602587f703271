package io.github.snapshotexporter.queue;

import io.github.snapshotexporter.job.Delays;
import io.github.snapshotexporter.job.Failure;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.Timestamps;
import io.github.snapshotexporter.telemetry.Decision;
import io.github.snapshotexporter.telemetry.DecisionLog;
import io.github.snapshotexporter.telemetry.Metric;
import io.github.snapshotexporter.wire.OwnJobs;
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
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
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
    private static final int LONGEST_DETAIL = 1_000;

    private static final List<QueueAttributeName> LENGTHS = List.of(
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED,
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE);

    private final SqsClient sqs;
    private final URI queueUrl;
    private final URI deadLetterQueueUrl;
    private final DecisionLog log;

    public JobQueue(SqsClient sqs, URI queueUrl, URI deadLetterQueueUrl, DecisionLog log) {
        this.sqs = sqs;
        this.queueUrl = queueUrl;
        this.deadLetterQueueUrl = deadLetterQueueUrl;
        this.log = log;
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

    /** How many messages it holds, waiting or worked on: about so many, by SQS's own word. */
    public int length() {
        Map<QueueAttributeName, String> attributes = sqs.getQueueAttributes(
                        request -> request.queueUrl(queueUrl.toString()).attributeNames(LENGTHS))
                .attributes();
        return LENGTHS.stream()
                .mapToInt(name -> Integer.parseInt(attributes.getOrDefault(name, "0")))
                .sum();
    }

    /** Sends the exporter's own job, to be received after {@code delay} at the earliest. */
    public void send(Job.Own job, Duration delay) {
        sqs.sendMessage(request -> request.queueUrl(queueUrl.toString())
                .messageBody(OwnJobs.write(job))
                .delaySeconds(wholeSeconds(delay, LONGEST_DELAY)));
    }

    /**
     * Sends up to {@link #BATCH} jobs at once.
     *
     * @return for each whether it was sent: the call can succeed for some and fail for others
     */
    public List<Boolean> sendAll(List<Job.Own> jobs) {
        List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
        for (int i = 0; i < jobs.size(); i++) {
            entries.add(SendMessageBatchRequestEntry.builder()
                    .id(Integer.toString(i))
                    .messageBody(OwnJobs.write(jobs.get(i)))
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

    /** Lets a received message be received again after {@code delay}. */
    public void comeBack(String receiptHandle, Duration delay) {
        sqs.changeMessageVisibility(request -> request.queueUrl(queueUrl.toString())
                .receiptHandle(receiptHandle)
                .visibilityTimeout(wholeSeconds(delay, LONGEST_VISIBILITY)));
    }

    /**
     * Keeps a message that is given up in the dead-letter queue, with what a person needs to know as attributes.
     *
     * @param published whether people were told, or this copy is all that there is
     */
    public void park(Receive receive, Failure failure, String sourceSnapshotName, boolean published) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("reason", failure.reason().code());
        attributes.put(JOB_ID, receive.jobId());
        attributes.put("sourceSnapshotName", sourceSnapshotName);
        attributes.put("firstSeen", Timestamps.format(receive.delivery().firstReceivedAt()));
        attributes.put("published", published ? "" : "false");
        attributes.put("detail", fit(failure.message()));
        sqs.sendMessage(request -> request.queueUrl(deadLetterQueueUrl.toString())
                .messageBody(receive.body())
                .messageAttributes(fitting(attributes, LARGEST_MESSAGE - utf8(receive.body()))));
        Decision decision = Decision.warning("park", "kept in the dead-letter queue")
                .with("jobId", receive.jobId())
                .with("snapshot", sourceSnapshotName)
                .with("reason", failure.reason().code())
                .with("detail", failure.message())
                .counting(Metric.PARKED);
        log.write(published ? decision : decision.with("published", false).counting(Metric.UNPUBLISHED));
    }

    /** Those that have a value and fit, in their order: the body comes first, and may fill a whole message by itself. */
    private static Map<String, MessageAttributeValue> fitting(Map<String, String> attributes, int space) {
        int room = space;
        Map<String, MessageAttributeValue> fitting = new LinkedHashMap<>();
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            int size = utf8(attribute.getKey()) + utf8(attribute.getValue()) + "String".length();
            if (!attribute.getValue().isEmpty() && size <= room) {
                fitting.put(attribute.getKey(), text(attribute.getValue()));
                room -= size;
            }
        }
        return fitting;
    }

    /** Cut to a length, and without the characters that SQS refuses. */
    private static String fit(String detail) {
        return detail.codePoints()
                .filter(JobQueue::isAllowedBySqs)
                .limit(LONGEST_DETAIL)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /**
     * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html">SendMessage</a>
     */
    private static boolean isAllowedBySqs(int c) {
        return c == 0x9
                || c == 0xA
                || c == 0xD
                || (c >= 0x20 && c <= 0xD7FF)
                || (c >= 0xE000 && c <= 0xFFFD)
                || (c >= 0x10000 && c <= 0x10FFFF);
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
