package io.github.snapshotexporter.ledger;

import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.Timestamps;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * A conditional change of one item, written once and used alone or in a transaction. It changes an attribute once.
 */
final class Update {
    private final Map<String, AttributeValue> key;
    private final List<String> sets = new ArrayList<>();
    private final List<String> removes = new ArrayList<>();
    private final List<String> adds = new ArrayList<>();
    private final List<String> deletes = new ArrayList<>();
    private final Set<String> changed = new HashSet<>();
    private final List<String> conditions = new ArrayList<>();
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, AttributeValue> values = new HashMap<>();

    private Update(Map<String, AttributeValue> key) {
        this.key = key;
    }

    static Update of(Map<String, AttributeValue> key) {
        return new Update(key);
    }

    <T> Update set(Attribute<T> attribute, T value) {
        attribute.written().apply(value).forEach((name, part) -> {
            changeOnce(name);
            sets.add(name(name) + " = " + value(part));
        });
        return this;
    }

    /** Sets the attribute, or removes it where there is no value. */
    <T> Update set(Attribute<T> attribute, Optional<T> value) {
        value.ifPresentOrElse(present -> set(attribute, present), () -> remove(attribute));
        return this;
    }

    /** The same for a set, which is absent where it is empty. */
    Update setAll(Attribute<Set<String>> attribute, Set<String> members) {
        return set(attribute, Optional.of(members).filter(some -> !some.isEmpty()));
    }

    /** Sets the attribute where it has no value yet. */
    <T> Update setFirst(Attribute<T> attribute, T value) {
        attribute.written().apply(value).forEach((part, written) -> {
            changeOnce(part);
            String name = name(part);
            sets.add(String.format(Locale.ROOT, "%s = if_not_exists(%s, %s)", name, name, value(written)));
        });
        return this;
    }

    Update remove(Attribute<?>... attributes) {
        for (Attribute<?> attribute : attributes) {
            attribute.names().forEach(this::remove);
        }
        return this;
    }

    /** Removes what has this lifetime, but for what this update sets. */
    Update clear(Lifetime lifetime) {
        lifetime.names().stream().filter(name -> !changed.contains(name)).forEach(this::remove);
        return this;
    }

    private void remove(String attribute) {
        changeOnce(attribute);
        removes.add(name(attribute));
    }

    /** Adds one text to a set. */
    Update add(Attribute<Set<String>> attribute, String member) {
        changed.add(attribute.name());
        adds.add(name(attribute.name()) + " " + value(AttributeValue.fromSs(List.of(member))));
        return this;
    }

    /** Takes one text out of a set. */
    Update delete(Attribute<Set<String>> attribute, String member) {
        deletes.add(name(attribute.name()) + " " + value(AttributeValue.fromSs(List.of(member))));
        return this;
    }

    <T> Update ifEqual(Attribute<T> attribute, T value) {
        attribute
                .written()
                .apply(value)
                .forEach((part, written) -> conditions.add(name(part) + " = " + value(written)));
        return this;
    }

    /** The set has exactly these members. */
    Update ifAll(Attribute<Set<String>> attribute, Set<String> members) {
        return members.isEmpty() ? ifAbsent(attribute) : ifEqual(attribute, members);
    }

    Update ifAbsent(Attribute<?> attribute) {
        conditions.add(String.format(
                Locale.ROOT, "attribute_not_exists(%s)", name(attribute.names().getFirst())));
        return this;
    }

    /** This receive has the lease. */
    Update ifLeasedTo(Attribute<Lease> lease, Receive receive) {
        conditions.add(name(lease.names().getFirst()) + " = "
                + value(AttributeValue.fromS(receive.owner().toString())));
        return this;
    }

    /** Nobody has the lease: it was given back, or is over by {@code now}. */
    Update ifFree(Attribute<Lease> lease, Instant now) {
        String name = name(lease.names().getLast());
        conditions.add(String.format(
                Locale.ROOT,
                "(attribute_not_exists(%s) OR %s <= %s)",
                name,
                name,
                value(AttributeValue.fromS(Timestamps.format(now)))));
        return this;
    }

    /** The set is absent, has fewer than {@code most} members, or has this one already. */
    Update ifRoomFor(Attribute<Set<String>> attribute, String member, int most) {
        String name = name(attribute.name());
        conditions.add(String.format(
                Locale.ROOT,
                "(attribute_not_exists(%s) OR size(%s) < %s OR contains(%s, %s))",
                name,
                name,
                value(AttributeValue.fromN(Integer.toString(most))),
                name,
                value(AttributeValue.fromS(member))));
        return this;
    }

    /** For a write of its own; answers with the new item, and where it is refused with the item as it is. */
    UpdateItemRequest alone(String table) {
        UpdateItemRequest.Builder request = UpdateItemRequest.builder()
                .tableName(table)
                .key(key)
                .updateExpression(expression())
                .expressionAttributeNames(names)
                .returnValues(ReturnValue.ALL_NEW)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD);
        if (!conditions.isEmpty()) {
            request.conditionExpression(String.join(" AND ", conditions));
        }
        if (!values.isEmpty()) {
            request.expressionAttributeValues(values);
        }
        return request.build();
    }

    TransactWriteItem inTransaction(String table) {
        return TransactWriteItem.builder()
                .update(update -> {
                    update.tableName(table)
                            .key(key)
                            .updateExpression(expression())
                            .expressionAttributeNames(names)
                            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD);
                    if (!conditions.isEmpty()) {
                        update.conditionExpression(String.join(" AND ", conditions));
                    }
                    if (!values.isEmpty()) {
                        update.expressionAttributeValues(values);
                    }
                })
                .build();
    }

    private String expression() {
        List<String> clauses = new ArrayList<>();
        addClause(clauses, "SET ", sets);
        addClause(clauses, "REMOVE ", removes);
        addClause(clauses, "ADD ", adds);
        addClause(clauses, "DELETE ", deletes);
        return String.join(" ", clauses);
    }

    private static void addClause(List<String> clauses, String keyword, List<String> actions) {
        if (!actions.isEmpty()) {
            clauses.add(keyword + String.join(", ", actions));
        }
    }

    /** DynamoDB refuses an update that changes an attribute twice, and only when it is too late. */
    private void changeOnce(String attribute) {
        if (!changed.add(attribute)) {
            throw new IllegalStateException("one update changes " + attribute + " twice");
        }
    }

    private String name(String attribute) {
        String name = "#" + attribute;
        names.put(name, attribute);
        return name;
    }

    private String value(AttributeValue value) {
        String name = ":v" + values.size();
        values.put(name, value);
        return name;
    }
}
