package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * CreateTags, for images and EBS snapshots only.
 *
 * <p><a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTags.html">Documented</a>: up to 1000
 * resources a call, 50 tags for each, keys that do not begin with {@code aws:}. Pages differ in the longest key, 127 or
 * 128 characters, and the longest value, 255 or 256: the shorter ones hold here. Inferred: that a call which is refused
 * has tagged nothing.
 */
final class Ec2TagsApi {

    private static final int MOST_RESOURCES = 1000;
    private static final int MOST_TAGS = 50;
    private static final int LONGEST_KEY = 127;
    private static final int LONGEST_VALUE = 255;
    private static final String RESERVED = "aws:";

    private final Ec2State state;

    Ec2TagsApi(Ec2State state) {
        this.state = state;
    }

    Consumer<Ec2Xml> create(JsonNode input) {
        List<String> ids = Ec2Input.texts(input, "ResourceId");
        if (ids.isEmpty()) {
            throw Ec2Input.missing("resourceIdSet");
        }
        if (ids.size() > MOST_RESOURCES) {
            throw Ec2Input.invalidValue("At most %d resources can be specified".formatted(MOST_RESOURCES));
        }
        Map<String, String> tags = tags(input.path("Tag"));
        List<Ec2Resource<?>> resources =
                ids.stream().distinct().<Ec2Resource<?>>map(this::resource).toList();
        for (Ec2Resource<?> resource : resources) {
            requireRoom(resource.tags(), tags);
        }
        resources.forEach(resource -> resource.addTags(tags));
        return xml -> xml.value("return", true);
    }

    private Ec2Resource<?> resource(String id) {
        if (Ec2Input.isImageId(id)) {
            return state.usableImage(id);
        }
        if (Ec2Input.isSnapshotId(id)) {
            return state.usableSnapshot(id);
        }
        throw Ec2Input.error("InvalidID", "The ID '%s' is not valid".formatted(id));
    }

    private static Map<String, String> tags(JsonNode list) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (JsonNode tag : list) {
            String key = Ec2Input.required(tag, "Key");
            String value = tag.path("Value").asText("");
            requireTag(key, value);
            if (tags.put(key, value) != null) {
                throw Ec2Input.invalidValue("Duplicate tag key '%s' specified.".formatted(key));
            }
        }
        if (tags.isEmpty()) {
            throw Ec2Input.missing("tagSet");
        }
        return tags;
    }

    private static void requireTag(String key, String value) {
        if (key.toLowerCase(Locale.ROOT).startsWith(RESERVED)) {
            throw Ec2Input.invalidValue("Tag keys starting with 'aws:' are reserved for internal use");
        }
        if (length(key) > LONGEST_KEY) {
            throw Ec2Input.invalidValue("Tag key exceeds the maximum length of %d characters".formatted(LONGEST_KEY));
        }
        if (length(value) > LONGEST_VALUE) {
            throw Ec2Input.invalidValue(
                    "Tag value exceeds the maximum length of %d characters".formatted(LONGEST_VALUE));
        }
    }

    private static void requireRoom(Map<String, String> tags, Map<String, String> more) {
        long all = Stream.concat(tags.keySet().stream(), more.keySet().stream())
                .distinct()
                .filter(key -> !key.startsWith(RESERVED))
                .count();
        if (all > MOST_TAGS) {
            throw Ec2Input.error("TagLimitExceeded", "The maximum number of Tags for a resource has been reached.");
        }
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
