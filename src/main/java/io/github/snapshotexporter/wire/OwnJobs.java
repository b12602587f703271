package io.github.snapshotexporter.wire;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.snapshotexporter.job.AttemptId;
import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.AutoSnapshotRequest;
import io.github.snapshotexporter.job.ExportRequest;
import io.github.snapshotexporter.job.InvalidRequestException;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.Quoted;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.job.RetainRequest;
import io.github.snapshotexporter.job.SelectionRequest;
import io.github.snapshotexporter.job.SnapshotName;
import java.time.LocalDate;

/** The messages that the exporter sends to itself: each kind of job as JSON, both ways. */
public final class OwnJobs {
    private static final int LONGEST_REQUESTED_BY = 256;
    private static final int LONGEST_ARN = 512;
    private static final int LONGEST_WORD = 40;
    private static final JsonMapper JSON = new JsonMapper();

    private OwnJobs() {}

    /** What a job is called, on the wire and in the log. */
    public static String kind(Job job) {
        return switch (job) {
            case ExportRequest request -> "ExportRequest";
            case AutoSnapshotRequest request -> "AutoSnapshotRequest";
            case Job.TrackExport track -> "TrackExport";
            case Job.RetryExport retry -> "RetryExport";
            case SelectionRequest request -> "SelectionRequest";
            case Job.ReportRun report -> "ReportRun";
            case RetainRequest request -> "RetainRequest";
        };
    }

    /**
     * The message that asks for the job.
     *
     * @throws IllegalArgumentException for what only others ask for: a request of no run
     */
    public static String write(Job.Own job) {
        ObjectNode body = JSON.createObjectNode().put("job", kind(job));
        switch (job) {
            case Job.OfAttempt attempt ->
                body.put("sourceSnapshotName", attempt.sourceSnapshotName().value())
                        .put("arn", attempt.id().arn())
                        .put("generation", attempt.id().generation())
                        .put("attempt", attempt.id().attempt());
            case Job.ReportRun report -> body.put("runId", report.runId());
            case ExportRequest request -> {
                ExportRequest.Target target = ofRun(request.target());
                body.put("sourceSnapshotName", request.sourceSnapshotName().value())
                        .put("arn", target.arn())
                        .put("resourceType", target.resourceType().wireName());
                putRun(body, request);
            }
            case AutoSnapshotRequest request -> {
                AutoSnapshot wanted = ofRun(request.certain());
                body.put("sourceResourceName", wanted.sourceResourceName())
                        .put("resourceType", wanted.resourceType().wireName())
                        .put("restoreDate", wanted.date().toString());
                putRun(body, request);
            }
        }
        return body.toString();
    }

    private static void putRun(ObjectNode body, Job.Request request) {
        body.put("runId", ofRun(request.runId())).put("requestedBy", request.requestedBy());
    }

    private static <T> T ofRun(java.util.Optional<T> value) {
        return value.orElseThrow(() -> new IllegalArgumentException("only a run's requests are sent"));
    }

    /**
     * The job that a message asks for. Members that it does not know are of a newer version, which was rolled back with
     * messages under way.
     *
     * @throws InvalidRequestException when there is no such job
     */
    public static Job.Own read(Members members) {
        String job = members.neededText("job", LONGEST_WORD);
        return switch (job) {
            case "TrackExport" -> new Job.TrackExport(attemptId(members), sourceSnapshotName(members));
            case "RetryExport" -> new Job.RetryExport(attemptId(members), sourceSnapshotName(members));
            case "ExportRequest" ->
                ExportRequest.byRun(
                        sourceSnapshotName(members),
                        new ExportRequest.Target(members.neededText("arn", LONGEST_ARN), resourceType(members)),
                        runId(members),
                        members.text("requestedBy", LONGEST_REQUESTED_BY));
            case "AutoSnapshotRequest" ->
                AutoSnapshotRequest.byRun(
                        new AutoSnapshot(
                                resourceType(members), members.rawText("sourceResourceName"), restoreDate(members)),
                        runId(members),
                        members.neededText("requestedBy", LONGEST_REQUESTED_BY));
            case "ReportRun" -> new Job.ReportRun(runId(members));
            default ->
                throw new InvalidRequestException(
                        "job must be TrackExport, RetryExport, ExportRequest, AutoSnapshotRequest or ReportRun, but is "
                                + Quoted.of(job, LONGEST_WORD));
        };
    }

    private static AttemptId attemptId(Members members) {
        return new AttemptId(
                members.neededText("arn", LONGEST_ARN),
                members.neededCount("generation"),
                members.neededCount("attempt"));
    }

    private static SnapshotName sourceSnapshotName(Members members) {
        return SnapshotName.of(members.rawText("sourceSnapshotName"));
    }

    private static LocalDate restoreDate(Members members) {
        return members.date("restoreDate")
                .orElseThrow(() -> new InvalidRequestException("restoreDate is missing: expected a date"));
    }

    private static ResourceType resourceType(Members members) {
        String type = members.neededText("resourceType", LONGEST_WORD);
        return ResourceType.ofWireName(type)
                .orElseThrow(() ->
                        new InvalidRequestException("resourceType must be InstanceSnapshot or DiskSnapshot, but is "
                                + Quoted.of(type, LONGEST_WORD)));
    }

    private static String runId(Members members) {
        return members.id("runId").orElseThrow(() -> new InvalidRequestException("runId is missing: expected a text"));
    }
}
