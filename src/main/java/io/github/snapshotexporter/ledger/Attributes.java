package io.github.snapshotexporter.ledger;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What one item holds. */
record Attributes(Map<String, AttributeValue> item) {
    boolean isEmpty() {
        return item.isEmpty();
    }

    <T> Optional<T> get(Attribute<T> attribute) {
        return attribute.reader().apply(item);
    }

    /** @throws IllegalStateException when the item lacks it: then somebody else has written it */
    <T> T needed(Attribute<T> attribute) {
        return get(attribute)
                .orElseThrow(() -> new IllegalStateException(
                        "the ledger's item lacks " + attribute.names() + ": " + item.keySet()));
    }

    boolean is(Attribute<Boolean> flag) {
        return get(flag).orElse(false);
    }

    Set<String> all(Attribute<Set<String>> texts) {
        return get(texts).orElse(Set.of());
    }

    Map<String, Integer> counts(Attribute<Map<String, Integer>> counts) {
        return get(counts).orElse(Map.of());
    }
}
