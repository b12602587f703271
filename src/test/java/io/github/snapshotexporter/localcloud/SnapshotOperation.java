package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.UUID;

/**
 * The operation of a call that makes, deletes or tags a snapshot.
 *
 * <p>The AWS CLI's samples show
 * <a href="https://docs.aws.amazon.com/cli/latest/reference/lightsail/copy-snapshot.html">CopySnapshot</a>'s as started
 * and with these details, and
 * <a href="https://docs.aws.amazon.com/cli/latest/reference/lightsail/delete-instance-snapshot.html">
 * DeleteInstanceSnapshot</a>'s as succeeded at once and without any. Inferred: that the other calls answer like
 * DeleteInstanceSnapshot, and that the operation of a new snapshot ends when that is no longer pending.
 */
record SnapshotOperation(
        String id, String type, SnapshotScript snapshot, String details, Instant createdAt, boolean endsAtOnce)
        implements EmulatedOperation {

    /** Making the snapshot as a copy: goes on while the snapshot is pending. */
    static SnapshotOperation copy(SnapshotScript snapshot, String from, Instant at) {
        return new SnapshotOperation(
                newId(), "CopySnapshot", snapshot, LightsailEmulator.REGION + ":" + from, at, false);
    }

    /** Making the snapshot from an instance or a disk: goes on while the snapshot is pending. */
    static SnapshotOperation making(String type, SnapshotScript snapshot, String from, Instant at) {
        return new SnapshotOperation(newId(), type, snapshot, from, at, false);
    }

    /** A change that is done when it is answered. */
    static SnapshotOperation done(String type, SnapshotScript snapshot, Instant at) {
        return new SnapshotOperation(newId(), type, snapshot, null, at, true);
    }

    static String newId() {
        return UUID.randomUUID().toString();
    }

    @Override
    public String resourceName() {
        return snapshot.name();
    }

    /** The answer to the call that began it. */
    ObjectNode answer() {
        return LightsailJson.operations(begun());
    }

    /** The operation as the call that began it shows it. */
    ObjectNode begun() {
        return node(endsAtOnce ? "Succeeded" : "Started", createdAt);
    }

    @Override
    public ObjectNode show(Instant now) {
        if (endsAtOnce) {
            return node("Succeeded", createdAt);
        }
        return switch (snapshot.stateAt(now)) {
            case "pending" -> node("Started", createdAt);
            // What a failed snapshot tells is not documented.
            case "error" ->
                node("Failed", snapshot.settledAt())
                        .put("errorCode", type.equals("CopySnapshot") ? "CopyFailed" : "SnapshotFailed")
                        .put("errorDetails", "The snapshot could not be made.");
            default -> node("Succeeded", snapshot.settledAt());
        };
    }

    @Override
    public ObjectNode look(Instant now) {
        ObjectNode shown = show(now);
        if (!endsAtOnce) {
            snapshot.countLook();
        }
        return shown;
    }

    private ObjectNode node(String status, Instant since) {
        ObjectNode node = Json.object()
                .put("id", id)
                .put("resourceName", snapshot.name())
                .put("resourceType", snapshot.kind().resourceType())
                .put("createdAt", Json.epochSeconds(createdAt))
                .put("isTerminal", !status.equals("Started"))
                .put("operationType", type)
                .put("status", status)
                .put("statusChangedAt", Json.epochSeconds(since));
        node.set("location", LightsailJson.location());
        return details == null ? node : node.put("operationDetails", details);
    }
}
