package io.github.snapshotexporter.job;

/** What one queue message stands for. */
public sealed interface Job permits ExportRequest, Job.TrackExport, Job.RetryExport {
    /** Follow the attempt to its end. */
    record TrackExport(AttemptId id) implements Job {}

    /** Make {@code id}, the attempt after one that failed. */
    record RetryExport(AttemptId id) implements Job {}
}
