package io.github.snapshotexporter.dispatch;

import io.github.snapshotexporter.event.Content;
import io.github.snapshotexporter.export.ExportSteps;
import io.github.snapshotexporter.images.ImageRetention;
import io.github.snapshotexporter.images.RetainStep;
import io.github.snapshotexporter.job.Delivery;
import io.github.snapshotexporter.job.Failure;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Patience;
import io.github.snapshotexporter.job.Phase;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.RetainRequest;
import io.github.snapshotexporter.job.Step;
import io.github.snapshotexporter.job.Stop;
import io.github.snapshotexporter.job.Wait;
import io.github.snapshotexporter.lightsail.TroubleException;
import io.github.snapshotexporter.nightly.NightlyRuns;
import io.github.snapshotexporter.request.RefusedStep;
import io.github.snapshotexporter.request.RequestStep;
import io.github.snapshotexporter.telemetry.Decision;
import io.github.snapshotexporter.telemetry.DecisionLog;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The shell around every job: loads it, takes one step, and carries out what the step asks for by a {@link Stop}. Here
 * alone is decided whether a deadline or the limit of receives has passed.
 */
public final class JobRunner {
    private static final String DRY_RUN_IN_QUEUE =
            "dryRun is answered to a direct invocation only: nobody would get the answer to a queue message";

    private final ExportSteps exports;
    private final NightlyRuns runs;
    private final ImageRetention retention;
    private final RequestStep.Requests requests;
    private final LastResort lastResort;
    private final Patience patience;
    private final DecisionLog log;

    public JobRunner(
            ExportSteps exports,
            NightlyRuns runs,
            ImageRetention retention,
            RequestStep.Requests requests,
            LastResort lastResort,
            DecisionLog log) {
        this.exports = exports;
        this.runs = runs;
        this.retention = retention;
        this.requests = requests;
        this.lastResort = lastResort;
        this.patience = requests.patience();
        this.log = log;
    }

    /** Advances one job by one step, whatever happens, and logs what was decided. Never throws an exception. */
    Outcome run(Content content, Receive receive) {
        Outcome outcome = switch (content) {
            case Content.Wanted(Job job) -> run(step(job, receive), content, receive);
            case Content.Refused(String problem) -> run(new RefusedStep(problem, receive, requests), content, receive);
            case Content.Ignored(String why) -> Outcome.done(Reason.IGNORED, why);
        };
        log.write(JobLog.decided(content, receive, outcome));
        return outcome;
    }

    private Step step(Job job, Receive receive) {
        if (job.dryRun()) {
            return new RefusedStep(DRY_RUN_IN_QUEUE, receive, requests);
        }
        return switch (job) {
            case Job.OfExport ofExport -> exports.of(ofExport, receive);
            case Job.OfRun ofRun -> runs.step(ofRun, receive);
            case RetainRequest request -> new RetainStep(request, receive, requests, retention);
        };
    }

    private Outcome run(Step step, Content content, Receive receive) {
        try {
            Outcome outcome = advanced(step, receive.delivery());
            step.leave(outcome);
            lastResort.isNotNeeded();
            return outcome;
        } catch (RuntimeException failed) {
            Outcome outcome = lastResort.outcome(content, failed, receive);
            if (outcome instanceof Outcome.ComeBack) {
                leaveIfPossible(step, outcome);
            }
            return outcome;
        }
    }

    /** What has failed is the answer; a lease that stays ends by itself. */
    private static void leaveIfPossible(Step step, Outcome outcome) {
        try {
            step.leave(outcome);
        } catch (SdkException held) {
            return;
        }
    }

    private Outcome advanced(Step step, Delivery delivery) {
        Outcome outcome;
        try {
            Optional<Outcome> before = step.load();
            outcome = before.isPresent() ? before.get() : unlessOverdue(step, delivery);
        } catch (RuntimeException stopped) {
            outcome = carriedOut(step, stopped, failure -> givenUp(step, failure));
        }
        return outcome instanceof Outcome.ComeBack && delivery.isLast() && step.looksOnceMore()
                ? givenUp(step, delivery.receiveLimit())
                : outcome;
    }

    private Outcome unlessOverdue(Step step, Delivery delivery) {
        if (delivery.isLast() && !step.looksOnceMore()) {
            throw Stop.refused(delivery.receiveLimit());
        }
        patience.over(step.retries()).ifPresent(overdue -> {
            throw Stop.refused(overdue.onDeadline());
        });
        return step.advance();
    }

    /** A giving up that fails must not be taken for one that was carried out, however late it is. */
    private Outcome givenUp(Step step, Failure failure) {
        try {
            return step.giveUp(failure);
        } catch (RuntimeException stopped) {
            return carriedOut(step, stopped, again -> {
                throw stopped;
            });
        }
    }

    /** @param giveUp what it is to be refused, or to have waited for too long */
    private Outcome carriedOut(Step step, RuntimeException stopped, Function<Failure, Outcome> giveUp) {
        return switch (stop(stopped)) {
            case Stop.Finished finished -> finished.outcome();
            case Stop.Later later -> comeBack(later);
            case Stop.Refused refused -> giveUp.apply(refused.failure());
            case Stop.Waiting waiting -> {
                List<Wait> waits = waits(step, waiting, stopped);
                Optional<Wait> over = patience.over(waits);
                yield over.isPresent() ? giveUp.apply(over.get().onDeadline()) : comeBack(waiting, waits);
            }
        };
    }

    /** What a step has asked for, or what its failure comes to. */
    private Stop stop(RuntimeException stopped) {
        return switch (stopped) {
            case Stop stop -> stop;
            case TroubleException trouble -> trouble.stop();
            case SdkException aws ->
                Stop.waiting(
                        Phase.RETRY,
                        Reason.SERVICE_TROUBLE,
                        Failure.of(Reason.RETRY_DEADLINE, "An AWS service could not be used: " + aws.getMessage()));
            default -> {
                log.write(Decision.error("job", "an unexpected exception").with("exception", stackTrace(stopped)));
                yield Stop.waiting(
                        Phase.RETRY,
                        Reason.UNEXPECTED,
                        Failure.of(Reason.INTERNAL_ERROR, "An unexpected exception: " + stopped));
            }
        };
    }

    private static List<Wait> waits(Step step, Stop.Waiting waiting, RuntimeException stopped) {
        boolean isLightsails = stopped instanceof Stop || stopped instanceof TroubleException;
        List<Wait> waits = isLightsails ? step.waits(waiting) : step.fails(waiting);
        if (waits.isEmpty()) {
            throw stopped;
        }
        return waits;
    }

    private Outcome comeBack(Stop.Later later) {
        return new Outcome.ComeBack(patience.delayUntil(later.until()), later.why(), later.getMessage());
    }

    private Outcome comeBack(Stop.Waiting waiting, List<Wait> waits) {
        Duration delay = patience.delaySince(waits.getLast().since());
        return new Outcome.ComeBack(
                delay.compareTo(waiting.atLeast()) < 0 ? waiting.atLeast() : delay,
                waiting.why(),
                // The sentence of the giving up is true of a wait only where an error is waited out.
                waiting.phase().isTrouble() ? waiting.onDeadline().message() : "");
    }

    private static String stackTrace(RuntimeException unexpected) {
        StringWriter text = new StringWriter();
        unexpected.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
