package io.github.snapshotexporter.export;

import io.github.snapshotexporter.ec2.Ec2Images;
import io.github.snapshotexporter.ec2.ImageAnswer;
import io.github.snapshotexporter.ec2.ImageFacts;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Patience;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.ledger.ExportLedger;
import io.github.snapshotexporter.lightsail.Destination;
import io.github.snapshotexporter.settings.Deadlines;
import io.github.snapshotexporter.telemetry.Decision;
import io.github.snapshotexporter.telemetry.DecisionLog;
import java.time.Clock;
import java.util.Optional;

/** EC2 tells whether an image can be used. It is waited for, and never decides whether the export is believed. */
final class ImageVerification {
    private final Ec2Images images;
    private final ExportLedger exports;
    private final Deadlines deadlines;
    private final Patience patience;
    private final Clock clock;
    private final DecisionLog log;

    ImageVerification(
            Ec2Images images,
            ExportLedger exports,
            Deadlines deadlines,
            Patience patience,
            Clock clock,
            DecisionLog log) {
        this.images = images;
        this.exports = exports;
        this.deadlines = deadlines;
        this.patience = patience;
        this.clock = clock;
        this.log = log;
    }

    /** What becomes of an export of which Lightsail says that it has succeeded. */
    sealed interface Answer {}

    /**
     * It has.
     *
     * @param image what EC2 says of it; empty where it has not told in time, or was not asked
     */
    record Believed(Optional<ImageFacts> image) implements Answer {
        static Answer withoutImage() {
            return new Believed(Optional.empty());
        }
    }

    /** It has, but nobody can use what came of it. */
    record Broken(ImageAnswer.Broken why) implements Answer {}

    /** EC2 may tell later. */
    record Awaited(Outcome.ComeBack comeBack) implements Answer {}

    /**
     * Asks EC2, and notes since when it is waited for.
     *
     * @param item Started, as it was read
     * @param overdue whether nothing more can be waited for
     */
    Answer of(ExportItem item, Destination destination, Receive receive, boolean overdue) {
        return switch (images.look(destination)) {
            case ImageAnswer.Usable(ImageFacts facts) -> new Believed(Optional.of(facts));
            case ImageAnswer.Broken broken -> new Broken(broken);
            case ImageAnswer.NotYet(String why) ->
                overdue || isPendingTooLong(item)
                        ? unverified(item, destination, receive, why)
                        : new Awaited(awaitImage(item, why));
            case ImageAnswer.Unreadable(String why, boolean mayPass) ->
                overdue || !mayPass || isUnreadableTooLong(item)
                        ? unverified(item, destination, receive, why)
                        : new Awaited(awaitAnswer(item, why));
        };
    }

    private Answer unverified(ExportItem item, Destination destination, Receive receive, String why) {
        log.write(Decision.warning("verify", "the export is believed without EC2's word for its image")
                .with("jobId", receive.jobId())
                .with("snapshot", item.snapshot().name())
                .with("destination", destination.id())
                .with("detail", why));
        return Believed.withoutImage();
    }

    private boolean isPendingTooLong(ExportItem item) {
        return patience.isOver(item.progress().operationEndedAt(), deadlines.result());
    }

    private boolean isUnreadableTooLong(ExportItem item) {
        return patience.isOver(item.progress().unreadableSince(), deadlines.brief());
    }

    /** Its clock begins with the operations' end, or else now: nobody has asked Lightsail for the time of that. */
    private Outcome.ComeBack awaitImage(ExportItem item, String why) {
        if (item.progress().unreadableSince().isPresent()) {
            exports.imageReadable(item);
        }
        if (item.progress().operationEndedAt().isEmpty()) {
            exports.followed(
                    item,
                    item.progress().operations(),
                    item.progress().unknownOperations(),
                    Optional.of(clock.instant()));
        }
        return new Outcome.ComeBack(
                patience.delaySince(item.progress().operationEndedAt().orElseGet(clock::instant)),
                Reason.IMAGE_PENDING,
                why);
    }

    private Outcome.ComeBack awaitAnswer(ExportItem item, String why) {
        if (item.progress().unreadableSince().isEmpty()) {
            exports.imageUnreadable(item);
        }
        return new Outcome.ComeBack(
                patience.delaySince(item.progress().unreadableSince().orElseGet(clock::instant)),
                Reason.SERVICE_TROUBLE,
                why);
    }
}
