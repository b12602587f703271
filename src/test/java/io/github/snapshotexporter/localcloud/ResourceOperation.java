package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.function.Predicate;

/**
 * The operation of a call that makes, deletes, tags or snapshots an instance or a disk.
 *
 * <p>The AWS CLI's samples show
 * <a href="https://docs.aws.amazon.com/cli/latest/reference/lightsail/create-disk.html">CreateDisk</a>'s as started, and
 * CloudTrail's the two of CreateInstanceSnapshot, one of which belongs to the instance. Inferred: the details, that an
 * operation ends when what it makes is no longer pending, and that a deletion has succeeded at once.
 *
 * @param details null for none
 * @param isUnderWay whether it goes on at that time
 * @param countLook what a look at it counts for
 */
record ResourceOperation(
        String id,
        String type,
        ResourceScript resource,
        String details,
        Instant createdAt,
        Predicate<Instant> isUnderWay,
        Runnable countLook)
        implements EmulatedOperation {

    /** Making the resource: goes on while it is pending. */
    static ResourceOperation making(String type, ResourceScript resource, Instant at) {
        return new ResourceOperation(
                SnapshotOperation.newId(), type, resource, null, at, now -> resource.isPending(), resource::countLook);
    }

    /** What it means for an instance or a disk that a snapshot is made from it: goes on while that is pending. */
    static ResourceOperation snapshotting(String type, ResourceScript resource, SnapshotScript snapshot, Instant at) {
        return new ResourceOperation(
                SnapshotOperation.newId(),
                type,
                resource,
                snapshot.name(),
                at,
                now -> snapshot.stateAt(now).equals("pending"),
                snapshot::countLook);
    }

    /** A change that is done when it is answered. */
    static ResourceOperation done(String type, ResourceScript resource, Instant at) {
        return new ResourceOperation(SnapshotOperation.newId(), type, resource, null, at, now -> false, () -> {});
    }

    @Override
    public String resourceName() {
        return resource.name();
    }

    /** The operation as the call that began it shows it. */
    ObjectNode begun() {
        return show(createdAt);
    }

    @Override
    public ObjectNode show(Instant now) {
        boolean goesOn = isUnderWay.test(now);
        ObjectNode node = Json.object()
                .put("id", id)
                .put("resourceName", resource.name())
                .put("resourceType", resource.kind().source())
                .put("createdAt", Json.epochSeconds(createdAt))
                .put("isTerminal", !goesOn)
                .put("operationType", type)
                .put("status", goesOn ? "Started" : "Succeeded")
                .put("statusChangedAt", Json.epochSeconds(createdAt));
        node.set("location", resource.location());
        return details == null ? node : node.put("operationDetails", details);
    }

    @Override
    public ObjectNode look(Instant now) {
        ObjectNode shown = show(now);
        countLook.run();
        return shown;
    }
}
