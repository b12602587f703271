package io.github.snapshotexporter.ledger;

import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.Failure;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.job.Timestamps;
import io.github.snapshotexporter.lightsail.Destination;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Something that an item can hold: under which names, and how it is written and read. How long it lives is said where the
 * attributes of a kind of item are listed.
 *
 * @param names of DynamoDB's attributes; several where the value has several parts
 */
record Attribute<T>(
        List<String> names,
        Function<T, Map<String, AttributeValue>> written,
        Function<Map<String, AttributeValue>, Optional<T>> reader) {
    static Attribute<String> text(String name) {
        return single(name, AttributeValue::fromS, AttributeValue::s);
    }

    static Attribute<Integer> number(String name) {
        return single(
                name, number -> AttributeValue.fromN(Integer.toString(number)), value -> Integer.valueOf(value.n()));
    }

    static Attribute<Instant> time(String name) {
        return single(
                name, time -> AttributeValue.fromS(Timestamps.format(time)), value -> Timestamps.parse(value.s()));
    }

    /** Absent is false. */
    static Attribute<Boolean> flag(String name) {
        return single(name, AttributeValue::fromBool, AttributeValue::bool);
    }

    /** A set, which is absent where it is empty: DynamoDB knows no empty ones. */
    static Attribute<Set<String>> texts(String name) {
        return single(name, texts -> AttributeValue.fromSs(List.copyOf(texts)), value -> Set.copyOf(value.ss()));
    }

    /** Texts under keys that are chosen by others. */
    static Attribute<Map<String, String>> textsByKey(String name) {
        return single(
                name,
                texts -> AttributeValue.fromM(texts.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, text -> AttributeValue.fromS(text.getValue())))),
                value -> value.m().entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, text -> text.getValue().s())));
    }

    static Attribute<Map<String, Integer>> counts(String name) {
        return single(
                name,
                counts -> AttributeValue.fromM(counts.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                count -> AttributeValue.fromN(count.getValue().toString())))),
                value -> value.m().entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                count -> Integer.valueOf(count.getValue().n()))));
    }

    /** Why something did not work out: {@code <prefix>Reason}, {@code <prefix>Code} and {@code <prefix>Message}. */
    static Attribute<Failure> failure(String prefix) {
        String reason = prefix + "Reason";
        String code = prefix + "Code";
        String message = prefix + "Message";
        return new Attribute<>(
                List.of(reason, code, message),
                failure -> Map.of(
                        reason, AttributeValue.fromS(failure.reason().code()),
                        code, AttributeValue.fromS(failure.code()),
                        message, AttributeValue.fromS(failure.message())),
                item -> text(item, reason)
                        .map(word -> new Failure(
                                Reason.ofCode(word),
                                text(item, code).orElse(""),
                                text(item, message).orElse(""))));
    }

    /** Which automatic snapshot; {@code type} may be the item's own attribute for the type of snapshot. */
    static Attribute<AutoSnapshot> autoSnapshot(String type, String source, String date) {
        return new Attribute<>(
                List.of(type, source, date),
                original -> Map.of(
                        type, AttributeValue.fromS(original.resourceType().wireName()),
                        source, AttributeValue.fromS(original.sourceResourceName()),
                        date, AttributeValue.fromS(original.date().toString())),
                item -> text(item, date)
                        .map(day -> new AutoSnapshot(
                                ResourceType.ofWireName(needed(item, type)).orElseThrow(),
                                needed(item, source),
                                LocalDate.parse(day))));
    }

    /** What came out: {@code destinationId} and {@code destinationService}. */
    static Attribute<Destination> destination() {
        String id = "destinationId";
        String service = "destinationService";
        return new Attribute<>(
                List.of(id, service),
                destination -> Map.of(
                        id, AttributeValue.fromS(destination.id()),
                        service, AttributeValue.fromS(destination.service())),
                item -> text(item, id)
                        .map(found -> new Destination(found, text(item, service).orElse("unknown"))));
    }

    /** A right until a moment: {@code <prefix>Owner} and {@code <prefix>Until}. */
    static Attribute<Lease> lease(String prefix) {
        String owner = prefix + "Owner";
        String until = prefix + "Until";
        return new Attribute<>(
                List.of(owner, until),
                lease -> Map.of(
                        owner, AttributeValue.fromS(lease.owner().toString()),
                        until, AttributeValue.fromS(Timestamps.format(lease.until()))),
                item -> text(item, owner)
                        .map(holder -> new Lease(UUID.fromString(holder), Timestamps.parse(needed(item, until)))));
    }

    /** A value of one DynamoDB attribute. */
    static <T> Attribute<T> single(String name, Function<T, AttributeValue> write, Function<AttributeValue, T> read) {
        return new Attribute<>(
                List.of(name),
                value -> Map.of(name, write.apply(value)),
                item -> Optional.ofNullable(item.get(name)).map(read));
    }

    /** The name of a value that has one attribute only. */
    String name() {
        if (names.size() != 1) {
            throw new IllegalStateException("has several names: " + names);
        }
        return names.getFirst();
    }

    private static Optional<String> text(Map<String, AttributeValue> item, String name) {
        return Optional.ofNullable(item.get(name)).map(AttributeValue::s);
    }

    private static String needed(Map<String, AttributeValue> item, String name) {
        return text(item, name)
                .orElseThrow(() -> new IllegalStateException("the ledger's item lacks " + name + ": " + item.keySet()));
    }
}
