package io.github.snapshotexporter.images;

import io.github.snapshotexporter.ec2.ImageDeletion;
import io.github.snapshotexporter.ec2.ImageInventory;
import io.github.snapshotexporter.ec2.ImagesUnreadableException;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.Stop;
import io.github.snapshotexporter.ledger.ImageItem;
import io.github.snapshotexporter.ledger.ImageLedger;
import io.github.snapshotexporter.retention.Image;
import io.github.snapshotexporter.retention.ImageDecision;
import io.github.snapshotexporter.retention.RetentionReport;
import io.github.snapshotexporter.retention.RetentionReport.Expired;
import io.github.snapshotexporter.retention.RetentionReport.NotExpired;
import io.github.snapshotexporter.retention.Sifted;
import io.github.snapshotexporter.settings.ImageSettings;
import io.github.snapshotexporter.settings.KeepRules;
import io.github.snapshotexporter.telemetry.Decision;
import io.github.snapshotexporter.telemetry.DecisionLog;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * Lets go the images that the rules do not keep, and tells what stands. What cannot be read is kept. Throws the SDK's
 * exceptions where the ledger cannot be used.
 */
public final class ImageRetention {
    /** So many are asked about, and let go, before the time is looked at again. */
    static final int AT_ONCE = 10;

    private final ImageLedger ledger;
    private final ImageInventory inventory;
    private final Uses uses;
    private final LettingGo lettingGo;
    private final ImageSettings settings;
    private final DecisionLog log;

    public ImageRetention(
            ImageLedger ledger,
            ImageInventory inventory,
            ImageDeletion deletion,
            ImageSettings settings,
            Clock clock,
            DecisionLog log) {
        this.ledger = ledger;
        this.inventory = inventory;
        this.uses = new Uses(inventory, clock);
        this.lettingGo = new LettingGo(ledger, inventory, deletion, settings.stackName(), log);
        this.settings = settings;
        this.log = log;
    }

    /** Lets go, as the last step of each night, what the rules of the stack do not keep. */
    public RetentionReport letGo(String jobKey, Receive receive, boolean lastTry) {
        return letGo(settings.rules(), Set.of(), jobKey, receive, lastTry);
    }

    /**
     * Lets go what these rules do not keep.
     *
     * @param sources names of the instances and disks whose images are meant; empty for any
     * @param jobKey of whoever lets go; what it has let go before is in its report, too
     * @param lastTry whether what there is no time for is left, rather than done by another receive
     * @throws Stop where another receive has to go on
     */
    public RetentionReport letGo(
            KeepRules rules, Set<String> sources, String jobKey, Receive receive, boolean lastTry) {
        List<ImageItem> all = ledger.all().toList();
        Map<String, ImageItem> listed = KnownImages.notGone(all);
        List<Expired> expired = new ArrayList<>(all.stream()
                .filter(image -> image.gone()
                        .flatMap(ImageItem.Gone::by)
                        .filter(jobKey::equals)
                        .isPresent())
                .map(ImageRetention::expired)
                .toList());
        KnownImages known;
        try {
            known = new KnownImages(listed, inventory.standing(listed.keySet()));
        } catch (ImagesUnreadableException unreadable) {
            log.write(Decision.warning("expire", "EC2 does not tell which images stand, so none is let go")
                    .with("detail", unreadable.getMessage()));
            return report(listed.values(), rules, expired, List.of(), Optional.of(unreadable.getMessage()));
        }
        List<NotExpired> notExpired = new ArrayList<>();
        BiConsumer<ImageItem, Optional<String>> told = (image, left) -> note(image, left, expired, notExpired);
        Map<Boolean, List<ImageItem>> gone = known.gone().stream()
                .collect(Collectors.partitioningBy(image -> image.lettingGo().isPresent()));
        // What EC2 has never shown may come to be shown.
        gone.get(false).stream().filter(ImageItem::verified).forEach(ledger::markGone);
        lettingGo.goOn(gone.get(true), jobKey, told);
        Sifted sifted = known.sift(rules, sources, settings);
        for (List<Image> some : sifted.leftOldestFirst(AT_ONCE)) {
            if (!uses.haveTime(receive.deadline())) {
                if (!lastTry) {
                    throw Stop.shortOfTime("deletion of images");
                }
                known.items(some).forEach(image -> notExpired.add(notExpired(image, "There was no time left.")));
                continue;
            }
            List<Image> expiring = new Sifted(List.of(), some)
                    .decide(uses.of(known.items(some))).stream()
                            .filter(ImageDecision.Expired.class::isInstance)
                            .map(ImageDecision::image)
                            .toList();
            lettingGo.delete(known.items(expiring), jobKey, told);
        }
        Set<String> goneNow =
                new HashSet<>(expired.stream().map(Expired::imageId).toList());
        return report(
                known.standing().stream()
                        .filter(image -> !goneNow.contains(image.id()))
                        .toList(),
                rules,
                expired,
                notExpired,
                Optional.empty());
    }

    private static void note(
            ImageItem image, Optional<String> left, List<Expired> expired, List<NotExpired> notExpired) {
        if (left.isPresent()) {
            notExpired.add(notExpired(image, left.get()));
        } else {
            expired.add(expired(image));
        }
    }

    private static Expired expired(ImageItem image) {
        return new Expired(image.id(), image.snapshotName(), image.sizeInGb());
    }

    private static NotExpired notExpired(ImageItem image, String why) {
        return new NotExpired(image.id(), image.snapshotName(), why);
    }

    private static RetentionReport report(
            Collection<ImageItem> kept,
            KeepRules rules,
            List<Expired> expired,
            List<NotExpired> notExpired,
            Optional<String> unreadable) {
        return new RetentionReport(
                kept.size(),
                kept.stream().mapToInt(ImageItem::sizeInGb).sum(),
                kept.stream().map(ImageItem::snapshotCreatedAt).min(Instant::compareTo),
                !rules.isEmpty(),
                expired,
                notExpired,
                unreadable);
    }
}
