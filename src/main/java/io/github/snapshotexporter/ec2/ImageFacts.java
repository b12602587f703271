package io.github.snapshotexporter.ec2;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What EC2 says of an image that can be used: an AMI with its EBS snapshots, or the one EBS snapshot of an exported disk.
 * What EC2 does not say is left out.
 *
 * @param state EC2's own word, {@code available} or {@code completed}
 * @param snapshots one for each disk, attached ones too
 */
public record ImageFacts(
        String state,
        Optional<String> name,
        Optional<String> architecture,
        Optional<String> bootMode,
        Optional<Boolean> enaSupport,
        Optional<String> rootDeviceName,
        List<Disk> snapshots) {
    private static final JsonMapper JSON = new JsonMapper();

    public ImageFacts {
        snapshots = List.copyOf(snapshots);
    }

    /** One EBS snapshot. */
    public record Disk(
            String id, Optional<String> deviceName, Optional<Integer> sizeInGb, Optional<Boolean> encrypted) {}

    /** The {@code image} of a published document, which is also what the ledger holds. */
    public ObjectNode toJson() {
        ObjectNode json = JSON.createObjectNode().put("state", state);
        name.ifPresent(value -> json.put("name", value));
        architecture.ifPresent(value -> json.put("architecture", value));
        bootMode.ifPresent(value -> json.put("bootMode", value));
        enaSupport.ifPresent(value -> json.put("enaSupport", value));
        rootDeviceName.ifPresent(value -> json.put("rootDeviceName", value));
        ArrayNode disks = json.putArray("snapshots");
        for (Disk disk : snapshots) {
            ObjectNode entry = disks.addObject().put("id", disk.id());
            disk.deviceName().ifPresent(value -> entry.put("deviceName", value));
            disk.sizeInGb().ifPresent(value -> entry.put("sizeInGb", value));
            disk.encrypted().ifPresent(value -> entry.put("encrypted", value));
        }
        return json;
    }

    /** Reads what {@link #toJson} has written. */
    public static ImageFacts ofJson(String text) {
        JsonNode json;
        try {
            json = JSON.readTree(text);
        } catch (JsonProcessingException malformed) {
            throw new IllegalStateException("the ledger holds no image: " + text, malformed);
        }
        List<Disk> disks = new ArrayList<>();
        json.path("snapshots")
                .forEach(disk -> disks.add(new Disk(
                        disk.path("id").asText(),
                        text(disk, "deviceName"),
                        Optional.of(disk.path("sizeInGb"))
                                .filter(JsonNode::isInt)
                                .map(JsonNode::asInt),
                        flag(disk, "encrypted"))));
        return new ImageFacts(
                json.path("state").asText(),
                text(json, "name"),
                text(json, "architecture"),
                text(json, "bootMode"),
                flag(json, "enaSupport"),
                text(json, "rootDeviceName"),
                disks);
    }

    private static Optional<String> text(JsonNode json, String name) {
        return Optional.ofNullable(json.path(name).textValue());
    }

    private static Optional<Boolean> flag(JsonNode json, String name) {
        return Optional.of(json.path(name)).filter(JsonNode::isBoolean).map(JsonNode::asBoolean);
    }
}
