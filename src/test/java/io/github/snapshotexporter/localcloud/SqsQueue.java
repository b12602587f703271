package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A queue's settings and messages; guarded by its owner. */
final class SqsQueue {

    private static final Duration LONGEST_RETENTION = Duration.ofDays(14);

    final String name;
    final List<SqsMessage> messages = new ArrayList<>();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Instant createdAt;

    SqsQueue(String name, Map<String, String> settings, Instant createdAt) {
        this.name = name;
        this.createdAt = createdAt;
        this.settings.put("VisibilityTimeout", "30");
        this.settings.put("DelaySeconds", "0");
        this.settings.put("ReceiveMessageWaitTimeSeconds", "0");
        this.settings.put("MaximumMessageSize", String.valueOf(SqsLimits.LARGEST_MESSAGE));
        this.settings.put("MessageRetentionPeriod", String.valueOf(LONGEST_RETENTION.toSeconds()));
        this.settings.putAll(settings);
    }

    String arn() {
        return "arn:aws:sqs:%s:%s:%s".formatted(LightsailEmulator.REGION, LightsailEmulator.ACCOUNT, name);
    }

    Duration visibility() {
        return seconds("VisibilityTimeout");
    }

    Duration delay() {
        return seconds("DelaySeconds");
    }

    /** The ARN of the dead-letter queue and the receives after which a message moves there. */
    Optional<Redrive> redrive() {
        String policy = settings.get("RedrivePolicy");
        if (policy == null) {
            return Optional.empty();
        }
        try {
            JsonNode json = Json.parse(policy);
            return Optional.of(new Redrive(
                    json.get("deadLetterTargetArn").asText(),
                    json.get("maxReceiveCount").asInt()));
        } catch (JsonProcessingException e) {
            throw SqsLimits.invalid("Value " + policy + " for parameter RedrivePolicy is invalid.");
        }
    }

    void dropExpired(Instant now) {
        Duration retention = seconds("MessageRetentionPeriod");
        messages.removeIf(message -> !now.isBefore(message.sentAt.plus(retention)));
    }

    Map<String, String> attributes(Instant now) {
        Map<String, String> attributes = new LinkedHashMap<>(settings);
        attributes.put("QueueArn", arn());
        attributes.put("CreatedTimestamp", String.valueOf(createdAt.getEpochSecond()));
        attributes.put("LastModifiedTimestamp", String.valueOf(createdAt.getEpochSecond()));
        long visible =
                messages.stream().filter(message -> message.isVisible(now)).count();
        long inFlight =
                messages.stream().filter(message -> message.isInFlight(now)).count();
        attributes.put("ApproximateNumberOfMessages", String.valueOf(visible));
        attributes.put("ApproximateNumberOfMessagesNotVisible", String.valueOf(inFlight));
        attributes.put("ApproximateNumberOfMessagesDelayed", String.valueOf(messages.size() - visible - inFlight));
        return attributes;
    }

    private Duration seconds(String setting) {
        return Duration.ofSeconds(Long.parseLong(settings.get(setting)));
    }

    /** A redrive policy. */
    record Redrive(String deadLetterArn, int maxReceiveCount) {}
}
