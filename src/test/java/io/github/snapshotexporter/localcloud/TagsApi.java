package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * TagResource, for snapshots, instances and disks, and the tags of what is made.
 *
 * <p><a href="https://docs.aws.amazon.com/lightsail/2016-11-28/api-reference/API_TagResource.html">Documented</a>: 50
 * tags for each resource, unique keys, and which keys and values are allowed. Inferred: that a key which is there gets
 * the new value, and that an ARN of something else is invalid.
 */
final class TagsApi {

    private static final int MOST_TAGS = 50;
    private static final Pattern KEY = Pattern.compile("[\\p{L}\\p{N} +\\-=._:/@]{1,128}");
    private static final Pattern VALUE = Pattern.compile("[\\p{L}\\p{N} +\\-=._:/@]{0,256}");

    private final LightsailState state;

    TagsApi(LightsailState state) {
        this.state = state;
    }

    ObjectNode tag(String operation, JsonNode input) {
        // The model requires the name, even where the ARN is given.
        String name = LightsailInput.resourceName(input, "resourceName");
        Map<String, String> tags = tags(input.path("tags"));
        String arn = Json.text(input, "resourceArn");
        Optional<ResourceScript> resource = state.resource(name);
        if (resource.isPresent()) {
            requireArn(arn, resource.get().arn(), name);
            requireRoom(resource.get().addTags(tags, MOST_TAGS), name);
            ResourceOperation tagging = ResourceOperation.done(operation, resource.get(), state.now());
            state.add(tagging);
            return LightsailJson.operations(tagging.begun());
        }
        SnapshotScript snapshot = state.snapshot(name).orElseThrow(() -> LightsailInput.notFound("Resource", name));
        requireArn(arn, snapshot.arn(), name);
        requireRoom(snapshot.addTags(tags, MOST_TAGS), name);
        SnapshotOperation tagging = SnapshotOperation.done(operation, snapshot, state.now());
        state.add(tagging);
        return tagging.answer();
    }

    /** The tags for something new, if any. */
    static Map<String, String> ofNew(JsonNode input, String name) {
        if (!input.hasNonNull("tags")) {
            return Map.of();
        }
        Map<String, String> tags = tags(input.path("tags"));
        requireRoom(tags.size() <= MOST_TAGS, name);
        return tags;
    }

    private static void requireArn(String given, String own, String name) {
        if (given != null && !given.equals(own)) {
            throw LightsailInput.invalid("%s is not the ARN of %s.".formatted(given, name));
        }
    }

    private static void requireRoom(boolean isRoom, String name) {
        if (!isRoom) {
            throw LightsailInput.invalid("%s would have more than %d tags.".formatted(name, MOST_TAGS));
        }
    }

    private static Map<String, String> tags(JsonNode list) {
        if (!list.isArray()) {
            throw LightsailInput.invalid("tags is required.");
        }
        Map<String, String> tags = new LinkedHashMap<>();
        for (JsonNode tag : list) {
            String key = LightsailInput.required(tag, "key");
            String value = Json.text(tag, "value");
            if (!KEY.matcher(key).matches()
                    || (value != null && !VALUE.matcher(value).matches())) {
                throw LightsailInput.invalid("The tag is invalid: %s=%s".formatted(key, value));
            }
            tags.put(key, value);
        }
        return tags;
    }
}
