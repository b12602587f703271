package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** Writes snapshots as the Lightsail API does. */
final class SnapshotJson {

    private SnapshotJson() {}

    /** An InstanceSnapshot or a DiskSnapshot. */
    static ObjectNode snapshot(SnapshotScript snapshot, Instant now) {
        SnapshotScript.Source source = snapshot.source();
        SnapshotKind kind = snapshot.kind();
        String state = snapshot.stateAt(now);
        ObjectNode node = Json.object()
                .put("name", snapshot.name())
                .put("arn", snapshot.arn())
                .put("supportCode", LightsailJson.supportCode(kind.destinationPrefix(), snapshot.name()))
                .put("createdAt", Json.epochSeconds(source.createdAt()))
                .put("resourceType", kind.resourceType())
                .put("state", state)
                .put("from" + kind.source() + "Name", source.resourceName())
                .put("from" + kind.source() + "Arn", LightsailJson.sourceArn(kind, source.resourceIdentity()))
                .put("isFromAutoSnapshot", source.automatic())
                .put("sizeInGb", source.sizeInGb());
        node.set("location", LightsailJson.location());
        if (!state.equals("error")) {
            node.put("progress", state.equals("pending") ? "12%" : "100%");
        }
        node.set("tags", LightsailJson.tags(source.tags()));
        if (kind == SnapshotKind.INSTANCE) {
            node.put("fromBlueprintId", source.blueprint()).put("fromBundleId", source.bundle());
            node.set("fromAttachedDisks", LightsailJson.attachedDisks(source.attachedDisks(), source.resourceName()));
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
                .put("fromResourceArn", LightsailJson.sourceArn(kind, source.resourceIdentity()));
        if (kind == SnapshotKind.DISK) {
            node.putObject("diskSnapshotInfo").put("sizeInGb", source.sizeInGb());
            return node;
        }
        ObjectNode info = node.putObject("instanceSnapshotInfo")
                .put("fromBundleId", source.bundle())
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
}
