package io.github.snapshotexporter.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A table that nobody else writes: it takes the ledger's updates, and all conditions hold. */
final class CannedLedger {
    private static final Pattern CLAUSE =
            Pattern.compile("(SET|REMOVE|ADD|DELETE) (.*?)(?= (?:SET|REMOVE|ADD|DELETE) |$)");
    private static final Pattern ACTION =
            Pattern.compile("(#\\w+)(?: = (if_not_exists\\(#\\w+, )?(:\\w+)\\)?| (:\\w+))?");

    private final Map<JsonNode, ObjectNode> items = new HashMap<>();

    /** The answer; empty where the operation is none of a table's. */
    synchronized Optional<ObjectNode> answer(String operation, JsonNode input) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        switch (operation) {
            case "GetItem" -> find(input.path("Key")).ifPresent(item -> answer.set("Item", item));
            case "BatchGetItem" ->
                input.path("RequestItems").properties().forEach(table -> {
                    ArrayNode found = answer.withObject("/Responses").putArray(table.getKey());
                    table.getValue().path("Keys").forEach(key -> find(key).ifPresent(found::add));
                });
            case "Query" -> {
                List<ObjectNode> found = query(input.path("ExpressionAttributeValues"));
                answer.put("Count", found.size()).putArray("Items").addAll(found);
            }
            case "UpdateItem" -> answer.set("Attributes", update(input));
            case "TransactWriteItems" ->
                input.path("TransactItems").forEach(write -> {
                    if (write.has("Update")) {
                        update(write.path("Update"));
                    }
                });
            default -> {
                return Optional.empty();
            }
        }
        return Optional.of(answer);
    }

    synchronized void clear() {
        items.clear();
    }

    private Optional<ObjectNode> find(JsonNode key) {
        return Optional.ofNullable(items.get(key));
    }

    /** All of one partition whose sort keys begin so: the ledger asks for nothing else. */
    private List<ObjectNode> query(JsonNode values) {
        return items.values().stream()
                .filter(item -> item.path("pk").equals(values.path(":pk")))
                .filter(item -> sortKey(item).startsWith(values.at("/:sk/S").asText()))
                .sorted(Comparator.comparing(CannedLedger::sortKey))
                .toList();
    }

    private static String sortKey(JsonNode item) {
        return item.at("/sk/S").asText();
    }

    private ObjectNode update(JsonNode update) {
        JsonNode key = update.path("Key");
        ObjectNode item = items.computeIfAbsent(key, JsonNode::deepCopy);
        Matcher clause = CLAUSE.matcher(update.path("UpdateExpression").asText());
        while (clause.find()) {
            Matcher action = ACTION.matcher(clause.group(2));
            while (action.find()) {
                String name = update.path("ExpressionAttributeNames")
                        .path(action.group(1))
                        .asText();
                String value = Optional.ofNullable(action.group(3)).orElse(action.group(4));
                JsonNode operand = update.path("ExpressionAttributeValues").path(value == null ? "" : value);
                switch (clause.group(1)) {
                    case "SET" -> {
                        if (action.group(2) == null || !item.has(name)) {
                            item.set(name, operand);
                        }
                    }
                    case "REMOVE" -> item.remove(name);
                    default -> changeSet(item, name, clause.group(1).equals("ADD"), operand);
                }
            }
        }
        return item;
    }

    /** DynamoDB knows no empty sets. */
    private static void changeSet(ObjectNode item, String name, boolean add, JsonNode operand) {
        Set<String> members = new LinkedHashSet<>();
        item.path(name).path("SS").forEach(member -> members.add(member.asText()));
        operand.path("SS").forEach(member -> {
            if (add) {
                members.add(member.asText());
            } else {
                members.remove(member.asText());
            }
        });
        item.remove(name);
        if (!members.isEmpty()) {
            ArrayNode changed = item.putObject(name).putArray("SS");
            members.forEach(changed::add);
        }
    }
}
