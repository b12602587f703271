package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.event.ruler.RuleCompiler;
import software.amazon.event.ruler.Ruler;

/**
 * Amazon EventBridge on the loopback address, in the AWS JSON 1.1 protocol: the default bus, its rules for events, and
 * queues as their targets.
 *
 * <p>Inferred: that what is not there is not found, also where it is to be deleted, and the messages.
 */
final class EventBridgeEmulator implements AutoCloseable {

    private static final String CONTENT_TYPE = "application/x-amz-json-1.1";
    private static final String ARN_PREFIX =
            "arn:aws:events:%s:%s:rule/".formatted(LightsailEmulator.REGION, LightsailEmulator.ACCOUNT);
    private static final String BUS = "default";
    private static final int USUAL_PAGE = 100;

    private final QueueDelivery delivery;
    private final Map<String, Rule> rules = new TreeMap<>();
    private final Map<String, Function<JsonNode, ObjectNode>> operations = Map.of(
            "PutRule", this::putRule,
            "DescribeRule", this::describeRule,
            "DeleteRule", this::deleteRule,
            "ListRules", this::listRules,
            "PutTargets", this::putTargets,
            "ListTargetsByRule", this::listTargets,
            "RemoveTargets", this::removeTargets,
            "ListTagsForResource", this::listTags);
    private final Faults faults = new Faults();
    private final HttpEndpoint endpoint;

    EventBridgeEmulator(SqsClient sqs, QueuePolicies policies) {
        delivery = new QueueDelivery(sqs, "events.amazonaws.com", policies);
        endpoint = HttpEndpoint.start(0, this::answer);
    }

    private record Rule(
            String name,
            String pattern,
            String state,
            String description,
            Map<String, String> tags,
            Map<String, JsonNode> targets) {

        boolean takes(String event) {
            try {
                return state.equals("ENABLED") && Ruler.matchesRule(event, pattern);
            } catch (Exception unusable) {
                throw new IllegalStateException(pattern, unusable);
            }
        }

        Rule copy() {
            return new Rule(name, pattern, state, description, tags, new LinkedHashMap<>(targets));
        }

        ObjectNode show() {
            ObjectNode node = Json.object()
                    .put("Name", name)
                    .put("Arn", ARN_PREFIX + name)
                    .put("EventPattern", pattern)
                    .put("State", state)
                    .put("EventBusName", BUS);
            return description == null ? node : node.put("Description", description);
        }
    }

    URI endpoint() {
        return endpoint.uri();
    }

    void deny(String operation) {
        faults.always(operation, Fault.error("AccessDeniedException", 400, Denial.message("events", operation)));
    }

    /** Brings an event to the targets of the rules that take it. */
    void put(ObjectNode event) {
        String text = Json.write(event);
        for (Rule rule : rulesFor(text)) {
            rule.targets()
                    .values()
                    .forEach(target ->
                            delivery.send(target.path("Arn").asText(), ARN_PREFIX + rule.name(), text, Map.of()));
        }
    }

    @Override
    public void close() {
        endpoint.close();
    }

    /** The rules that take the event, as they are now. */
    private synchronized List<Rule> rulesFor(String event) {
        return rules.values().stream()
                .filter(rule -> rule.takes(event))
                .map(Rule::copy)
                .toList();
    }

    private HttpEndpoint.Answer answer(HttpEndpoint.Request request) {
        try {
            faults.apply(request.target(), endpoint);
            Function<JsonNode, ObjectNode> operation = operations.get(request.target());
            if (operation == null) {
                throw new AwsError("UnknownOperationException", 400, null);
            }
            return json(200, process(operation, LightsailWire.parse(request.body())));
        } catch (AwsError e) {
            return json(e.status(), Json.object().put("__type", e.code()).put("message", e.getMessage()));
        }
    }

    private synchronized ObjectNode process(Function<JsonNode, ObjectNode> operation, JsonNode input) {
        return operation.apply(input);
    }

    private static HttpEndpoint.Answer json(int status, ObjectNode body) {
        return new HttpEndpoint.Answer(status, Map.of("content-type", CONTENT_TYPE), Json.write(body));
    }

    private ObjectNode putRule(JsonNode input) {
        String name = required(input, "Name");
        if (!name.matches("[.\\-_A-Za-z0-9]{1,64}")) {
            throw invalid("The name of the rule is invalid: " + name);
        }
        requireDefaultBus(input);
        String pattern = Json.text(input, "EventPattern");
        if (pattern == null) {
            throw invalid("Rules with a schedule are not emulated: EventPattern is required.");
        }
        String mistake = RuleCompiler.check(pattern);
        if (mistake != null) {
            throw new AwsError("InvalidEventPatternException", 400, "Event pattern is not valid. Reason: " + mistake);
        }
        Rule before = rules.get(name);
        Rule rule = new Rule(
                name,
                pattern,
                input.path("State").asText("ENABLED"),
                Json.text(input, "Description"),
                // Documented: the tags in a call that changes a rule are ignored.
                before == null ? tags(input.path("Tags")) : before.tags(),
                before == null ? new LinkedHashMap<>() : before.targets());
        rules.put(name, rule);
        return Json.object().put("RuleArn", ARN_PREFIX + name);
    }

