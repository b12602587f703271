package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import software.amazon.event.ruler.RuleCompiler;
import software.amazon.event.ruler.Ruler;

/**
 * A queue that is subscribed to a topic.
 *
 * @param raw whether the queue gets the message itself, not in an envelope
 * @param filterPolicy which messages it wants; null for all
 * @param filtersBody whether that is decided by the message and not by its attributes
 */
record SnsSubscription(
        String arn, String topicArn, String endpoint, boolean raw, String filterPolicy, boolean filtersBody) {

    SnsSubscription {
        if (filterPolicy != null && RuleCompiler.check(filterPolicy) != null) {
            throw new AwsError(
                    "InvalidParameter", 400, "Invalid parameter: FilterPolicy: " + RuleCompiler.check(filterPolicy));
        }
    }

    /** Whether it differs from the other in nothing but its ARN. */
    boolean isLike(SnsSubscription other) {
        return equals(new SnsSubscription(
                arn, other.topicArn, other.endpoint, other.raw, other.filterPolicy, other.filtersBody));
    }

    boolean wants(SnsMessage message) {
        if (!message.topicArn().equals(topicArn)) {
            return false;
        }
        if (filterPolicy == null) {
            return true;
        }
        try {
            return Ruler.matchesRule(filtersBody ? message.text() : Json.write(matched(message)), filterPolicy);
        } catch (Exception unmatchable) {
            // A message that is no JSON document is not filtered by its body, but held back.
            return false;
        }
    }

    private static ObjectNode matched(SnsMessage message) throws JsonProcessingException {
        ObjectNode event = Json.object();
        for (SnsMessage.Attribute attribute : message.attributes()) {
            JsonNode value =
                    attribute.type().equals("Number") || attribute.type().equals("String.Array")
                            ? Json.parse(attribute.value())
                            : Json.object().textNode(attribute.value());
            event.set(attribute.name(), value);
        }
        return event;
    }
}
