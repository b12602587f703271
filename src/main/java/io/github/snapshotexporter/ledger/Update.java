package io.github.snapshotexporter.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * A conditional change of one item, written once and used alone or in a transaction. An attribute is named as it is; a
 * value that is empty removes its attribute.
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

    Update set(String attribute, AttributeValue value) {
        changeOnce(attribute);
        sets.add(name(attribute) + " = " + value(value));
        return this;
    }

    Update set(String attribute, String value) {
        return set(attribute, AttributeValue.fromS(value));
    }

    Update set(String attribute, Instant value) {
        return set(attribute, Attributes.time(value));
    }

    Update set(String attribute, int value) {
        return set(attribute, AttributeValue.fromN(Integer.toString(value)));
    }

    Update set(String attribute, boolean value) {
        return set(attribute, AttributeValue.fromBool(value));
    }

    /** Sets the attribute where it has no value yet. */
    Update setFirst(String attribute, AttributeValue value) {
        changeOnce(attribute);
        String name = name(attribute);
        sets.add(String.format(Locale.ROOT, "%s = if_not_exists(%s, %s)", name, name, value(value)));
        return this;
    }

    Update remove(String... attributes) {
        for (String attribute : attributes) {
            changeOnce(attribute);
            removes.add(name(attribute));
        }
        return this;
    }

    /** Adds one text to a set. */
    Update add(String attribute, String member) {
        adds.add(name(attribute) + " " + value(AttributeValue.fromSs(List.of(member))));
        return this;
    }

    /** Takes one text out of a set. */
    Update delete(String attribute, String member) {
        deletes.add(name(attribute) + " " + value(AttributeValue.fromSs(List.of(member))));
        return this;
    }

    Update ifEqual(String attribute, AttributeValue value) {
        conditions.add(name(attribute) + " = " + value(value));
        return this;
    }

    Update ifEqual(String attribute, String value) {
        return ifEqual(attribute, AttributeValue.fromS(value));
    }

    Update ifPresent(String attribute) {
        conditions.add(String.format(Locale.ROOT, "attribute_exists(%s)", name(attribute)));
        return this;
    }

    Update ifAbsent(String attribute) {
        conditions.add(String.format(Locale.ROOT, "attribute_not_exists(%s)", name(attribute)));
        return this;
    }

    /** The attribute is absent, or a time that has passed by {@code now}. */
    Update ifAbsentOrOver(String attribute, Instant now) {
        String name = name(attribute);
        conditions.add(String.format(
                Locale.ROOT, "(attribute_not_exists(%s) OR %s <= %s)", name, name, value(Attributes.time(now))));
        return this;
    }

    /** The set is absent, has fewer than {@code most} members, or has this one already. */
    Update ifRoomFor(String attribute, String member, int most) {
        String name = name(attribute);
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
