package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Lightsail's wire format: AWS JSON 1.1. */
final class LightsailWire {

    private static final String CONTENT_TYPE = "application/x-amz-json-1.1";

    private LightsailWire() {}

    static JsonNode parse(String body) {
        try {
            JsonNode input = Json.parse(body);
            if (input.isObject()) {
                return input;
            }
        } catch (JsonProcessingException e) {
            // Refused below.
        }
        throw new AwsError("SerializationException", 400, "The request body is not a JSON object.");
    }

    static HttpEndpoint.Answer ok(ObjectNode output) {
        return new HttpEndpoint.Answer(200, Map.of("content-type", CONTENT_TYPE), Json.write(output));
    }

    static HttpEndpoint.Answer error(AwsError error) {
        ObjectNode body = Json.object()
                .put("__type", error.code())
                .put("code", error.code())
                .put("docs", "https://docs.aws.amazon.com/lightsail/latest/userguide/")
                .put("message", error.getMessage())
                .put("tip", tip(error.code()));
        return new HttpEndpoint.Answer(
                error.status(),
                Map.of("content-type", CONTENT_TYPE, "x-amzn-errortype", error.code()),
                Json.write(body));
    }

    private static String tip(String code) {
        return switch (code) {
            case "NotFoundException" -> "Check the name and the Region, and try again.";
            case "InvalidInputException" -> "Check the input, and try again.";
            case "AccessDeniedException" -> "Check the permissions of the caller.";
            case "OperationFailureException" -> "Wait for the resource to be ready, and try again.";
            default -> "Try again later.";
        };
    }
}
