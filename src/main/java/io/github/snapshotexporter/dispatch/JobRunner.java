package io.github.snapshotexporter.dispatch;

import io.github.snapshotexporter.event.Content;
import io.github.snapshotexporter.export.ExportLife;
import io.github.snapshotexporter.job.AttemptId;
import io.github.snapshotexporter.job.AutoSnapshotRequest;
import io.github.snapshotexporter.job.Delays;
import io.github.snapshotexporter.job.ExportRequest;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.SelectionRequest;
import io.github.snapshotexporter.job.SnapshotName;
import io.github.snapshotexporter.ledger.Failure;
import io.github.snapshotexporter.nightly.NightlyRuns;
import io.github.snapshotexporter.settings.Settings;
import io.github.snapshotexporter.telemetry.Decision;
import io.github.snapshotexporter.telemetry.DecisionLog;
import io.github.snapshotexporter.telemetry.Metric;
import java.time.Clock;
import java.time.Duration;
import software.amazon.awssdk.core.exception.SdkException;

/** Advances one job by one step, whatever happens, and logs what was decided. */
public final class JobRunner {
    private static final String DRY_RUN_IN_QUEUE =
            "dryRun is answered to a direct invocation only: nobody would get the answer to a queue message";

    private final ExportLife life;
    private final NightlyRuns runs;
    private final Settings settings;
    private final Delays delays;
    private final DecisionLog log;
    private final Clock clock;
    private final Outage outage;

    public JobRunner(
            ExportLife life, NightlyRuns runs, Settings settings, Delays delays, Clock clock, DecisionLog log) {
        this.life = life;
        this.runs = runs;
        this.settings = settings;
        this.delays = delays;
        this.log = log;
        this.clock = clock;
        this.outage = new Outage(clock);
    }

    /** Never throws an exception. */
    Outcome run(Content content, Receive receive) {
        Outcome outcome;
        try {
            outcome = advance(content, receive);
        } catch (RuntimeException failed) {
            outcome = withoutLedger(content, failed, receive);
        }
        log.write(decided(content, receive, outcome));
        return outcome;
    }

    private Outcome advance(Content content, Receive receive) {
        return switch (content) {
            case Content.Wanted(Job.OfExport job) -> withLedger(life.advance(job, receive));
            case Content.Wanted(SelectionRequest request)
            when request.dryRun() -> withLedger(life.reject(DRY_RUN_IN_QUEUE, receive));
            case Content.Wanted(Job.OfRun job) -> withLedger(runs.advance(job, receive));
            case Content.Refused(String problem) -> withLedger(life.reject(problem, receive));
            case Content.Ignored(String why) -> Outcome.done(Reason.IGNORED, why);
        };
    }

    private Outcome withLedger(Outcome outcome) {
        outage.isOver();
        return outcome;
    }

    /** Comes back, or at the deadline keeps the message in the dead-letter queue, where a person will find it. */
    private Outcome withoutLedger(Content content, RuntimeException failed, Receive receive) {
        Duration met = outage.metBy(receive);
        Outcome.ComeBack comeBack = new Outcome.ComeBack(delays.after(met), Reason.SERVICE_TROUBLE, failed.toString());
        boolean tooLong = met.compareTo(settings.retryDeadline()) >= 0
                || Duration.between(receive.firstReceivedAt(), clock.instant()).compareTo(longestLife(content)) >= 0
                || receive.receiveCount() > Settings.RECEIVE_LIMIT;
        if (!tooLong) {
            return comeBack;
        }
        Reason reason = failed instanceof SdkException ? Reason.RETRY_DEADLINE : Reason.INTERNAL_ERROR;
        try {
            life.keepUntold(receive, new Failure(reason, "", failed.toString()), snapshotIn(content));
            return Outcome.giveUp(reason, failed.toString());
        } catch (SdkException alsoFailed) {
            return comeBack;
        }
    }

    /** After this, a job of this kind has passed every deadline that it can have. */
    private Duration longestLife(Content content) {
        return content instanceof Content.Wanted(Job.TrackExport track)
                ? settings.longestTracking()
                : settings.longestRequest();
    }

    private static String snapshotIn(Content content) {
        return switch (content) {
            case Content.Wanted(Job.OfExport job) ->
                job.snapshotName().map(SnapshotName::value).orElse("");
            case Content.Wanted(Job.OfRun job) -> "";
            case Content.Refused refused -> "";
            case Content.Ignored ignored -> "";
        };
    }

    private static Decision decided(Content content, Receive receive, Outcome outcome) {
        Decision decision = switch (outcome) {
            case Outcome.Done done -> Decision.info("receive", "done").with("detail", done.detail());
            case Outcome.ComeBack back ->
                Decision.info("receive", "come back")
                        .with("delaySeconds", Delays.wholeSeconds(back.after()))
                        .with("detail", back.detail());
            case Outcome.GiveUp given -> Decision.warning("receive", "given up").with("detail", given.detail());
        };
        decision.with("jobId", receive.jobId())
                .with("reason", outcome.reason().code())
                .with("receiveCount", receive.receiveCount())
                .with("snapshot", snapshotIn(content));
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
                        .with("requestedBy", request.requestedBy())
                        .with("run", request.runId().orElse(""));
                countFirst(decision, receive);
            }
            case Content.Wanted(AutoSnapshotRequest request) -> {
                decision.with("job", "AutoSnapshotRequest")
                        .with("requestedBy", request.requestedBy())
                        .with("fromResource", request.sourceResourceName())
                        .with("run", request.runId().orElse(""));
                countFirst(decision, receive);
            }
            case Content.Wanted(Job.TrackExport track) -> addAttempt(decision, "TrackExport", track.id());
            case Content.Wanted(Job.RetryExport retry) -> addAttempt(decision, "RetryExport", retry.id());
            case Content.Wanted(SelectionRequest request) ->
                decision.with("job", "SelectionRequest").with("run", request.runId(receive));
            case Content.Wanted(Job.ReportRun report) ->
                decision.with("job", "ReportRun").with("run", report.runId());
            case Content.Refused refused -> decision.with("job", "none");
            case Content.Ignored ignored -> decision.with("job", "none");
        }
    }

    private static void countFirst(Decision decision, Receive receive) {
        if (receive.receiveCount() == 1 && receive.receiptHandle().isPresent()) {
            decision.counting(Metric.REQUESTED);
        }
    }

    private static void addAttempt(Decision decision, String job, AttemptId id) {
        decision.with("job", job)
                .with("arn", id.arn())
                .with("generation", id.generation())
                .with("attempt", id.attempt());
    }
}
