package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What the API's documents of any resource have in common. */
final class LightsailJson {

    static final String BUNDLE = "micro_3_0";

    private LightsailJson() {}

    static String arn(String resourceType, String guid) {
        return "arn:aws:lightsail:%s:%s:%s/%s"
                .formatted(LightsailEmulator.REGION, LightsailEmulator.ACCOUNT, resourceType, guid);
    }

    /** The ARN of an instance or a disk: the same for the same name, registered or not. */
    static String sourceArn(SnapshotKind kind, String name) {
        return arn(kind.source(), guidOf(kind.source(), name));
    }

    static ObjectNode location() {
        return location("all");
    }

    static ObjectNode location(String availabilityZone) {
        return Json.object().put("availabilityZone", availabilityZone).put("regionName", LightsailEmulator.REGION);
    }

    /** The answer to a call that changes something. */
    static ObjectNode operations(ObjectNode... begun) {
        ObjectNode output = Json.object();
        output.putArray("operations").addAll(List.of(begun));
        return output;
    }

    static String supportCode(String prefix, String name) {
        String id = guidOf("support", name).substring(0, 17).replace("-", "0");
        return "%s/%s%s".formatted(LightsailEmulator.ACCOUNT, prefix, id);
    }

    /** Tags as the service lists them: a key-only one has no value. */
    static ArrayNode tags(Map<String, String> tags) {
        ArrayNode list = Json.object().putArray("tags");
        tags.forEach((key, value) -> {
            ObjectNode tag = list.addObject().put("key", key);
            if (value != null) {
                tag.put("value", value);
            }
        });
        return list;
    }

    /** The disks, besides the system disk, that are attached to an instance. */
    static ArrayNode attachedDisks(Map<String, Integer> disks, String instanceName) {
        ArrayNode list = Json.object().putArray("disks");
        char letter = 'f';
        for (var disk : disks.entrySet()) {
            list.addObject()
                    .put("name", disk.getKey())
                    .put("arn", sourceArn(SnapshotKind.DISK, disk.getKey()))
                    .put("resourceType", "Disk")
                    .put("sizeInGb", disk.getValue())
                    .put("isSystemDisk", false)
                    .put("path", "/dev/xvd" + letter++)
                    .put("attachedTo", instanceName)
                    .put("isAttached", true);
        }
        return list;
    }

    /** A GUID that is the same for the same resource. */
    private static String guidOf(String type, String name) {
        return UUID.nameUUIDFromBytes((type + "/" + name).getBytes(StandardCharsets.UTF_8))
                .toString();
    }
}
