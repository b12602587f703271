package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The SQS operations: from an input document to an output document, or an error. */
final class SqsOperations {

    private final SqsState state;
    private final SqsBatch batch;
    private final URI endpoint;

    SqsOperations(SqsState state, SqsBatch batch, URI endpoint) {
        this.state = state;
        this.batch = batch;
        this.endpoint = endpoint;
    }

    String url(SqsQueue queue) {
        return endpoint + "/" + LightsailEmulator.ACCOUNT + "/" + queue.name;
    }

    ObjectNode answer(String operation, JsonNode input) {
        return switch (operation) {
            case "CreateQueue" -> create(input);
            case "GetQueueUrl" -> Json.object().put("QueueUrl", url(state.queue(required(input, "QueueName"))));
            case "GetQueueAttributes" -> attributes(input);
            case "SendMessage" -> send(queueUrl(input), input);
            case "SendMessageBatch" -> batch.answer(operation, input, entry -> send(queueUrl(input), entry));
            case "ReceiveMessage" -> receive(input);
            case "DeleteMessage" -> delete(queueUrl(input), input);
            case "DeleteMessageBatch" -> batch.answer(operation, input, entry -> delete(queueUrl(input), entry));
            case "ChangeMessageVisibility" -> changeVisibility(queueUrl(input), input);
            case "ChangeMessageVisibilityBatch" ->
                batch.answer(operation, input, entry -> changeVisibility(queueUrl(input), entry));
            case "PurgeQueue" -> purge(queueUrl(input));
            default -> throw new AwsError("InvalidAction", 400, "The action " + operation + " is not valid.");
        };
    }

    private ObjectNode create(JsonNode input) {
        Map<String, String> settings = new LinkedHashMap<>();
        input.path("Attributes")
                .properties()
                .forEach(entry -> settings.put(entry.getKey(), entry.getValue().asText()));
        return Json.object().put("QueueUrl", url(state.create(required(input, "QueueName"), settings)));
    }

    private ObjectNode attributes(JsonNode input) {
        Set<String> wanted = names(input, "AttributeNames");
        ObjectNode output = Json.object();
        ObjectNode shown = Json.object();
        state.attributes(queueUrl(input)).forEach((name, value) -> {
            if (isWanted(wanted, name)) {
                shown.put(name, value);
            }
        });
        if (!shown.isEmpty()) {
            output.set("Attributes", shown);
        }
        return output;
    }

    private ObjectNode send(String url, JsonNode input) {
        Map<String, SqsAttribute> attributes = SqsAttribute.read(input.path("MessageAttributes"));
        Integer delay =
                input.hasNonNull("DelaySeconds") ? input.get("DelaySeconds").asInt() : null;
        String body = input.path("MessageBody").asText("");
        SqsMessage message = state.send(url, body, attributes, delay);
        ObjectNode output = Json.object().put("MessageId", message.id).put("MD5OfMessageBody", Md5.of(body));
        if (!attributes.isEmpty()) {
            output.put("MD5OfMessageAttributes", Md5.of(attributes));
        }
        return output;
    }

    private ObjectNode receive(JsonNode input) {
        int max = input.path("MaxNumberOfMessages").asInt(1);
        if (max < 1 || max > 10) {
            throw SqsLimits.invalid(
                    "Value %d for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10."
                            .formatted(max));
        }
        Duration visibility = input.hasNonNull("VisibilityTimeout")
                ? Duration.ofSeconds(input.get("VisibilityTimeout").asLong())
                : null;
        Set<String> system = names(input, "AttributeNames");
        system.addAll(names(input, "MessageSystemAttributeNames"));
        Set<String> own = names(input, "MessageAttributeNames");
        ObjectNode output = Json.object();
        ArrayNode messages = Json.object().putArray("Messages");
        for (SqsState.Received received : state.receive(queueUrl(input), max, visibility)) {
            messages.add(message(received, system, own));
        }
        if (!messages.isEmpty()) {
            output.set("Messages", messages);
        }
        return output;
    }

    private static ObjectNode message(SqsState.Received received, Set<String> system, Set<String> own) {
        QueuedMessage view = received.view();
        ObjectNode node = Json.object()
                .put("MessageId", view.messageId())
                .put("ReceiptHandle", view.receiptHandle())
                .put("Body", view.body())
                .put("MD5OfBody", Md5.of(view.body()));
        ObjectNode attributes = Json.object();
        view.attributes().forEach((name, value) -> {
            if (isWanted(system, name)) {
                attributes.put(name, value);
            }
        });
        if (!attributes.isEmpty()) {
            node.set("Attributes", attributes);
        }
        Map<String, SqsAttribute> shown = new TreeMap<>();
        received.message().attributes.forEach((name, attribute) -> {
            if (isWanted(own, name)) {
                shown.put(name, attribute);
            }
        });
        if (!shown.isEmpty()) {
            ObjectNode messageAttributes = node.putObject("MessageAttributes");
            shown.forEach((name, attribute) -> messageAttributes.set(name, attribute.json()));
            node.put("MD5OfMessageAttributes", Md5.of(shown));
        }
        return node;
    }

    private ObjectNode delete(String url, JsonNode input) {
        state.delete(url, required(input, "ReceiptHandle"));
        return Json.object();
    }

    private ObjectNode changeVisibility(String url, JsonNode input) {
        state.changeVisibility(
                url,
                required(input, "ReceiptHandle"),
                input.path("VisibilityTimeout").asInt());
        return Json.object();
    }

    private ObjectNode purge(String url) {
        state.purge(url);
        return Json.object();
    }

    private static boolean isWanted(Set<String> wanted, String name) {
        return wanted.stream()
                .anyMatch(pattern -> pattern.equals("All")
                        || pattern.equals(name)
                        || (pattern.endsWith(".*") && name.startsWith(pattern.substring(0, pattern.length() - 2))));
    }

    private static Set<String> names(JsonNode input, String member) {
        return StreamSupport.stream(input.path(member).spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.toSet());
    }

    private static String queueUrl(JsonNode input) {
        return required(input, "QueueUrl");
    }

    private static String required(JsonNode input, String member) {
        String value = Json.text(input, member);
        if (value == null || value.isEmpty()) {
            throw new AwsError("MissingParameter", 400, "The request must contain the parameter " + member + ".");
        }
        return value;
    }
}
