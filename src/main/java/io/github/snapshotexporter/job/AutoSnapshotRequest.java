package io.github.snapshotexporter.job;

import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;

/**
 * Somebody wants an automatic snapshot exported: it has to be copied to a manual one first, and that copy is exported.
 *
 * @param sourceResourceName the instance or disk
 * @param restoreDate of the automatic snapshot; the latest where empty
 * @param requestId given by the requester: the same id is the same request
 * @param runId the nightly run that wants to know the end
 */
public record AutoSnapshotRequest(
        String sourceResourceName,
        Optional<LocalDate> restoreDate,
        Optional<String> requestId,
        String requestedBy,
        Optional<String> runId)
        implements Job.OfExport {

    /** @throws InvalidRequestException when no instance or disk can have this name */
    public AutoSnapshotRequest {
        Objects.requireNonNull(restoreDate, "restoreDate");
        Objects.requireNonNull(requestedBy, "requestedBy");
        // Names of all Lightsail resources follow one rule.
        if (!SnapshotName.isValid(sourceResourceName)) {
            throw new InvalidRequestException("sourceResourceName must have " + SnapshotName.RULE + ", but was "
                    + Quoted.of(sourceResourceName, 80));
        }
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
