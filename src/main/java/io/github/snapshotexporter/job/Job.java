package io.github.snapshotexporter.job;

import java.util.Optional;

/** What one queue message stands for. */
public sealed interface Job {
    /** About one snapshot. */
    sealed interface OfExport extends Job permits Request, TrackExport, RetryExport {
        /** For people: what counts is the ARN, where the job has one. Empty for a copy of which nobody knows the name yet. */
        Optional<SnapshotName> snapshotName();
    }

    /** Somebody wants an export. */
    sealed interface Request extends OfExport permits ExportRequest, AutoSnapshotRequest {
        /** Given by the requester: the same id is the same request. */
        Optional<String> requestId();

        /** For people. */
        String requestedBy();

        /** The nightly run that wants to know the end. */
        Optional<String> runId();
    }

    /** About a run. */
    sealed interface OfRun extends Job permits SelectionRequest, ReportRun {}

    /** Follow the attempt to its end. */
    record TrackExport(AttemptId id, SnapshotName sourceSnapshotName) implements OfExport {
        @Override
        public Optional<SnapshotName> snapshotName() {
            return Optional.of(sourceSnapshotName);
        }
    }

    /** Make {@code id}, the attempt after one that failed. */
    record RetryExport(AttemptId id, SnapshotName sourceSnapshotName) implements OfExport {
        @Override
        public Optional<SnapshotName> snapshotName() {
            return Optional.of(sourceSnapshotName);
        }
    }

    /** Report on the run when all its members have ended. */
    record ReportRun(String runId) implements OfRun {}
}
