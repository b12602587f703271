package io.github.snapshotexporter.dispatch;

import io.github.snapshotexporter.event.Content;
import io.github.snapshotexporter.event.Trigger;
import io.github.snapshotexporter.images.RetentionForecast;
import io.github.snapshotexporter.job.AttemptId;
import io.github.snapshotexporter.job.Delivery;
import io.github.snapshotexporter.job.InvalidRequestException;
import io.github.snapshotexporter.job.Invocation;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.JobId;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.RetainRequest;
import io.github.snapshotexporter.job.SelectionRequest;
import io.github.snapshotexporter.job.SnapshotName;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.ledger.ExportLedger;
import io.github.snapshotexporter.nightly.NightlyRuns;
import io.github.snapshotexporter.queue.JobQueue;
import io.github.snapshotexporter.telemetry.Decision;
import io.github.snapshotexporter.telemetry.DecisionLog;
import io.github.snapshotexporter.telemetry.Metric;
import io.github.snapshotexporter.wire.OwnJobs;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;

/** Advances what somebody asked for directly, after putting it on the queue: a dying invocation loses nothing. */
public final class DirectRunner {
    private final JobRunner jobs;
    private final NightlyRuns nightly;
    private final RetentionForecast forecast;
    private final JobQueue queue;
    private final ExportLedger exports;
    private final DecisionLog log;

    public DirectRunner(
            JobRunner jobs,
            NightlyRuns nightly,
            RetentionForecast forecast,
            JobQueue queue,
            ExportLedger exports,
            DecisionLog log) {
        this.jobs = jobs;
        this.nightly = nightly;
        this.forecast = forecast;
        this.queue = queue;
        this.exports = exports;
        this.log = log;
    }

    /**
     * @throws InvalidRequestException when it cannot be understood; then nothing was queued
     * @throws SdkException when it could not be queued; then nothing was done
     */
    public Reply run(Trigger.Direct direct, Invocation invocation) {
        return switch (direct.content()) {
            case Content.Wanted(Job.Request request) -> runRequest(request, direct, invocation);
            case Content.Wanted(SelectionRequest request)
            when request.dryRun() ->
                new DryRun(
                        request.requestId().orElse(invocation.requestId()),
                        nightly.dryRun(request.selection(), invocation.deadline()));
            case Content.Wanted(RetainRequest request)
            when request.dryRun() -> new RetentionDryRun(forecast.dryRun(request, invocation.deadline()));
            case Content.Wanted(SelectionRequest request) -> queued("run", request.requestId(), direct, invocation);
            case Content.Wanted(RetainRequest request) -> queued("jobId", request.requestId(), direct, invocation);
            case Content.Wanted(Job job) ->
                throw new InvalidRequestException(OwnJobs.kind(job) + " is not accepted directly");
            case Content.Refused(String problem) -> {
                log.write(Decision.warning("direct", "refused").with("detail", problem));
                throw new InvalidRequestException(problem);
            }
            case Content.Ignored(String why) -> {
                log.write(Decision.info("direct", "ignored").with("detail", why).counting(Metric.IGNORED));
                yield Answer.of(Answer.Word.IGNORED, "").because(Reason.IGNORED).saying(why);
            }
        };
    }

    /** What can outlast an invocation, the queue carries on. */
    private Answer queued(String called, Optional<String> requestId, Trigger.Direct direct, Invocation invocation) {
        String id = requestId.orElse(invocation.requestId());
        queue.sendRequest(direct.body(), id, requestId.isEmpty(), Duration.ZERO);
        log.write(Decision.info("direct", "queued").with(called, id));
        return Answer.of(Answer.Word.QUEUED, id);
    }

    /**
     * Lambda's request id is the job's, where the requester has given none: when Lambda delivers the invocation again, it
     * is the same request.
     */
    private Answer runRequest(Job.Request request, Trigger.Direct direct, Invocation invocation) {
        Instant now = invocation.begunAt();
        boolean asksOnce = request.requestId().isEmpty();
        JobId id = JobIds.of(direct.content(), direct.body(), Optional.of(invocation.requestId()), "");
        Receive receive = new Receive(id, direct.body(), Delivery.direct(now, asksOnce), invocation);
        Duration untilLeaseEnds = Duration.between(now, receive.leaseUntil());
        queue.sendRequest(direct.body(), id.id(), asksOnce, untilLeaseEnds);
        Answer answer = answer(id, jobs.run(direct.content(), receive), untilLeaseEnds);
        return answer.about(request.snapshotName().map(SnapshotName::value));
    }

    private Answer answer(JobId id, Outcome outcome, Duration untilNextReceive) {
        Answer answer = Answer.of(word(outcome), id.id()).because(outcome.reason());
        return switch (outcome) {
            case Outcome.Done done ->
                answer.saying(done.detail()).showing(done.export().flatMap(this::find));
            case Outcome.ComeBack back -> answer.saying(back.detail()).comingBack(untilNextReceive);
            case Outcome.GivenUp given -> answer.saying(given.failure().message());
        };
    }

    /** The answer is good without it. */
    private Optional<ExportItem> find(AttemptId export) {
        try {
            return exports.find(export.arn());
        } catch (SdkException unreadable) {
            return Optional.empty();
        }
    }

    private static Answer.Word word(Outcome outcome) {
        return switch (outcome) {
            case Outcome.ComeBack back -> Answer.Word.WAITING;
            case Outcome.GivenUp given -> Answer.Word.REJECTED;
            case Outcome.Done done ->
                switch (done.reason()) {
                    case EXPORT_STARTED -> Answer.Word.STARTED;
                    case ALREADY_EXPORTED -> Answer.Word.ALREADY_EXPORTED;
                    case SKIPPED, IGNORED -> Answer.Word.IGNORED;
                    default -> Answer.Word.IN_PROGRESS;
                };
        };
    }
}
