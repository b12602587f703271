package io.github.snapshotexporter.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.snapshotexporter.localcloud.LightsailEmulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The template after SAM's transform, as CloudFormation understands it for one stack: conditions are decided, parameters
 * and the stack's own values are filled in. A reference to a resource is the text {@code LogicalId} or {@code
 * LogicalId.Attribute}, except a managed policy's id: that is another one where CloudFormation would make another policy.
 */
final class Template {
    static final String STACK_NAME = "my-stack";

    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonNode TRANSFORMED =
            read(Files::readString, Path.of("src", "test", "resources", "transformed-template.json"));
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z0-9:.]+)}");
    private static final Map<String, String> PSEUDO_PARAMETERS = Map.of(
            "AWS::AccountId",
            LightsailEmulator.ACCOUNT,
            "AWS::Partition",
            "aws",
            "AWS::Region",
            LightsailEmulator.REGION,
            "AWS::StackName",
            STACK_NAME);

    private final Map<String, String> parameters = new LinkedHashMap<>();

    private Template(Map<String, String> given) {
        parameters.putAll(PSEUDO_PARAMETERS);
        TRANSFORMED
                .path("Parameters")
                .properties()
                .forEach(parameter -> parameters.put(
                        parameter.getKey(), parameter.getValue().path("Default").asText()));
        parameters.putAll(given);
    }

    /** A stack for which nobody has chosen anything. */
    static Template withDefaults() {
        return new Template(Map.of());
    }

    /** A stack with these parameters, pseudo parameters too, and the defaults of the others. */
    static Template with(Map<String, String> parameters) {
        return new Template(parameters);
    }

    /** The transformed template as it is written, nothing filled in. */
    static JsonNode asWritten() {
        return TRANSFORMED;
    }

    /** Whether CloudFormation would begin to make this stack, as far as its rules say. */
    boolean isAccepted() {
        return TRANSFORMED
                .path("Rules")
                .valueStream()
                .flatMap(rule -> rule.path("Assertions").valueStream())
                .allMatch(assertion -> isTrue(assertion.path("Assert")));
    }

    /** As CloudFormation decides whether a parameter takes a value: everything that is said about it has to hold. */
    static boolean takes(String parameter, String value) {
        JsonNode said = TRANSFORMED.path("Parameters").path(parameter);
        boolean fits = value.length() <= said.path("MaxLength").asInt(Integer.MAX_VALUE);
        if (said.has("AllowedPattern")) {
            fits &= value.matches(said.path("AllowedPattern").asText());
        }
        if (said.has("AllowedValues")) {
            fits &= texts(said.path("AllowedValues")).contains(value);
        }
        if (said.has("MinValue")) {
            int number = Integer.parseInt(value);
            fits &= number >= said.path("MinValue").intValue()
                    && number <= said.path("MaxValue").intValue();
        }
        return fits;
    }

    /** The parameters on which a part of the template depends, by references, texts or conditions. */
    static Set<String> parametersIn(JsonNode part) {
        Set<String> names = new TreeSet<>();
        collectReferences(part, names);
        names.retainAll(Set.copyOf(TRANSFORMED
                .path("Parameters")
                .propertyStream()
                .map(Map.Entry::getKey)
                .toList()));
        return names;
    }

    private static void collectReferences(JsonNode part, Set<String> names) {
        if (part.has("Fn::If")) {
            String condition = part.path("Fn::If").path(0).asText();
            collectReferences(TRANSFORMED.path("Conditions").path(condition), names);
        }
        if (part.has("Ref")) {
            names.add(part.path("Ref").asText());
        }
        if (part.isTextual()) {
            VARIABLE.matcher(part.textValue()).results().forEach(variable -> names.add(variable.group(1)));
        }
        part.forEach(inner -> collectReferences(inner, names));
    }

    /** The resources of the stack. */
    Map<String, JsonNode> resources() {
        Map<String, JsonNode> existing = new LinkedHashMap<>();
        TRANSFORMED.path("Resources").properties().forEach(entry -> {
            JsonNode condition = entry.getValue().path("Condition");
            if (condition.isMissingNode() || holds(condition.asText())) {
                existing.put(entry.getKey(), resolve(entry.getValue()));
            }
        });
        return existing;
    }

    /** The properties of all resources of this type, by their logical ids. */
    Map<String, JsonNode> properties(String type) {
        Map<String, JsonNode> some = new LinkedHashMap<>();
        resources().forEach((id, resource) -> {
            if (resource.path("Type").asText().equals(type)) {
                some.put(id, resource.path("Properties"));
            }
        });
        return some;
    }

    /** The logical id of the only resource of this type. */
    String onlyId(String type) {
        Map<String, JsonNode> some = properties(type);
        if (some.size() != 1) {
            throw new AssertionError("expected one " + type + ", but there are " + some.keySet());
        }
        return some.keySet().iterator().next();
    }

    /** The properties of the only resource of this type. */
    JsonNode only(String type) {
        return properties(type).get(onlyId(type));
    }

    /** The properties of one resource; a missing node where the stack has none of this id. */
    JsonNode resource(String id) {
        JsonNode resource = TRANSFORMED.path("Resources").path(id);
        JsonNode condition = resource.path("Condition");
        return condition.isMissingNode() || holds(condition.asText())
                ? resolve(resource.path("Properties"))
                : MissingNode.getInstance();
    }

    /** The properties of the resource that a reference names. */
    JsonNode referenced(JsonNode reference) {
        return resource(idIn(reference));
    }

    /** The logical id in a reference to a resource or its attribute. */
    static String idIn(JsonNode reference) {
        return reference.asText().split("\\.", -1)[0];
    }

    /** The function's environment. */
    Map<String, String> environment() {
        Map<String, String> variables = new LinkedHashMap<>();
        only("AWS::Lambda::Function")
                .at("/Environment/Variables")
                .properties()
                .forEach(variable ->
                        variables.put(variable.getKey(), variable.getValue().asText()));
        return variables;
    }

    Map<String, JsonNode> outputs() {
        Map<String, JsonNode> outputs = new LinkedHashMap<>();
        TRANSFORMED.path("Outputs").properties().forEach(output -> {
            JsonNode condition = output.getValue().path("Condition");
            if (condition.isMissingNode() || holds(condition.asText())) {
                outputs.put(output.getKey(), resolve(output.getValue()));
            }
        });
        return outputs;
    }

    /** A text, or each text of a list. */
    static List<String> texts(JsonNode oneOrMany) {
        return oneOrMany.isArray()
                ? oneOrMany.valueStream().map(JsonNode::asText).toList()
                : List.of(oneOrMany.asText());
    }

    /** A value that may be an object, or its JSON as a text. */
    static JsonNode json(JsonNode objectOrText) {
        return objectOrText.isTextual() ? parse(objectOrText.textValue()) : objectOrText;
    }

    static JsonNode parse(String json) {
        return read(text -> text, json);
    }

    private JsonNode resolve(JsonNode node) {
        if (node.isArray()) {
            ArrayNode items = JSON.createArrayNode();
            node.forEach(item -> {
                JsonNode resolved = resolve(item);
                if (!resolved.isMissingNode()) {
                    items.add(resolved);
                }
            });
            return items;
        }
        if (!node.isObject()) {
            return node;
        }
        return node.size() == 1 ? resolveFunction(node) : resolveMembers(node);
    }

    private JsonNode resolveMembers(JsonNode node) {
        ObjectNode members = JSON.createObjectNode();
        node.properties().forEach(member -> {
            JsonNode resolved = resolve(member.getValue());
            if (!resolved.isMissingNode()) {
                members.set(member.getKey(), resolved);
            }
        });
        return members;
    }

    private JsonNode resolveFunction(JsonNode node) {
        Map.Entry<String, JsonNode> only = node.properties().iterator().next();
        JsonNode argument = only.getValue();
        return switch (only.getKey()) {
            case "Ref" ->
                argument.asText().equals("AWS::NoValue")
                        ? MissingNode.getInstance()
                        : TextNode.valueOf(reference(argument.asText()));
            case "Fn::GetAtt" ->
                TextNode.valueOf(reference(
                        argument.path(0).asText() + "." + argument.path(1).asText()));
            case "Fn::Sub" ->
                argument.isArray()
                        ? substitute(argument.path(0).asText(), resolve(argument.path(1)))
                        : substitute(argument.asText(), MissingNode.getInstance());
            case "Fn::Join" ->
                TextNode.valueOf(String.join(argument.path(0).asText(), texts(resolve(argument.path(1)))));
            case "Fn::Split" ->
                JSON.valueToTree(resolve(argument.path(1))
                        .asText()
                        .split(Pattern.quote(argument.path(0).asText()), -1));
            case "Fn::If" -> resolve(argument.path(holds(argument.path(0).asText()) ? 1 : 2));
            default -> {
                if (only.getKey().startsWith("Fn::")) {
                    throw new AssertionError("this class does not know " + only.getKey() + " yet");
                }
                yield resolveMembers(node);
            }
        };
    }

    /** @param given values of the text's own names, which go before those of the stack */
    private JsonNode substitute(String text, JsonNode given) {
        return TextNode.valueOf(VARIABLE.matcher(text).replaceAll(variable -> {
            String name = variable.group(1);
            return Matcher.quoteReplacement(given.has(name) ? given.path(name).asText() : reference(name));
        }));
    }

    private String reference(String name) {
        if (parameters.containsKey(name)) {
            return parameters.get(name);
        }
        String id = name.split("\\.", -1)[0];
        if (!TRANSFORMED.path("Resources").has(id)) {
            throw new AssertionError("the template refers to " + name + ", which it does not have");
        }
        return name.endsWith(".PolicyId") ? policyId(id) : name;
    }

    /** IAM lets nobody change a managed policy's description, so that another text is another policy. */
    private String policyId(String id) {
        String description = resolve(TRANSFORMED.at("/Resources/" + id + "/Properties/Description"))
                .asText();
        return "ANPA" + hex(description).substring(0, 17);
    }

    private static String hex(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().withUpperCase().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private boolean holds(String condition) {
        return isTrue(TRANSFORMED.path("Conditions").path(condition));
    }

    private boolean isTrue(JsonNode condition) {
        Map.Entry<String, JsonNode> only = condition.properties().iterator().next();
        JsonNode argument = only.getValue();
        return switch (only.getKey()) {
            case "Fn::Equals" -> resolve(argument.path(0)).equals(resolve(argument.path(1)));
            case "Fn::Not" -> !isTrue(argument.path(0));
            case "Fn::Contains" ->
                argument.path(0).valueStream().anyMatch(one -> resolve(one).equals(resolve(argument.path(1))));
            case "Fn::And" -> argument.valueStream().allMatch(this::isTrue);
            case "Fn::Or" -> argument.valueStream().anyMatch(this::isTrue);
            case "Condition" -> holds(argument.asText());
            default -> throw new AssertionError("this class does not know " + only.getKey() + " yet");
        };
    }

    /** How a text is read. */
    private interface Reader<T> {
        String read(T from) throws IOException;
    }

    private static <T> JsonNode read(Reader<T> reader, T from) {
        try {
            return JSON.readTree(reader.read(from));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(from + " is not JSON", unreadable);
        }
    }
}
