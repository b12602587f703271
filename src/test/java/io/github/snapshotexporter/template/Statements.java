package io.github.snapshotexporter.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The statements of a stack's policies: of roles, queues, topics and keys. Who may take a role is not among them. */
final class Statements {
    private Statements() {}

    static List<Statement> of(Template stack) {
        List<Statement> statements = new ArrayList<>();
        stack.resources().forEach((id, resource) -> {
            JsonNode properties = resource.path("Properties");
            add(statements, id, properties.path("PolicyDocument"));
            add(statements, id, properties.path("KeyPolicy"));
            properties.path("Policies").forEach(policy -> add(statements, id, policy.path("PolicyDocument")));
        });
        return statements;
    }

    /** What this role may do, by its own policies and by those that were added to it. */
    static Set<Grant> allowedTo(String role, Template stack) {
        Set<Grant> grants = new TreeSet<>(Comparator.comparing(Grant::toString));
        of(stack).stream()
                .filter(statement -> roleOf(statement, stack).equals(role))
                .forEach(statement -> {
                    if (!statement.allows()) {
                        throw new AssertionError("this class does not know what a Deny takes away: " + statement);
                    }
                    grants.addAll(statement.grants());
                });
        return grants;
    }

    private static String roleOf(Statement statement, Template stack) {
        Map<String, JsonNode> added = stack.properties("AWS::IAM::RolePolicy");
        if (added.containsKey(statement.resource())) {
            return added.get(statement.resource()).path("RoleName").asText();
        }
        return stack.properties("AWS::IAM::Role").entrySet().stream()
                .filter(role -> Template.texts(role.getValue().path("ManagedPolicyArns"))
                        .contains(statement.resource()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(statement.resource());
    }

    private static void add(List<Statement> statements, String id, JsonNode document) {
        Template.json(document).path("Statement").forEach(statement -> statements.add(new Statement(id, statement)));
    }
}
