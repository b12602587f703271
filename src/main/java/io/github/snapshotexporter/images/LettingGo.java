package io.github.snapshotexporter.images;

import io.github.snapshotexporter.ec2.Ec2Images;
import io.github.snapshotexporter.ec2.ImageDeletion;
import io.github.snapshotexporter.ec2.ImageInventory;
import io.github.snapshotexporter.ec2.ImagesUnreadableException;
import io.github.snapshotexporter.ec2.LabelKey;
import io.github.snapshotexporter.ec2.Standing;
import io.github.snapshotexporter.ledger.ImageItem;
import io.github.snapshotexporter.ledger.ImageLedger;
import io.github.snapshotexporter.telemetry.Decision;
import io.github.snapshotexporter.telemetry.DecisionLog;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/**
 * Deletes an image with all its snapshots: the intent is noted → DeregisterImage → DeleteSnapshot of each → noted. Whoever
 * finds an image deregistered of which the intent is noted goes on with its snapshots.
 */
final class LettingGo {
    private final ImageLedger ledger;
    private final ImageInventory inventory;
    private final ImageDeletion deletion;
    private final String stack;
    private final DecisionLog log;

    LettingGo(ImageLedger ledger, ImageInventory inventory, ImageDeletion deletion, String stack, DecisionLog log) {
        this.ledger = ledger;
        this.inventory = inventory;
        this.deletion = deletion;
        this.stack = stack;
        this.log = log;
    }

    /**
     * Deletes images that have expired.
     *
     * @param told of each image, why something of it is left; empty where it is gone
     */
    void delete(List<ImageItem> images, String jobKey, BiConsumer<ImageItem, Optional<String>> told) {
        withDisks(images, told, (image, disks) -> {
            ledger.markLettingGo(image, jobKey);
            Optional<String> left = Ec2Images.isImage(image.id())
                    ? deletion.deregister(image.id())
                    : deletion.deleteSnapshot(image.id());
            return left.isPresent() ? left : deleteDisks(image, disks, jobKey);
        });
    }

    /** The same for those that are not there any more, and whose snapshots may be. */
    void goOn(List<ImageItem> images, String jobKey, BiConsumer<ImageItem, Optional<String>> told) {
        withDisks(images, told, (image, disks) -> deleteDisks(image, disks, jobKey));
    }

    /** Nothing is begun where the snapshots are not known: they would be left behind. */
    private void withDisks(
            List<ImageItem> images,
            BiConsumer<ImageItem, Optional<String>> told,
            BiFunction<ImageItem, Map<String, Standing>, Optional<String>> delete) {
        Map<String, Standing> disks;
        try {
            disks = inventory.standing(images.stream()
                    .flatMap(image -> image.snapshotIds().stream())
                    .toList());
        } catch (ImagesUnreadableException unreadable) {
            images.forEach(image -> told.accept(image, logged(image, Optional.of(unreadable.getMessage()))));
            return;
        }
        images.forEach(image -> told.accept(image, logged(image, delete.apply(image, disks))));
    }

    /** A snapshot whose label was taken off is somebody else's now. */
    private Optional<String> deleteDisks(ImageItem image, Map<String, Standing> disks, String jobKey) {
        Optional<String> left = Optional.empty();
        for (String id : image.snapshotIds()) {
            Standing disk = disks.get(id);
            if (disk != null && disk.hasLabel(LabelKey.STACK, stack)) {
                Optional<String> failed = deletion.deleteSnapshot(id);
                left = left.isPresent() ? left : failed;
            }
        }
        if (left.isEmpty()) {
            ledger.markDeleted(image, jobKey);
        }
        return left;
    }

    private Optional<String> logged(ImageItem image, Optional<String> left) {
        Decision decision = left.isPresent()
                ? Decision.warning("expire", "the image could not be let go").with("detail", left.get())
                : Decision.info("expire", "the image is let go");
        log.write(decision.with("destination", image.id())
                .with("snapshot", image.snapshotName())
                .with("arn", image.snapshotArn()));
        return left;
    }
}
