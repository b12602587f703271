package io.github.snapshotexporter.ledger;

import io.github.snapshotexporter.job.AttemptId;
import io.github.snapshotexporter.job.ExportRequest;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.lightsail.Snapshot;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    /**
     * The attempt as it stands when it is claimed: its call is about to be made.
     *
     * @param before of the same snapshot
     */
    ExportItem claimed(Optional<ExportItem> before, Receive receive, Instant now) {
        Optional<ExportItem> sameGeneration = before.filter(item -> item.id().generation() == id.generation());
        return new ExportItem(
                id,
                ExportItem.Status.CLAIMED,
                snapshot,
                new ExportItem.Generation(
                        requestedBy,
                        sameGeneration.map(item -> item.generation().runId()).orElse(runId),
                        sameGeneration.map(item -> item.generation().jobId()).orElse(Optional.of(receive.jobId())),
                        forced,
                        sameGeneration
                                .map(item -> item.generation().startedAt())
                                .orElse(now)),
                Optional.of(Lease.of(receive)),
                ExportItem.Progress.calledAt(now),
                before.map(ExportItem::allBooked).orElse(Set.of()),
                ExportItem.End.NONE,
                ExportItem.Marks.ofAttempt(sameGeneration
                        .filter(item -> item.marks().startedPublished())
                        .isPresent()),
                Stream.concat(before.map(ExportItem::requestIds).orElse(Set.of()).stream(), forceRequestId.stream())
                        .collect(Collectors.toUnmodifiableSet()),
                sameGeneration.map(ExportItem::runs).orElse(runId.map(Set::of).orElse(Set.of())));
    }
}
