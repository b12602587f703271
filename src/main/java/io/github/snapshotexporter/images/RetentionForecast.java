package io.github.snapshotexporter.images;

import io.github.snapshotexporter.ec2.ImageInventory;
import io.github.snapshotexporter.ec2.ImagesUnreadableException;
import io.github.snapshotexporter.job.RetainRequest;
import io.github.snapshotexporter.ledger.ImageItem;
import io.github.snapshotexporter.ledger.ImageLedger;
import io.github.snapshotexporter.retention.Image;
import io.github.snapshotexporter.retention.Sifted;
import io.github.snapshotexporter.retention.Use;
import io.github.snapshotexporter.settings.ImageSettings;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The dry run of a retention. Throws the SDK's exceptions where the ledger cannot be read. */
public final class RetentionForecast {
    private final ImageLedger ledger;
    private final ImageInventory inventory;
    private final OtherExports others;
    private final Uses uses;
    private final ImageSettings settings;

    public RetentionForecast(
            ImageLedger ledger, ImageInventory inventory, OtherExports others, ImageSettings settings, Clock clock) {
        this.ledger = ledger;
        this.inventory = inventory;
        this.others = others;
        this.uses = new Uses(inventory, clock);
        this.settings = settings;
    }

    /**
     * What a retention would decide about every image; deletes and writes nothing. Images for which no time was left to ask
     * who uses them are told as kept, with that for a reason, and what others have exported as not ours.
     *
     * @param deadline when the invocation ends
     * @throws ImagesUnreadableException where EC2 does not tell what stands
     */
    public List<Decided> dryRun(RetainRequest request, Instant deadline) {
        List<ImageItem> listed = ledger.all().toList();
        Map<String, ImageItem> images = KnownImages.notGone(listed);
        others.besides(ids(listed), deadline).forEach(image -> images.putIfAbsent(image.id(), image));
        KnownImages known = new KnownImages(images, inventory.standing(images.keySet()));
        Sifted sifted = known.sift(request.rules(), request.sources(), settings);
        Map<String, Use> answers = new HashMap<>();
        for (List<Image> some : sifted.leftOldestFirst(ImageRetention.AT_ONCE)) {
            if (uses.haveTime(deadline)) {
                answers.putAll(uses.of(known.items(some)));
            }
        }
        return sifted.decide(answers).stream()
                .map(decision -> new Decided(images.get(decision.image().id()), decision))
                .toList();
    }

    private static Set<String> ids(List<ImageItem> images) {
        return images.stream().map(ImageItem::id).collect(Collectors.toSet());
    }
}
