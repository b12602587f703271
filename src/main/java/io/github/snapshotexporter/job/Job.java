package io.github.snapshotexporter.job;

/** What one queue message stands for. */
public sealed interface Job permits ExportRequest, Job.TrackExport, Job.RetryExport {
    /** Follow the attempt to its end; the snapshot's name is for people. */
    record TrackExport(AttemptId id, SnapshotName sourceSnapshotName) implements Job {}

    /** Make {@code id}, the attempt after one that failed; the snapshot's name is for people. */
    record RetryExport(AttemptId id, SnapshotName sourceSnapshotName) implements Job {}
}
