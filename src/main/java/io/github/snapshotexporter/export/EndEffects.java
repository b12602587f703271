package io.github.snapshotexporter.export;

import io.github.snapshotexporter.copy.ExportedCopies;
import io.github.snapshotexporter.ec2.Ec2Images;
import io.github.snapshotexporter.images.Labels;
import io.github.snapshotexporter.job.AttemptId;
import io.github.snapshotexporter.job.Failure;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.ledger.ExportEnd;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.ledger.ExportItem.Status;
import io.github.snapshotexporter.ledger.Ledgers;
import io.github.snapshotexporter.ledger.RunItem;
import io.github.snapshotexporter.ledger.RunMember;
import io.github.snapshotexporter.notification.Milestones;
import io.github.snapshotexporter.queue.JobQueue;
import io.github.snapshotexporter.settings.Settings;
import io.github.snapshotexporter.telemetry.DecisionLog;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;

/** What follows when the end of an attempt was written: each effect before its mark, so that none is left out. */
final class EndEffects {
    private final Ledgers ledgers;
    private final JobQueue queue;
    private final Milestones milestones;
    private final Ec2Images images;
    private final ExportedCopies copies;
    private final Settings settings;
    private final DecisionLog log;

    EndEffects(
            Ledgers ledgers,
            JobQueue queue,
            Milestones milestones,
            Ec2Images images,
            ExportedCopies copies,
            Settings settings,
            DecisionLog log) {
        this.ledgers = ledgers;
        this.queue = queue;
        this.milestones = milestones;
        this.images = images;
        this.copies = copies;
        this.settings = settings;
        this.log = log;
    }

    /** Logs an end that was written. */
    void written(ExportItem item, ExportEnd end, Receive receive) {
        log.write(Ends.logged(item, end, receive.jobId(), willBeReported(item, end)));
    }

    /** Where nobody knows, it counts as one of which no report will tell: better an alarm too many. */
    private boolean willBeReported(ExportItem item, ExportEnd end) {
        try {
            return end.kind() == ExportEnd.Kind.FAILED
                    && runOf(item)
                            .filter(run -> run.report().storedAt().isEmpty())
                            .isPresent();
        } catch (SdkException unknown) {
            return false;
        }
    }

    private Optional<RunItem> runOf(ExportItem item) {
        return item.generation().runId().flatMap(ledgers.runs()::find);
    }

    /**
     * An end with its effects.
     *
     * @param item as it was found
     * @param left what has to be tried again
     */
    record Finished(ExportItem item, Optional<Left> left) {}

    /** An effect that did not work out; it keeps nobody from being told. */
    record Left(Reason reason, String why) {}

    /**
     * Does what is not marked yet, from the item as it is now, for its tracker, which comes back where something is left.
     *
     * @param lastTry whether a message that cannot be published is to be kept in the dead-letter queue instead, a copy that
     *     cannot be deleted is to be reported, and an image that cannot be labelled stays as it is
     * @return empty where the attempt is not at its end, or another one is under way
     */
    Optional<Finished> finish(AttemptId id, Receive receive, boolean lastTry) {
        return atEnd(id).map(item -> finish(item, receive, lastTry));
    }

    /** The same for an item that is known to be at its end, as its end was written. */
    Finished finish(ExportItem item, Receive receive, boolean lastTry) {
        Optional<Left> unlabelled = doUnmarked(item, receive, lastTry);
        Optional<String> copy = copies.remove(item, receive, lastTry);
        return new Finished(item, unlabelled.or(() -> copy.map(why -> new Left(Reason.COPY_NOT_DELETED, why))));
    }

    /** The same for a request; where something is left, a tracker is sent that comes back for it. */
    void complete(AttemptId id, Receive receive, boolean lastTry) {
        atEnd(id).ifPresent(item -> {
            Optional<Left> unlabelled = doUnmarked(item, receive, lastTry);
            Optional<String> copy = copies.remove(item, receive, false);
            if (unlabelled.isPresent() || copy.isPresent()) {
                queue.send(
                        new Job.TrackExport(item.id(), item.snapshot().name()),
                        settings.delays().longest());
            }
        });
    }

