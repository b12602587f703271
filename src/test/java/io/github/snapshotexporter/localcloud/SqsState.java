package io.github.snapshotexporter.localcloud;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** All queues and what can be done with them, on the injected clock. */
final class SqsState {

    private final Clock clock;
    private final Map<String, SqsQueue> queues = new LinkedHashMap<>();
    private long sequence;

    SqsState(Clock clock) {
        this.clock = clock;
    }

    synchronized SqsQueue create(String name, Map<String, String> settings) {
        if (!name.matches("[A-Za-z0-9_-]{1,80}")) {
            throw SqsLimits.invalid(
                    "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
        }
        return queues.computeIfAbsent(name, any -> new SqsQueue(name, settings, clock.instant()));
    }

    synchronized SqsQueue queue(String nameOrUrl) {
        SqsQueue queue = queues.get(nameOrUrl.substring(nameOrUrl.lastIndexOf('/') + 1));
        if (queue == null) {
            throw new AwsError("QueueDoesNotExist", 400, "The specified queue does not exist.");
        }
        queue.dropExpired(clock.instant());
        return queue;
    }

    synchronized Map<String, String> attributes(String url) {
        return queue(url).attributes(clock.instant());
    }

    synchronized SqsMessage send(String url, String body, Map<String, SqsAttribute> attributes, Integer delaySeconds) {
        SqsQueue queue = queue(url);
        SqsLimits.requireMessage(body, attributes);
        if (delaySeconds != null) {
            SqsLimits.requireDelay(delaySeconds);
        }
        Instant now = clock.instant();
        Instant visibleAt = now.plus(delaySeconds == null ? queue.delay() : Duration.ofSeconds(delaySeconds));
        SqsMessage message = new SqsMessage(UUID.randomUUID().toString(), body, attributes, now, visibleAt, sequence++);
        queue.messages.add(message);
        return message;
    }

    /** Receives; a null visibility is the queue's own. */
    synchronized List<Received> receive(String url, int max, Duration visibility) {
        SqsQueue queue = queue(url);
        Duration invisible = visibility == null ? queue.visibility() : visibility;
        SqsLimits.requireVisibility(invisible.toSeconds());
        Instant now = clock.instant();
        List<Received> received = new ArrayList<>();
        for (SqsMessage message : visible(queue, now)) {
            if (received.size() == max) {
                break;
            }
            if (!moveToDeadLetters(queue, message, now)) {
                message.receive(now, now.plus(invisible));
                received.add(new Received(message, message.view()));
            }
        }
        return received;
    }

    /** Deletes the message; an older handle of it than the newest has no effect. */
    synchronized void delete(String url, String receiptHandle) {
        SqsQueue queue = queue(url);
        requireHandle(receiptHandle);
        queue.messages.removeIf(message -> message.receiptHandle.equals(receiptHandle));
    }

    synchronized void changeVisibility(String url, String receiptHandle, int seconds) {
        SqsQueue queue = queue(url);
        requireHandle(receiptHandle);
        SqsLimits.requireVisibility(seconds);
        Instant now = clock.instant();
        SqsMessage message = queue.messages.stream()
                .filter(candidate -> candidate.receiptHandle.equals(receiptHandle))
                .findFirst()
                .orElseThrow(() -> SqsLimits.invalid(
                        "Value %s for parameter ReceiptHandle is invalid. Reason: Message".formatted(receiptHandle)
                                + " does not exist or is not available for visibility timeout change."));
        if (!message.isInFlight(now)) {
            throw new AwsError("MessageNotInflight", 400, "The specified message isn't in flight.");
        }
        Instant visibleAt = now.plusSeconds(seconds);
        if (visibleAt.isAfter(message.lastReceivedAt.plusSeconds(SqsLimits.LONGEST_VISIBILITY))) {
            throw SqsLimits.invalid("Total VisibilityTimeout for the message is beyond the limit [%d seconds]"
                    .formatted(SqsLimits.LONGEST_VISIBILITY));
        }
        message.visibleAt = visibleAt;
    }

    synchronized void purge(String url) {
        queue(url).messages.clear();
    }

    synchronized Optional<Instant> nextVisibleAt(String url) {
        Instant now = clock.instant();
        return queue(url).messages.stream()
                .map(message -> message.visibleAt.isBefore(now) ? now : message.visibleAt)
                .min(Comparator.naturalOrder());
    }

    synchronized List<QueuedMessage> peekAll(String url) {
        return queue(url).messages.stream().map(SqsMessage::view).toList();
    }

    synchronized void duplicate(String messageId) {
        for (SqsQueue queue : queues.values()) {
            Optional<SqsMessage> original = queue.messages.stream()
                    .filter(message -> message.id.equals(messageId))
                    .findFirst();
            if (original.isPresent()) {
                queue.messages.add(original.get().copy(clock.instant(), sequence++));
                return;
            }
        }
        throw new IllegalArgumentException("No message " + messageId + " is in any queue");
    }

    private static List<SqsMessage> visible(SqsQueue queue, Instant now) {
        return queue.messages.stream()
                .filter(message -> message.isVisible(now))
                .sorted(Comparator.<SqsMessage, Instant>comparing(message -> message.visibleAt)
                        .thenComparingLong(message -> message.sequence))
                .toList();
    }

    private boolean moveToDeadLetters(SqsQueue queue, SqsMessage message, Instant now) {
        Optional<SqsQueue.Redrive> due =
                queue.redrive().filter(policy -> message.receiveCount >= policy.maxReceiveCount());
        if (due.isEmpty()) {
            return false;
        }
        String arn = due.get().deadLetterArn();
        SqsQueue target = queue(arn.substring(arn.lastIndexOf(':') + 1));
        SqsMessage moved = message.copy(now, sequence++);
        moved.movedFrom = queue.arn();
        queue.messages.remove(message);
        target.messages.add(moved);
        return true;
    }

    private static void requireHandle(String receiptHandle) {
        if (!SqsMessage.isReceiptHandle(receiptHandle)) {
            throw new AwsError("ReceiptHandleIsInvalid", 400, "The input receipt handle is invalid.");
        }
    }

    /** A received message: what the queue holds, and how it was delivered. */
    record Received(SqsMessage message, QueuedMessage view) {}
}