    private ObjectNode describeRule(JsonNode input) {
        return named(input, "Name").show().put("CreatedBy", LightsailEmulator.ACCOUNT);
    }

    private ObjectNode deleteRule(JsonNode input) {
        Rule rule = named(input, "Name");
        if (!rule.targets().isEmpty()) {
            throw invalid("Rule can't be deleted since it has targets.");
        }
        rules.remove(rule.name());
        return Json.object();
    }

    private ObjectNode listRules(JsonNode input) {
        requireDefaultBus(input);
        String prefix = input.path("NamePrefix").asText("");
        List<Rule> found = rules.values().stream()
                .filter(rule -> rule.name().startsWith(prefix))
                .toList();
        return page("ListRules", input, "Rules", found, (list, rule) -> list.add(rule.show()));
    }

    private ObjectNode putTargets(JsonNode input) {
        Rule rule = named(input, "Rule");
        List<JsonNode> targets = new ArrayList<>();
        input.path("Targets").forEach(targets::add);
        for (JsonNode target : targets) {
            required(target, "Id");
            if (!QueueDelivery.isQueueArn(required(target, "Arn"))) {
                throw invalid("Targets other than queues of this account are not emulated: " + target.path("Arn"));
            }
            if (target.has("Input") || target.has("InputPath") || target.has("InputTransformer")) {
                throw invalid("Events that are changed on their way are not emulated.");
            }
        }
        targets.forEach(target -> rule.targets().put(target.path("Id").asText(), target));
        return noneFailed();
    }

    private ObjectNode listTargets(JsonNode input) {
        List<JsonNode> targets = List.copyOf(named(input, "Rule").targets().values());
        return page("ListTargetsByRule", input, "Targets", targets, ArrayNode::add);
    }

    private ObjectNode removeTargets(JsonNode input) {
        Rule rule = named(input, "Rule");
        input.path("Ids").forEach(id -> rule.targets().remove(id.asText()));
        return noneFailed();
    }

    private ObjectNode listTags(JsonNode input) {
        String arn = required(input, "ResourceARN");
        Rule rule = rules.get(arn.startsWith(ARN_PREFIX) ? arn.substring(ARN_PREFIX.length()) : "");
        if (rule == null) {
            throw new AwsError("ResourceNotFoundException", 400, "Rule %s does not exist.".formatted(arn));
        }
        ObjectNode output = Json.object();
        ArrayNode tags = output.putArray("Tags");
        rule.tags().forEach((key, value) -> tags.addObject().put("Key", key).put("Value", value));
        return output;
    }

    private Rule named(JsonNode input, String member) {
        String name = required(input, member);
        requireDefaultBus(input);
        Rule rule = rules.get(name);
        if (rule == null) {
            throw new AwsError(
                    "ResourceNotFoundException", 400, "Rule %s does not exist on EventBus %s.".formatted(name, BUS));
        }
        return rule;
    }

    private static <T> ObjectNode page(
            String operation, JsonNode input, String member, List<T> all, BiConsumer<ArrayNode, T> show) {
        int from = PageToken.offset(operation, Json.text(input, "NextToken"))
                .orElseThrow(() -> invalid("The token is invalid."));
        int to = Math.min(from + input.path("Limit").asInt(USUAL_PAGE), all.size());
        ObjectNode output = Json.object();
        ArrayNode list = output.putArray(member);
        all.subList(Math.min(from, to), to).forEach(each -> show.accept(list, each));
        return to < all.size() ? output.put("NextToken", PageToken.of(operation, to)) : output;
    }

    private static ObjectNode noneFailed() {
        ObjectNode output = Json.object().put("FailedEntryCount", 0);
        output.putArray("FailedEntries");
        return output;
    }

    private static Map<String, String> tags(JsonNode list) {
        Map<String, String> tags = new LinkedHashMap<>();
        list.forEach(tag -> tags.put(required(tag, "Key"), tag.path("Value").asText()));
        return tags;
    }

    private static void requireDefaultBus(JsonNode input) {
        String bus = input.path("EventBusName").asText(BUS);
        if (!bus.equals(BUS)) {
            throw new AwsError("ResourceNotFoundException", 400, "Event bus %s does not exist.".formatted(bus));
        }
    }

    private static String required(JsonNode input, String member) {
        String value = Json.text(input, member);
        if (value == null || value.isEmpty()) {
            throw invalid("%s is required.".formatted(member));
        }
        return value;
    }

    private static AwsError invalid(String message) {
        return new AwsError("ValidationException", 400, message);
    }
}