    /** The item where that attempt is at its end, as it is now. */
    private Optional<ExportItem> atEnd(AttemptId id) {
        return ledgers.exports()
                .find(id.arn())
                .filter(item -> item.id().equals(id))
                .filter(ExportItem::isAttemptEnded);
    }

    /** @return that the result is not labelled, where that has to be tried again */
    private Optional<Left> doUnmarked(ExportItem item, Receive receive, boolean lastTry) {
        Optional<Failure> untold = item.marks().endPublished() ? Optional.empty() : publishEnd(item, lastTry);
        if (!item.marks().membersWritten()) {
            writeMembers(item);
        }
        Optional<Left> unlabelled = item.marks().labelOwed() ? label(item, lastTry) : Optional.empty();
        if (!item.marks().endPublished()
                || !item.marks().membersWritten()
                || item.marks().labelOwed()) {
            ledgers.exports().markEndTold(item, untold.isEmpty(), unlabelled.isEmpty());
        }
        boolean isOwed = item.isParkedBy(receive.jobKey()) && !item.marks().parked();
        if (isOwed || untold.isPresent()) {
            park(item, receive, untold);
        }
        return unlabelled;
    }

    private Optional<Left> label(ExportItem item, boolean lastTry) {
        Labels labels = Labels.of(item, settings.images().stackName());
        Optional<String> unlabelled = images.label(Labels.labelled(item), labels.byKey());
        log.write(
                unlabelled.isPresent()
                        ? item.decided("label", "the image has no labels").with("detail", unlabelled.get())
                        : item.decided("label", "the image is labelled")
                                .with("leftOut", String.join(", ", labels.leftOut())));
        return unlabelled.filter(why -> !lastTry).map(why -> new Left(Reason.IMAGE_NOT_LABELLED, why));
    }

    /** Does what is missing of the last end, if there was one, for a request; answers with the item as it is then. */
    ExportItem completed(ExportItem item, Receive receive, boolean lastTry) {
        if (!item.isAttemptEnded() || !item.hasUnmarkedEffects(receive.jobKey())) {
            return item;
        }
        complete(item.id(), receive, lastTry);
        return ledgers.exports().find(item.id().arn()).orElse(item);
    }

    /**
     * Only the last failure is published; before it, the next attempt is asked for.
     *
     * @return why nobody was told of what is told
     */
    private Optional<Failure> publishEnd(ExportItem item, boolean lastTry) {
        if (item.status() == Status.RETRYING) {
            queue.send(
                    new Job.RetryExport(item.id().nextAttempt(), item.snapshot().name()),
                    settings.delays().longest());
        } else if (item.end().error().stream().allMatch(Failure::isTold)) {
            Optional<Failure> untold =
                    milestones.publish(milestones.documents().exportEnded(item, isLateSuccess(item)), lastTry);
            if (untold.isPresent()) {
                return untold;
            }
            log.write(item.decided("publish", "the end is published"));
        }
        return Optional.empty();
    }

    /** What has failed is told to everybody anyway; a success of a run is told in its report, where that was still to come. */
    private boolean isLateSuccess(ExportItem item) {
        return item.status() == Status.SUCCEEDED
                && runOf(item)
                        .flatMap(run -> run.report().storedAt())
                        .filter(reported -> reported.isBefore(item.end().at().orElseThrow()))
                        .isPresent();
    }

    /** Runs that join later write their members themselves. */
    private void writeMembers(ExportItem item) {
        if (item.status() != Status.RETRYING) {
            item.runs().forEach(run -> ledgers.members().end(run, RunMember.ended(item)));
        }
    }

    private void park(ExportItem item, Receive receive, Optional<Failure> untold) {
        Failure failure = item.end().error().or(() -> untold).orElseThrow();
        queue.park(receive, failure, item.snapshot().name().value(), untold.isEmpty());
        if (item.isParkedBy(receive.jobKey())) {
            ledgers.exports().markParked(item);
        }
    }
}
