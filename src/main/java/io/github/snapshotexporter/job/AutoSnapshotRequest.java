package io.github.snapshotexporter.job;

import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;

/**
 * Somebody wants an automatic snapshot exported: it has to be copied to a manual one first, and that copy is exported.
 *
 * @param sourceResourceName the instance or disk
 * @param restoreDate of the automatic snapshot; the latest where empty
 * @param resourceType of its copy, where the requester knows it
 * @param requestId given by the requester: the same id is the same request
 * @param runId the nightly run that wants to know the end
 */
public record AutoSnapshotRequest(
        String sourceResourceName,
        Optional<LocalDate> restoreDate,
        Optional<ResourceType> resourceType,
        Optional<String> requestId,
        String requestedBy,
        Optional<String> runId)
        implements Job.Request, Job.Own {

    /** @throws InvalidRequestException when no instance or disk can have this name */
    public AutoSnapshotRequest {
        Objects.requireNonNull(restoreDate, "restoreDate");
        Objects.requireNonNull(requestedBy, "requestedBy");
        // Names of all Lightsail resources follow one rule.
        if (!SnapshotName.isValid(sourceResourceName)) {
            throw new InvalidRequestException("sourceResourceName must have " + SnapshotName.RULE + ", but was "
                    + Quoted.of(sourceResourceName, 80)
                    + Invisible.in(sourceResourceName));
        }
    }

    /** A request by the name of the instance or disk; for the latest where {@code restoreDate} is empty. */
    public static AutoSnapshotRequest byName(
            String sourceResourceName,
            Optional<LocalDate> restoreDate,
            Optional<String> requestId,
            Optional<String> requestedBy) {
        return new AutoSnapshotRequest(
                sourceResourceName,
                restoreDate,
                Optional.empty(),
                requestId,
                requestedBy.orElse("direct"),
                Optional.empty());
    }

    /** A nightly run's request for one of its members. */
    public static AutoSnapshotRequest byRun(AutoSnapshot member, String runId, String requestedBy) {
        return new AutoSnapshotRequest(
                member.sourceResourceName(),
                Optional.of(member.date()),
                Optional.of(member.resourceType()),
                Optional.empty(),
                requestedBy,
                Optional.of(runId));
    }

    /** Which one it is, where the request says it all. */
    public Optional<AutoSnapshot> certain() {
        return resourceType.flatMap(type -> restoreDate.map(date -> new AutoSnapshot(type, sourceResourceName, date)));
    }

    @Override
    public Optional<SnapshotName> snapshotName() {
        return certain().map(AutoSnapshot::copyName);
    }

    /** Whether this automatic snapshot of the source is one that is asked for. */
    public boolean isFor(AutoSnapshot snapshot) {
        return restoreDate.filter(date -> !date.equals(snapshot.date())).isEmpty()
                && resourceType.filter(type -> type != snapshot.resourceType()).isEmpty();
    }

    /** The request for the copy's export. */
    public ExportRequest forCopy(SnapshotName copy, ExportRequest.Target target) {
        return new ExportRequest(
                copy,
                false,
                requestId,
                requestedBy,
                runId.isPresent() ? ExportRequest.Origin.RUN : ExportRequest.Origin.NAME,
                Optional.of(target),
                runId);
    }

    /** In words, for people. */
    public String wanted() {
        return restoreDate.map(date -> "automatic snapshot of " + date).orElse("automatic snapshot") + " of "
                + sourceResourceName;
    }
}
