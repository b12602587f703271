package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/** Writes snapshots as the Lightsail API does. */
final class SnapshotJson {

    private static final String BUNDLE = "micro_3_0";

    private SnapshotJson() {}

    static String arn(String resourceType, String guid) {
        return "arn:aws:lightsail:%s:%s:%s/%s"
                .formatted(LightsailEmulator.REGION, LightsailEmulator.ACCOUNT, resourceType, guid);
    }

    static ObjectNode location() {
        return Json.object().put("availabilityZone", "all").put("regionName", LightsailEmulator.REGION);
    }

    /** An InstanceSnapshot or a DiskSnapshot. */
    static ObjectNode snapshot(SnapshotScript snapshot, Instant now) {
        SnapshotScript.Source source = snapshot.source();
        SnapshotKind kind = snapshot.kind();
        String state = snapshot.stateAt(now);
        String supportId = guidOf("support", snapshot.name()).substring(0, 17).replace("-", "0");
        ObjectNode node = Json.object()
                .put("name", snapshot.name())
                .put("arn", snapshot.arn())
                .put("supportCode", "%s/%s%s".formatted(LightsailEmulator.ACCOUNT, kind.destinationPrefix(), supportId))
                .put("createdAt", Json.epochSeconds(source.createdAt()))
                .put("resourceType", kind.resourceType())
                .put("state", state)
                .put("from" + kind.source() + "Name", source.resourceName())
                .put("from" + kind.source() + "Arn", sourceArn(kind, source))
                .put("isFromAutoSnapshot", source.automatic())
                .put("sizeInGb", source.sizeInGb());
        node.set("location", location());
        if (!state.equals("error")) {
            node.put("progress", state.equals("pending") ? "12%" : "100%");
        }
        ArrayNode tags = node.putArray("tags");
        source.tags().forEach((key, value) -> {
            ObjectNode tag = tags.addObject().put("key", key);
            if (value != null) {
                tag.put("value", value);
            }
        });
        if (kind == SnapshotKind.INSTANCE) {
            node.put("fromBlueprintId", source.blueprint()).put("fromBundleId", BUNDLE);
            node.set("fromAttachedDisks", attachedDisks(source));
        }
        return node;
    }

    /** The {@code sourceInfo} of an export record. */
    static ObjectNode sourceInfo(SnapshotScript snapshot) {
        SnapshotScript.Source source = snapshot.source();
        SnapshotKind kind = snapshot.kind();
        ObjectNode node = Json.object()
                .put("resourceType", kind.resourceType())
                .put("createdAt", Json.epochSeconds(source.createdAt()))
                .put("name", snapshot.name())
                .put("arn", snapshot.arn())
                .put("fromResourceName", source.resourceName())
                .put("fromResourceArn", sourceArn(kind, source));
        if (kind == SnapshotKind.DISK) {
            node.putObject("diskSnapshotInfo").put("sizeInGb", source.sizeInGb());
            return node;
        }
        ObjectNode info = node.putObject("instanceSnapshotInfo")
                .put("fromBundleId", BUNDLE)
                .put("fromBlueprintId", source.blueprint());
        ArrayNode disks = info.putArray("fromDiskInfo");
        disks.addObject()
                .put("path", "/dev/sda1")
                .put("sizeInGb", source.sizeInGb())
                .put("isSystemDisk", true);
        char letter = 'f';
        for (var disk : source.attachedDisks().entrySet()) {
            disks.addObject()
                    .put("name", disk.getKey())
                    .put("path", "/dev/xvd" + letter++)
                    .put("sizeInGb", disk.getValue())
                    .put("isSystemDisk", false);
        }
        return node;
    }

    private static ArrayNode attachedDisks(SnapshotScript.Source source) {
        ArrayNode disks = Json.object().putArray("disks");
        char letter = 'f';
        for (var disk : source.attachedDisks().entrySet()) {
            disks.addObject()
                    .put("name", disk.getKey())
                    .put("arn", arn("Disk", guidOf("Disk", disk.getKey())))
                    .put("resourceType", "Disk")
                    .put("sizeInGb", disk.getValue())
                    .put("isSystemDisk", false)
                    .put("path", "/dev/xvd" + letter++)
                    .put("attachedTo", source.resourceName())
                    .put("isAttached", true);
        }
        return disks;
    }

    private static String sourceArn(SnapshotKind kind, SnapshotScript.Source source) {
        return arn(kind.source(), guidOf(kind.source(), source.resourceName()));
    }

    /** A GUID that is the same for the same resource. */
    private static String guidOf(String type, String name) {
        return UUID.nameUUIDFromBytes((type + "/" + name).getBytes(StandardCharsets.UTF_8))
                .toString();
    }
}
