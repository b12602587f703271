package io.github.snapshotexporter.ledger;

import io.github.snapshotexporter.job.Timestamps;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads the attributes of one item; an absent one is an empty value. */
record Attributes(Map<String, AttributeValue> item) {

    Optional<String> text(String name) {
        return Optional.ofNullable(item.get(name)).map(AttributeValue::s);
    }

    /** @throws IllegalStateException when the item lacks it: then somebody else has written it */
    String needed(String name) {
        return text(name)
                .orElseThrow(() -> new IllegalStateException("the ledger's item lacks " + name + ": " + item.keySet()));
    }

    Optional<Instant> time(String name) {
        return text(name).map(Timestamps::parse);
    }

    Optional<Integer> number(String name) {
        return Optional.ofNullable(item.get(name)).map(AttributeValue::n).map(Integer::valueOf);
    }

    boolean flag(String name) {
        return Optional.ofNullable(item.get(name)).map(AttributeValue::bool).orElse(false);
    }

    Set<String> texts(String name) {
        return Optional.ofNullable(item.get(name))
                .map(value -> Set.copyOf(value.ss()))
                .orElse(Set.of());
    }

    Map<String, Integer> counts(String name) {
        return Optional.ofNullable(item.get(name)).map(AttributeValue::m).orElse(Map.of()).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        count -> Integer.valueOf(count.getValue().n())));
    }

    static AttributeValue counts(Map<String, Integer> counts) {
        return AttributeValue.fromM(counts.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        count -> AttributeValue.fromN(count.getValue().toString()))));
    }

    static AttributeValue time(Instant time) {
        return AttributeValue.fromS(Timestamps.format(time));
    }
}
