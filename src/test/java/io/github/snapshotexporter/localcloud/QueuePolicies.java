package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The policies of the queues that a program has created: ElasticMQ takes them and forgets them. Only what allows a service
 * to send is looked at, not what denies. The stack's own queues are open to all.
 */
final class QueuePolicies {

    private static final String NONE = "{}";

    private final Map<String, String> policies = new ConcurrentHashMap<>();

    /** Takes note of a call that has been made. */
    void called(String operation, JsonNode input) {
        Optional<String> policy = Optional.ofNullable(Json.text(input.path("Attributes"), "Policy"));
        switch (operation) {
            case "CreateQueue" -> policies.putIfAbsent(input.path("QueueName").asText(), policy.orElse(NONE));
            case "SetQueueAttributes" ->
                policy.ifPresent(text -> policies.replace(name(input), text.isEmpty() ? NONE : text));
            case "DeleteQueue" -> policies.remove(name(input));
            default -> {}
        }
    }

    /** Whether the service may send to the queue for its rule or topic of this ARN. */
    boolean allow(String queueArn, String service, String sourceArn) {
        String policy = policies.get(queueArn.substring(queueArn.lastIndexOf(':') + 1));
        if (policy == null) {
            return true;
        }
        return texts(parse(policy).path("Statement"))
                .anyMatch(statement -> statement.path("Effect").asText().equals("Allow")
                        && isFor(statement.path("Principal"), service)
                        && anyLike(statement.path("Action"), "sqs:SendMessage")
                        && anyLike(statement.path("Resource"), queueArn)
                        && holds(statement.path("Condition"), sourceArn));
    }

    private static boolean isFor(JsonNode principal, String service) {
        return principal.asText().equals("*")
                || anyLike(principal.path("AWS"), "*")
                || anyLike(principal.path("Service"), service);
    }

    private static boolean holds(JsonNode condition, String sourceArn) {
        return condition
                .propertyStream()
                .allMatch(operator -> operator.getValue()
                        .propertyStream()
                        .allMatch(key -> holds(operator.getKey(), key.getKey(), key.getValue(), sourceArn)));
    }

    private static boolean holds(String operator, String key, JsonNode values, String sourceArn) {
        if (!List.of("ArnEquals", "ArnLike", "StringEquals", "StringLike").contains(operator)) {
            return false;
        }
        return switch (key) {
            case "aws:SourceArn" -> anyLike(values, sourceArn);
            case "aws:SourceAccount" -> anyLike(values, LightsailEmulator.ACCOUNT);
            default -> false;
        };
    }

    /** Whether the pattern, or one of a list, takes the text. */
    private static boolean anyLike(JsonNode patterns, String text) {
        return texts(patterns)
                .anyMatch(pattern -> text.matches(
                        "(?i)\\Q" + pattern.asText().replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q") + "\\E"));
    }

    /** One thing stands for a list of one. */
    private static Stream<JsonNode> texts(JsonNode node) {
        return node.isArray() ? node.valueStream() : node.isMissingNode() ? Stream.empty() : Stream.of(node);
    }

    private static String name(JsonNode input) {
        String url = input.path("QueueUrl").asText();
        return url.substring(url.lastIndexOf('/') + 1);
    }

    private static JsonNode parse(String policy) {
        try {
            return Json.parse(policy);
        } catch (JsonProcessingException e) {
            return Json.object();
        }
    }
}
