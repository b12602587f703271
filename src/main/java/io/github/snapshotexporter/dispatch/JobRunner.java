package io.github.snapshotexporter.dispatch;

import io.github.snapshotexporter.event.Content;
import io.github.snapshotexporter.export.ExportLife;
import io.github.snapshotexporter.job.AttemptId;
import io.github.snapshotexporter.job.Delays;
import io.github.snapshotexporter.job.ExportRequest;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.queue.JobQueue;
import io.github.snapshotexporter.settings.Settings;
import io.github.snapshotexporter.telemetry.Decision;
import io.github.snapshotexporter.telemetry.DecisionLog;
import io.github.snapshotexporter.telemetry.Metric;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/** Advances one job by one step, whatever happens, and logs what was decided. */
public final class JobRunner {
    private final ExportLife life;
    private final JobQueue queue;
    private final Settings settings;
    private final Delays delays;
    private final DecisionLog log;
    private final Outage outage;

    public JobRunner(ExportLife life, JobQueue queue, Settings settings, Delays delays, Clock clock, DecisionLog log) {
        this.life = life;
        this.queue = queue;
        this.settings = settings;
        this.delays = delays;
        this.log = log;
        this.outage = new Outage(clock);
    }

    /** Never throws an exception. */
    Outcome run(Content content, Receive receive) {
        Outcome outcome;
        try {
            outcome = advance(content, receive);
            outage.isOver();
        } catch (RuntimeException failed) {
            outcome = withoutLedger(failed, receive);
        }
        log.write(decided(content, receive, outcome));
        return outcome;
    }

    private Outcome advance(Content content, Receive receive) {
        return switch (content) {
            case Content.Wanted(Job job) -> life.advance(job, receive);
            case Content.Refused(String problem) -> life.reject(problem, receive);
            case Content.Ignored(String why) -> Outcome.done(Reason.IGNORED, why);
        };
    }

    /** Comes back, or at the deadline keeps the message in the dead-letter queue, where a person will find it. */
    private Outcome withoutLedger(RuntimeException failed, Receive receive) {
        boolean tooLong = outage.metBy(receive).compareTo(settings.retryDeadline()) >= 0
                || receive.receiveCount() > Settings.RECEIVE_LIMIT;
        Outcome.ComeBack comeBack =
                new Outcome.ComeBack(delays.after(outage.metBy(receive)), Reason.SERVICE_TROUBLE, failed.toString());
        if (!tooLong) {
            return comeBack;
        }
        try {
            Map<String, String> attributes = new LinkedHashMap<>();
            attributes.put("reason", Reason.RETRY_DEADLINE.code());
            attributes.put(JobQueue.JOB_ID, receive.jobId());
            attributes.put("published", "false");
            queue.park(receive.body(), attributes);
            log.write(Decision.error("park", "kept in the dead-letter queue without being told")
                    .with("jobId", receive.jobId())
                    .with("exception", failed)
                    .counting(Metric.PARKED)
                    .counting(Metric.UNPUBLISHED));
            return Outcome.giveUp(Reason.RETRY_DEADLINE, failed.toString());
        } catch (RuntimeException alsoFailed) {
            return comeBack;
        }
    }

    private static Decision decided(Content content, Receive receive, Outcome outcome) {
        Decision decision = switch (outcome) {
            case Outcome.Done done -> Decision.info("receive", "done").with("detail", done.detail());
            case Outcome.ComeBack back ->
                Decision.info("receive", "come back")
                        .with("delaySeconds", back.after().toSeconds())
                        .with("detail", back.detail());
            case Outcome.GiveUp given -> Decision.warning("receive", "given up").with("detail", given.detail());
        };
        decision.with("jobId", receive.jobId())
                .with("reason", outcome.reason().code())
                .with("receiveCount", receive.receiveCount());
        addJob(decision, content, receive);
        if (outcome.reason() == Reason.IGNORED) {
            decision.counting(Metric.IGNORED);
        }
        if (outcome.reason() == Reason.THROTTLED) {
            decision.counting(Metric.THROTTLED);
        }
        return decision;
    }

    private static void addJob(Decision decision, Content content, Receive receive) {
        switch (content) {
            case Content.Wanted(ExportRequest request) -> {
                decision.with("job", "ExportRequest")
                        .with("snapshot", request.sourceSnapshotName())
                        .with("requestedBy", request.requestedBy());
                if (receive.receiveCount() == 1 && receive.receiptHandle().isPresent()) {
                    decision.counting(Metric.REQUESTED);
                }
            }
            case Content.Wanted(Job.TrackExport track) -> addAttempt(decision, "TrackExport", track.id());
            case Content.Wanted(Job.RetryExport retry) -> addAttempt(decision, "RetryExport", retry.id());
            case Content.Refused refused -> decision.with("job", "none");
            case Content.Ignored ignored -> decision.with("job", "none");
        }
    }

    private static void addAttempt(Decision decision, String job, AttemptId id) {
        decision.with("job", job)
                .with("arn", id.arn())
                .with("generation", id.generation())
                .with("attempt", id.attempt());
    }
}
