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
import java.util.Map;
import java.util.Optional;

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
     * Deletes an image that has expired.
     *
     * @return why something of it is left; empty where it is gone
     */
    Optional<String> delete(ImageItem image, String jobKey) {
        ledger.markLettingGo(image, jobKey);
        Optional<String> left =
                Ec2Images.isImage(image.id()) ? deletion.deregister(image.id()) : deletion.deleteSnapshot(image.id());
        if (left.isPresent()) {
            ledger.markKept(image);
            return logged(image, left);
        }
        return goOn(image, jobKey);
    }

    /** The same for one that is not there any more, and whose snapshots may be. */
    Optional<String> goOn(ImageItem image, String jobKey) {
        Optional<String> left = deleteSnapshots(image);
        if (left.isEmpty()) {
            ledger.markDeleted(image, jobKey);
        }
        return logged(image, left);
    }

    /** A snapshot whose label was taken off is somebody else's now. */
    private Optional<String> deleteSnapshots(ImageItem image) {
        Map<String, Standing> standing;
        try {
            standing = inventory.standing(image.snapshotIds());
        } catch (ImagesUnreadableException unreadable) {
            return Optional.of(unreadable.getMessage());
        }
        Optional<String> left = Optional.empty();
        for (Standing snapshot : standing.values()) {
            if (snapshot.hasLabel(LabelKey.STACK, stack)) {
                Optional<String> failed = deletion.deleteSnapshot(snapshot.id());
                left = left.isPresent() ? left : failed;
            }
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
