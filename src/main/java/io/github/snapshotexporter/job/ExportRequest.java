package io.github.snapshotexporter.job;

import java.util.Objects;
import java.util.Optional;

/**
 * Somebody wants the snapshot of this name exported.
 *
 * @param force export even what was exported before
 * @param requestId given by the requester: the same id is the same request
 * @param target set when the requester knows which snapshot it means, not only its name
 * @param runId the nightly run that wants to know the end
 */
public record ExportRequest(
        SnapshotName sourceSnapshotName,
        boolean force,
        Optional<String> requestId,
        String requestedBy,
        Origin origin,
        Optional<Target> target,
        Optional<String> runId)
        implements Job.Request, Job.Own {

    /** Where a request came from. */
    public enum Origin {
        /** A person or a program that named the snapshot. */
        NAME,
        /** A snapshot-created event: the snapshot may not be visible yet. */
        EVENT,
        /** A nightly run. */
        RUN
    }

    /** One certain snapshot: a name can be given to another snapshot later, an ARN cannot. */
    public record Target(String arn, ResourceType resourceType) {
        public Target {
            Objects.requireNonNull(arn, "arn");
            Objects.requireNonNull(resourceType, "resourceType");
        }
    }

    public ExportRequest {
        Objects.requireNonNull(sourceSnapshotName, "sourceSnapshotName");
        Objects.requireNonNull(requestedBy, "requestedBy");
        Objects.requireNonNull(origin, "origin");
    }

    @Override
    public Optional<SnapshotName> snapshotName() {
        return Optional.of(sourceSnapshotName);
    }

    /** A request for a snapshot by its name. */
    public static ExportRequest byName(
            SnapshotName name, boolean force, Optional<String> requestId, Optional<String> requestedBy) {
        return new ExportRequest(
                name, force, requestId, requestedBy.orElse("direct"), Origin.NAME, Optional.empty(), Optional.empty());
    }

    /** A request born of the event that announced the snapshot. */
    public static ExportRequest bySnapshotCreatedEvent(SnapshotName name) {
        return new ExportRequest(
                name, false, Optional.empty(), "event", Origin.EVENT, Optional.empty(), Optional.empty());
    }

    /** A nightly run's request for one of its members. */
    public static ExportRequest byRun(SnapshotName name, Target target, String runId, Optional<String> requestedBy) {
        return new ExportRequest(
                name,
                false,
                Optional.empty(),
                requestedBy.orElse("schedule"),
                Origin.RUN,
                Optional.of(target),
                Optional.of(runId));
    }
}
