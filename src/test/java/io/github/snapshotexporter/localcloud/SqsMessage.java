package io.github.snapshotexporter.localcloud;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** A message in a queue; guarded by its queue's owner. */
final class SqsMessage {

    final String id;
    final String body;
    final Map<String, SqsAttribute> attributes;
    final Instant sentAt;
    final long sequence;

    Instant visibleAt;
    Instant firstReceivedAt;
    Instant lastReceivedAt;
    int receiveCount;
    String receiptHandle = "";
    String movedFrom;

    SqsMessage(
            String id,
            String body,
            Map<String, SqsAttribute> attributes,
            Instant sentAt,
            Instant visibleAt,
            long sequence) {
        this.id = id;
        this.body = body;
        this.attributes = attributes;
        this.sentAt = sentAt;
        this.visibleAt = visibleAt;
        this.sequence = sequence;
    }

    /** The same message once more, visible from {@code copyVisibleAt}. */
    SqsMessage copy(Instant copyVisibleAt, long copySequence) {
        SqsMessage copy = new SqsMessage(id, body, attributes, sentAt, copyVisibleAt, copySequence);
        copy.firstReceivedAt = firstReceivedAt;
        copy.lastReceivedAt = lastReceivedAt;
        copy.receiveCount = receiveCount;
        copy.movedFrom = movedFrom;
        return copy;
    }

    boolean isVisible(Instant now) {
        return !now.isBefore(visibleAt);
    }

    boolean isInFlight(Instant now) {
        return !isVisible(now) && !receiptHandle.isEmpty();
    }

    void receive(Instant now, Instant invisibleUntil) {
        receiveCount++;
        lastReceivedAt = now;
        if (firstReceivedAt == null) {
            firstReceivedAt = now;
        }
        visibleAt = invisibleUntil;
        byte[] handle = ("receipt " + id + " " + sequence + " " + receiveCount).getBytes(StandardCharsets.UTF_8);
        receiptHandle = Base64.getEncoder().encodeToString(handle);
    }

    static boolean isReceiptHandle(String handle) {
        try {
            return new String(Base64.getDecoder().decode(handle), StandardCharsets.UTF_8).startsWith("receipt ");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    Map<String, String> systemAttributes() {
        Map<String, String> system = new LinkedHashMap<>();
        system.put("SenderId", LightsailEmulator.ACCOUNT);
        system.put("SentTimestamp", String.valueOf(sentAt.toEpochMilli()));
        system.put("ApproximateReceiveCount", String.valueOf(receiveCount));
        if (firstReceivedAt != null) {
            system.put("ApproximateFirstReceiveTimestamp", String.valueOf(firstReceivedAt.toEpochMilli()));
        }
        if (movedFrom != null) {
            system.put("DeadLetterQueueSourceArn", movedFrom);
        }
        return system;
    }

    QueuedMessage view() {
        Map<String, String> values = new LinkedHashMap<>();
        attributes.forEach((name, attribute) -> values.put(name, attribute.value()));
        return new QueuedMessage(id, receiptHandle, body, systemAttributes(), values);
    }
}
