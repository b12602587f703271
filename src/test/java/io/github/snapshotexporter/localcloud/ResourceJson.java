package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Writes instances, disks and their automatic snapshots as the Lightsail API does. */
final class ResourceJson {

    private ResourceJson() {}

    /** An Instance or a Disk. */
    static ObjectNode resource(ResourceScript resource, ResourceScript.Source source) {
        SnapshotKind kind = resource.kind();
        ObjectNode node = Json.object()
                .put("name", resource.name())
                .put("arn", resource.arn())
                .put(
                        "supportCode",
                        LightsailJson.supportCode(kind == SnapshotKind.INSTANCE ? "i-" : "vol-", resource.name()))
                .put("createdAt", Json.epochSeconds(source.createdAt()))
                .put("resourceType", kind.source());
        node.set("location", resource.location());
        node.set("tags", LightsailJson.tags(source.tags()));
        node.set("addOns", addOns(source));
        return kind == SnapshotKind.INSTANCE ? instance(node, resource, source) : disk(node, source);
    }

    /** The answer of GetAutoSnapshots. */
    static ObjectNode autoSnapshots(ResourceScript resource, ResourceScript.Source source) {
        ObjectNode output = Json.object()
                .put("resourceName", resource.name())
                .put("resourceType", resource.kind().source());
        ArrayNode list = output.putArray("autoSnapshots");
        for (AutoSnapshot snapshot : source.autoSnapshots()) {
            ArrayNode disks = list.addObject()
                    .put("date", snapshot.date().toString())
                    .put("createdAt", Json.epochSeconds(snapshot.createdAt()))
                    .put("status", snapshot.status())
                    .putArray("fromAttachedDisks");
            LightsailJson.attachedDisks(source.attachedDisks(), resource.name())
                    .forEach(disk -> disks.addObject()
                            .put("path", disk.get("path").asText())
                            .put("sizeInGb", disk.get("sizeInGb").asInt()));
        }
        return output;
    }

    /** Inferred: a resource that never had the add-on has an empty list. */
    private static ArrayNode addOns(ResourceScript.Source source) {
        ArrayNode addOns = Json.object().putArray("addOns");
        if (source.addOnStatus() != null) {
            addOns.addObject()
                    .put("name", "AutoSnapshot")
                    .put("status", source.addOnStatus())
                    .put("snapshotTimeOfDay", source.snapshotTimeOfDay());
        }
        return addOns;
    }

    private static ObjectNode instance(ObjectNode node, ResourceScript resource, ResourceScript.Source source) {
        node.put("blueprintId", source.blueprint())
                .put("blueprintName", source.blueprint())
                .put("bundleId", source.bundle())
                .put("isStaticIp", false);
        ArrayNode disks = node.putObject("hardware").put("cpuCount", 2).putArray("disks");
        disks.addObject()
                .put("sizeInGb", source.sizeInGb())
                .put("isSystemDisk", true)
                .put("path", "/dev/sda1")
                .put("attachedTo", resource.name());
        disks.addAll(LightsailJson.attachedDisks(source.attachedDisks(), resource.name()));
        node.putObject("state")
                .put("code", source.pending() ? 0 : 16)
                .put("name", source.pending() ? "pending" : "running");
        return node;
    }

    private static ObjectNode disk(ObjectNode node, ResourceScript.Source source) {
        return node.put("sizeInGb", source.sizeInGb())
                .put("isSystemDisk", false)
                .put("state", source.pending() ? "pending" : "available")
                .put("isAttached", false);
    }
}
