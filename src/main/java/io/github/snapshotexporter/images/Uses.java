package io.github.snapshotexporter.images;

import io.github.snapshotexporter.ec2.Ec2Images;
import io.github.snapshotexporter.ec2.ImageInventory;
import io.github.snapshotexporter.ec2.ImagesUnreadableException;
import io.github.snapshotexporter.ledger.ImageItem;
import io.github.snapshotexporter.retention.Use;
import io.github.snapshotexporter.retention.Use.Answer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Asks who uses images. What EC2 does not tell is not known, and keeps them. */
final class Uses {
    private static final Duration TIME_FOR_SOME = Duration.ofSeconds(20);

    private final ImageInventory inventory;
    private final Clock clock;

    Uses(ImageInventory inventory, Clock clock) {
        this.inventory = inventory;
        this.clock = clock;
    }

    /** Whether there is time to ask about some, and to let them go. */
    boolean haveTime(Instant deadline) {
        return Duration.between(clock.instant(), deadline).compareTo(TIME_FOR_SOME) >= 0;
    }

    /** Who uses each of these, by their ids. */
    Map<String, Use> of(Collection<ImageItem> images) {
        Predicate<ImageItem> isInUse;
        try {
            Set<String> referenced = inventory.referenced(images.stream()
                    .map(ImageItem::id)
                    .filter(Ec2Images::isImage)
                    .toList());
            Map<String, Set<String>> imagesOf = inventory.imagesOf(
                    images.stream().flatMap(image -> snapshots(image).stream()).toList());
            isInUse = image -> referenced.contains(image.id())
                    || snapshots(image).stream()
                            .flatMap(id -> imagesOf.getOrDefault(id, Set.of()).stream())
                            .anyMatch(user -> !user.equals(image.id()));
        } catch (ImagesUnreadableException unknown) {
            isInUse = image -> {
                throw unknown;
            };
        }
        Map<String, Use> uses = new HashMap<>();
        for (ImageItem image : images) {
            uses.put(image.id(), new Use(answer(isInUse, image), answer(this::isShared, image)));
        }
        return uses;
    }

    private boolean isShared(ImageItem image) {
        return Stream.concat(Stream.of(image.id()), snapshots(image).stream())
                .distinct()
                .anyMatch(inventory::isShared);
    }

    private static Answer answer(Predicate<ImageItem> question, ImageItem image) {
        try {
            return question.test(image) ? Answer.YES : Answer.NO;
        } catch (ImagesUnreadableException unknown) {
            return Answer.UNKNOWN;
        }
    }

    /** The EBS snapshots that would be deleted with it. */
    static List<String> snapshots(ImageItem image) {
        return Ec2Images.isImage(image.id()) ? image.snapshotIds() : List.of(image.id());
    }
}
