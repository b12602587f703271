package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** A form of EC2's Query protocol as a document: {@code Filter.1.Value.1=x} is the first value of the first filter. */
record Ec2Form(String action, JsonNode input) {

    static Ec2Form parse(String body) {
        QueryForm form = QueryForm.parse(body);
        Branch root = new Branch();
        form.fields().forEach((name, value) -> {
            if (!name.equals("Action") && !name.equals("Version")) {
                root.put(name, value);
            }
        });
        return new Ec2Form(form.get("Action"), root.isEmpty() ? Json.object() : root.asNode());
    }

    /** Members of a structure or, where their names are numbers, of a list. */
    private static final class Branch {

        private final Map<String, Branch> branches =
                new TreeMap<>(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
        private String value;

        void put(String path, String text) {
            int dot = path.indexOf('.');
            Branch branch = branches.computeIfAbsent(dot < 0 ? path : path.substring(0, dot), any -> new Branch());
            if (dot < 0) {
                branch.value = text;
            } else {
                branch.put(path.substring(dot + 1), text);
            }
        }

        boolean isEmpty() {
            return branches.isEmpty();
        }

        JsonNode asNode() {
            if (branches.isEmpty()) {
                return TextNode.valueOf(value);
            }
            if (branches.keySet().stream().allMatch(name -> name.matches("\\d+"))) {
                ArrayNode list = JsonNodeFactory.instance.arrayNode();
                branches.values().forEach(branch -> list.add(branch.asNode()));
                return list;
            }
            ObjectNode structure = Json.object();
            branches.forEach((name, branch) -> structure.set(name, branch.asNode()));
            return structure;
        }
    }
}
