package io.github.snapshotexporter.event;

import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import io.github.snapshotexporter.job.Delivery;
import io.github.snapshotexporter.job.InvalidRequestException;
import io.github.snapshotexporter.queue.JobQueue;
import io.github.snapshotexporter.wire.Members;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One record of an SQS event.
 *
 * @param jobId the message attribute of that name, which a message carries over from the job's earlier one
 */
public record QueueMessage(String messageId, String body, Optional<String> jobId, Delivery delivery) {
    /** @throws InvalidRequestException when it lacks what SQS always sends */
    static QueueMessage of(SQSEvent.SQSMessage sent) {
        if (sent == null) {
            throw new InvalidRequestException("An SQS record must be an object, but one is null");
        }
        Map<String, String> attributes =
                Optional.ofNullable(sent.getAttributes()).orElse(Map.of());
        return new QueueMessage(
                needed("messageId", sent.getMessageId()),
                Optional.ofNullable(sent.getBody()).orElse(""),
                messageAttribute(JobQueue.JOB_ID, sent).filter(Members::isPlainId),
                new Delivery(
                        Optional.of(needed("receiptHandle", sent.getReceiptHandle())),
                        time("SentTimestamp", attributes),
                        time("ApproximateFirstReceiveTimestamp", attributes),
                        (int) Math.min(number("ApproximateReceiveCount", attributes), Integer.MAX_VALUE),
                        messageAttribute(JobQueue.ASKS_ONCE, sent).isPresent()));
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
