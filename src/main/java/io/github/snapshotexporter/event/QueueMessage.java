package io.github.snapshotexporter.event;

import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import io.github.snapshotexporter.job.InvalidRequestException;
import io.github.snapshotexporter.queue.JobQueue;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One record of an SQS event.
 *
 * @param asksOnce the message attribute of that name: the message only repeats an invocation
 * @param jobId the message attribute of that name, which a message carries over from the job's earlier one
 */
public record QueueMessage(
        String messageId,
        String receiptHandle,
        String body,
        Optional<String> jobId,
        Instant sentAt,
        Instant firstReceivedAt,
        int receiveCount,
        boolean asksOnce) {

    /** @throws InvalidRequestException when it lacks what SQS always sends */
    static QueueMessage of(SQSEvent.SQSMessage sent) {
        if (sent == null) {
            throw new InvalidRequestException("An SQS record must be an object, but one is null");
        }
        Map<String, String> attributes =
                Optional.ofNullable(sent.getAttributes()).orElse(Map.of());
        return new QueueMessage(
                needed("messageId", sent.getMessageId()),
                needed("receiptHandle", sent.getReceiptHandle()),
                Optional.ofNullable(sent.getBody()).orElse(""),
                messageAttribute(JobQueue.JOB_ID, sent).filter(Members::isPlainId),
                time("SentTimestamp", attributes),
                time("ApproximateFirstReceiveTimestamp", attributes),
                (int) Math.min(number("ApproximateReceiveCount", attributes), Integer.MAX_VALUE),
                messageAttribute(JobQueue.ASKS_ONCE, sent).isPresent());
    }

    private static Optional<String> messageAttribute(String name, SQSEvent.SQSMessage sent) {
        return Optional.ofNullable(sent.getMessageAttributes())
                .flatMap(map -> Optional.ofNullable(map.get(name)))
                .flatMap(attribute -> Optional.ofNullable(attribute.getStringValue()));
    }

    private static Instant time(String name, Map<String, String> attributes) {
        return Instant.ofEpochMilli(number(name, attributes));
    }

    private static long number(String name, Map<String, String> attributes) {
        String text = needed("attributes." + name, attributes.get(name));
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException malformed) {
            throw new InvalidRequestException(
                    "An SQS record's attributes." + name + " must be a whole number", malformed);
        }
    }

    private static String needed(String name, String value) {
        if (value == null) {
            throw new InvalidRequestException("An SQS record must have " + name + ", but one has not");
        }
        return value;
    }
}
