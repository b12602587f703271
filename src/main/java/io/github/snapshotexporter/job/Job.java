package io.github.snapshotexporter.job;

/** What one queue message stands for. */
public sealed interface Job {
    /** About one snapshot. */
    sealed interface OfExport extends Job permits ExportRequest, AutoSnapshotRequest, TrackExport, RetryExport {}

    /** About a run. */
    sealed interface OfRun extends Job permits SelectionRequest, ReportRun {}

    /** Follow the attempt to its end. */
    record TrackExport(AttemptId id, SnapshotName sourceSnapshotName) implements OfExport {}

    /** Make {@code id}, the attempt after one that failed. */
    record RetryExport(AttemptId id, SnapshotName sourceSnapshotName) implements OfExport {}

    /** Report on the run when all its members have ended. */
    record ReportRun(String runId) implements OfRun {}
}
