package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads the members of an input, and says what is wrong with them as Lightsail does. */
final class LightsailInput {

    /** The user guide allows the period, though the API model's pattern does not; the service takes it. */
    private static final Pattern RESOURCE_NAME = Pattern.compile("\\w[\\w\\-.]*\\w");

    private static final int LONGEST_NAME = 255;

    private LightsailInput() {}

    static String required(JsonNode input, String member) {
        String value = Json.text(input, member);
        if (value == null || value.isEmpty()) {
            throw invalid("%s is required.".formatted(member));
        }
        return value;
    }

    static String resourceName(JsonNode input, String member) {
        String name = required(input, member);
        if (!RESOURCE_NAME.matcher(name).matches()) {
            throw invalid("The resource name is invalid: " + name);
        }
        return name;
    }

    /** The name for something new; the user guide limits its length. */
    static String newName(JsonNode input, String member) {
        String name = resourceName(input, member);
        if (name.length() > LONGEST_NAME) {
            throw invalid("The resource name is longer than %d characters: %s".formatted(LONGEST_NAME, name));
        }
        return name;
    }

    /** The instance or disk that {@code instanceName} or {@code diskName} names. */
    static ResourceScript resource(LightsailState state, SnapshotKind kind, JsonNode input) {
        String name = resourceName(input, kind == SnapshotKind.INSTANCE ? "instanceName" : "diskName");
        return state.resource(name)
                .filter(resource -> resource.kind() == kind)
                .orElseThrow(() -> notFound(kind.source(), name));
    }

    static AwsError nameTaken(String name) {
        return invalid("Some names are already in use: " + name);
    }

    static AwsError invalid(String message) {
        return new AwsError("InvalidInputException", 400, message);
    }

    static AwsError notFound(String type, String name) {
        return new AwsError("NotFoundException", 400, "The %s does not exist: %s".formatted(type, name));
    }

    static AwsError notReady(ResourceScript resource) {
        return new AwsError(
                "OperationFailureException",
                400,
                "The %s %s is in state pending and can't be snapshotted."
                        .formatted(resource.kind().source().toLowerCase(Locale.ROOT), resource.name()));
    }

    static AwsError notReady(SnapshotScript snapshot, String state, String purpose) {
        return new AwsError(
                "OperationFailureException",
                400,
                "The snapshot %s is in state %s and can't be %s.".formatted(snapshot.name(), state, purpose));
    }
}
