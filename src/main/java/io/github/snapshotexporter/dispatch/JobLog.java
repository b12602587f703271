package io.github.snapshotexporter.dispatch;

import io.github.snapshotexporter.event.Content;
import io.github.snapshotexporter.job.AttemptId;
import io.github.snapshotexporter.job.AutoSnapshotRequest;
import io.github.snapshotexporter.job.Delays;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.RetainRequest;
import io.github.snapshotexporter.job.SelectionRequest;
import io.github.snapshotexporter.job.SnapshotName;
import io.github.snapshotexporter.telemetry.Decision;
import io.github.snapshotexporter.telemetry.Metric;
import io.github.snapshotexporter.wire.OwnJobs;

/** The log line that each receive of each job ends with. */
final class JobLog {
    private JobLog() {}

    static Decision decided(Content content, Receive receive, Outcome outcome) {
        Decision decision = switch (outcome) {
            case Outcome.Done done -> Decision.info("receive", "done").with("detail", done.detail());
            case Outcome.ComeBack back ->
                Decision.info("receive", "come back")
                        .with("delaySeconds", Delays.wholeSeconds(back.after()))
                        .with("detail", back.detail());
            case Outcome.GivenUp given ->
                Decision.warning("receive", "given up")
                        .with("detail", given.failure().message());
        };
        decision.with("jobId", receive.jobId())
                .with("reason", outcome.reason().code())
                .with("receiveCount", receive.delivery().receiveCount())
                .with("snapshot", snapshotIn(content));
        switch (content) {
            case Content.Wanted(Job job) -> addJob(decision.with("job", OwnJobs.kind(job)), job, receive);
            case Content.Refused refused -> decision.with("job", "none");
            case Content.Ignored ignored -> decision.with("job", "none");
        }
        if (outcome.reason() == Reason.IGNORED) {
            decision.counting(Metric.IGNORED);
        }
        if (outcome.reason() == Reason.THROTTLED) {
            decision.counting(Metric.THROTTLED);
        }
        return decision;
    }

    /** The name of the snapshot that it is about; empty where that is not known. */
    static String snapshotIn(Content content) {
        return content instanceof Content.Wanted(Job.OfExport job)
                ? job.snapshotName().map(SnapshotName::value).orElse("")
                : "";
    }

    private static void addJob(Decision decision, Job job, Receive receive) {
        switch (job) {
            case Job.Request request -> {
                decision.with("requestedBy", request.requestedBy())
                        .with("run", request.runId().orElse(""));
                if (request instanceof AutoSnapshotRequest automatic) {
                    decision.with("fromResource", automatic.sourceResourceName());
                }
                if (receive.delivery().receiveCount() == 1
                        && !receive.delivery().isDirect()) {
                    decision.counting(Metric.REQUESTED);
                }
            }
            case Job.OfAttempt attempt -> addAttempt(decision, attempt.id());
            case SelectionRequest request -> decision.with("run", request.runId(receive));
            case Job.ReportRun report -> decision.with("run", report.runId());
            case RetainRequest request -> {}
        }
    }

    private static void addAttempt(Decision decision, AttemptId id) {
        decision.with("arn", id.arn()).with("generation", id.generation()).with("attempt", id.attempt());
    }
}
