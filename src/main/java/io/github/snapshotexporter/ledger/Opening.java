package io.github.snapshotexporter.ledger;

import io.github.snapshotexporter.job.AttemptId;
import io.github.snapshotexporter.job.ExportRequest;
import io.github.snapshotexporter.lightsail.Snapshot;
import java.util.Optional;

/**
 * What opens an attempt: who wants which export.
 *
 * @param forceRequestId the key of the job that insisted, where one did
 */
public record Opening(
        AttemptId id,
        Snapshot snapshot,
        boolean forced,
        String requestedBy,
        Optional<String> runId,
        Optional<String> forceRequestId) {

    /** The first attempt of the generation that {@code request} opens. */
    public static Opening byRequest(
            AttemptId id, Snapshot snapshot, ExportRequest request, boolean forced, String jobKey) {
        return new Opening(
                id,
                snapshot,
                forced,
                request.requestedBy(),
                request.runId(),
                forced ? Optional.of(jobKey) : Optional.empty());
    }

    /** The next attempt of the generation that is under way. */
    public static Opening nextAttempt(ExportItem item) {
        return new Opening(
                item.id().nextAttempt(),
                item.snapshot(),
                item.generation().forced(),
                item.generation().requestedBy(),
                item.generation().runId(),
                Optional.empty());
    }
}
