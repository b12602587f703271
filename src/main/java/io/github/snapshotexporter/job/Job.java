package io.github.snapshotexporter.job;

import java.util.Optional;

/** What one queue message stands for. */
public sealed interface Job permits Job.OfExport, Job.OfRun, Job.Own, RetainRequest {
    /** Whether it only wants to be told what would be done. */
    default boolean dryRun() {
        return false;
    }

    /** About one snapshot. */
    sealed interface OfExport extends Job permits WantsExport, OfAttempt {
        /** For people: what counts is the ARN, where the job has one. Empty for a copy of which nobody knows the name yet. */
        Optional<SnapshotName> snapshotName();
    }

    /** An export is wanted: by somebody, or as the next attempt of one that failed. */
    sealed interface WantsExport extends OfExport permits Request, RetryExport {}

    /** Somebody wants an export. */
    sealed interface Request extends WantsExport permits ExportRequest, AutoSnapshotRequest {
        /** Given by the requester: the same id is the same request. */
        Optional<String> requestId();

        /** For people. */
        String requestedBy();

        /** The nightly run that wants to know the end. */
        Optional<String> runId();
    }

    /** About one attempt, from the exporter to itself. */
    sealed interface OfAttempt extends OfExport, Own permits TrackExport, RetryExport {
        AttemptId id();

        SnapshotName sourceSnapshotName();

        @Override
        default Optional<SnapshotName> snapshotName() {
            return Optional.of(sourceSnapshotName());
        }
    }

    /** About a run. */
    sealed interface OfRun extends Job permits SelectionRequest, ReportRun {}

    /** What the exporter sends to itself; of requests, those of its runs. */
    sealed interface Own extends Job permits OfAttempt, ReportRun, ExportRequest, AutoSnapshotRequest {}

    /** Follow the attempt to its end. */
    record TrackExport(AttemptId id, SnapshotName sourceSnapshotName) implements OfAttempt {}

    /** Make {@code id}, the attempt after one that failed. */
    record RetryExport(AttemptId id, SnapshotName sourceSnapshotName) implements OfAttempt, WantsExport {}

    /** Report on the run when all its members have ended. */
    record ReportRun(String runId) implements OfRun, Own {}
}
