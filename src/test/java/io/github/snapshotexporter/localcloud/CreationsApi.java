package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;

/**
 * The calls that make disks, instances and their manual snapshots.
 *
 * <p><a href="https://docs.aws.amazon.com/lightsail/2016-11-28/api-reference/API_CreateDisk.html">Documented</a>: the
 * members, which of them are required, and the states. Inferred: which exception each refusal is, the limits of a disk's
 * size, and that nothing can be made from what is pending.
 */
final class CreationsApi {

    private static final int PENDING_LOOKS = 2;
    private static final Duration EXPORT = Duration.ofSeconds(2);
    private static final int SMALLEST_DISK = 8;
    private static final int LARGEST_DISK = 16_384;

    private final LightsailState state;

    CreationsApi(LightsailState state) {
        this.state = state;
    }

    ObjectNode disk(String operation, JsonNode input) {
        String name = LightsailInput.newName(input, "diskName");
        String zone = zone(input);
        int size = input.path("sizeInGb").asInt();
        if (size < SMALLEST_DISK || size > LARGEST_DISK) {
            throw LightsailInput.invalid(
                    "The disk size must be between %d and %d GB, not %d.".formatted(SMALLEST_DISK, LARGEST_DISK, size));
        }
        return make(operation, input, resource(SnapshotKind.DISK, name, zone).sizeInGb(size));
    }

    /** Makes one instance: several names at once are not emulated. */
    ObjectNode instance(String operation, JsonNode input) {
        JsonNode names = input.path("instanceNames");
        if (names.size() != 1) {
            throw LightsailInput.invalid("instanceNames must hold one name.");
        }
        String name = LightsailInput.newName(Json.object().set("instanceNames", names.get(0)), "instanceNames");
        String zone = zone(input);
        String blueprint = CatalogApi.blueprint(LightsailInput.required(input, "blueprintId"));
        CatalogApi.Bundle bundle = CatalogApi.bundle(LightsailInput.required(input, "bundleId"));
        return make(
                operation,
                input,
                resource(SnapshotKind.INSTANCE, name, zone)
                        .blueprint(blueprint)
                        .bundle(bundle.id())
                        .sizeInGb(bundle.diskSizeInGb()));
    }

    /** A snapshot of an instance or of a disk; one of an instance's system disk alone is not emulated. */
    ObjectNode snapshot(SnapshotKind kind, String operation, JsonNode input) {
        String name = LightsailInput.newName(input, kind.member() + "Name");
        ResourceScript source = LightsailInput.resource(state, kind, input);
        if (source.isPending()) {
            throw LightsailInput.notReady(source);
        }
        SnapshotScript snapshot = source.snapshotAs(name)
                .pendingForLooks(PENDING_LOOKS)
                .exports(ExportScript.succeeds().takes(EXPORT));
        TagsApi.ofNew(input, name).forEach(snapshot::tag);
        state.madeSnapshots().next().accept(snapshot);
        SnapshotOperation making = SnapshotOperation.making(operation, snapshot, source.name(), state.now());
        ResourceOperation ofSource = ResourceOperation.snapshotting(operation, source, snapshot, state.now());
        if (!state.make(snapshot, List.of(making, ofSource))) {
            throw LightsailInput.nameTaken(name);
        }
        return LightsailJson.operations(making.begun(), ofSource.begun());
    }

    private ResourceScript resource(SnapshotKind kind, String name, String zone) {
        return new ResourceScript(kind, name, state)
                .createdAt(state.now())
                .availabilityZone(zone)
                .pendingForLooks(PENDING_LOOKS);
    }

    private ObjectNode make(String operation, JsonNode input, ResourceScript resource) {
        TagsApi.ofNew(input, resource.name()).forEach(resource::tag);
        state.madeResources().next().accept(resource);
        ResourceOperation making = ResourceOperation.making(operation, resource, state.now());
        if (!state.make(resource, making)) {
            throw LightsailInput.nameTaken(resource.name());
        }
        return LightsailJson.operations(making.begun());
    }

    private static String zone(JsonNode input) {
        String zone = LightsailInput.required(input, "availabilityZone");
        if (!CatalogApi.ZONES.contains(zone)) {
            throw LightsailInput.invalid("The Availability Zone is invalid: " + zone);
        }
        return zone;
    }
}
