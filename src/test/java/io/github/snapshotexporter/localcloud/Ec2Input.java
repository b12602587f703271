package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads the members of an input, and says what is wrong with them as EC2 does.
 *
 * <p>The <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html">codes</a> are documented,
 * the messages are not.
 */
final class Ec2Input {

    private static final Pattern IMAGE_ID = Pattern.compile("ami-([0-9a-f]{8}|[0-9a-f]{17})");
    private static final Pattern SNAPSHOT_ID = Pattern.compile("snap-([0-9a-f]{8}|[0-9a-f]{17})");

    private Ec2Input() {}

    /** The texts of a list, or none. */
    static List<String> texts(JsonNode input, String member) {
        return input.path(member).valueStream().map(JsonNode::asText).toList();
    }

    static String required(JsonNode input, String member) {
        String value = Json.text(input, member);
        if (value == null || value.isEmpty()) {
            throw missing(member);
        }
        return value;
    }

    static boolean flag(JsonNode input, String member) {
        return "true".equalsIgnoreCase(Json.text(input, member));
    }

    static String imageId(JsonNode input) {
        String id = required(input, "ImageId");
        requireImageId(id);
        return id;
    }

    static List<String> imageIds(JsonNode input) {
        List<String> ids = texts(input, "ImageId");
        ids.forEach(Ec2Input::requireImageId);
        return ids;
    }

    static String snapshotId(JsonNode input) {
        String id = required(input, "SnapshotId");
        requireSnapshotId(id);
        return id;
    }

    static List<String> snapshotIds(JsonNode input) {
        List<String> ids = texts(input, "SnapshotId");
        ids.forEach(Ec2Input::requireSnapshotId);
        return ids;
    }

    static boolean isImageId(String id) {
        return IMAGE_ID.matcher(id).matches();
    }

    static boolean isSnapshotId(String id) {
        return SNAPSHOT_ID.matcher(id).matches();
    }

    /** Whether a request for what these owners have is for what this account has; it is if it names none. */
    static boolean isOwnAmong(List<String> owners) {
        return owners.isEmpty() || owners.contains("self") || owners.contains(LightsailEmulator.ACCOUNT);
    }

    static AwsError error(String code, String message) {
        return new AwsError(code, 400, message);
    }

    static AwsError invalidValue(String message) {
        return error("InvalidParameterValue", message);
    }

    static AwsError missing(String member) {
        return error("MissingParameter", "The request must contain the parameter " + member);
    }

    static AwsError imagesNotFound(List<String> ids) {
        return error(
                "InvalidAMIID.NotFound",
                ids.size() == 1
                        ? "The image id '[%s]' does not exist".formatted(ids.getFirst())
                        : "The image ids '[%s]' do not exist".formatted(String.join(", ", ids)));
    }

    static AwsError imageUnavailable(String id) {
        return error("InvalidAMIID.Unavailable", "The image ID '%s' is no longer available".formatted(id));
    }

    static AwsError snapshotNotFound(String id) {
        return error("InvalidSnapshot.NotFound", "The snapshot '%s' does not exist.".formatted(id));
    }

    private static void requireImageId(String id) {
        if (!isImageId(id)) {
            throw error("InvalidAMIID.Malformed", malformed(id, "ami-"));
        }
    }

    private static void requireSnapshotId(String id) {
        if (!isSnapshotId(id)) {
            throw error("InvalidSnapshotID.Malformed", malformed(id, "snap-"));
        }
    }

    private static String malformed(String id, String prefix) {
        return "Invalid id: \"%s\"".formatted(id)
                + (id.startsWith(prefix) ? "" : " (expecting \"%s...\")".formatted(prefix));
    }
}
