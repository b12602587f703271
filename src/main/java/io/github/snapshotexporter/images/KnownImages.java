package io.github.snapshotexporter.images;

import io.github.snapshotexporter.ec2.LabelKey;
import io.github.snapshotexporter.ec2.Standing;
import io.github.snapshotexporter.ledger.ImageItem;
import io.github.snapshotexporter.retention.Image;
import io.github.snapshotexporter.retention.RetentionPolicy;
import io.github.snapshotexporter.retention.Sifted;
import io.github.snapshotexporter.settings.ImageSettings;
import io.github.snapshotexporter.settings.KeepRules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The images that the ledger lists, beside what stands of them in EC2.
 *
 * @param listed by their ids, without those that are known to be gone
 */
record KnownImages(Map<String, ImageItem> listed, Map<String, Standing> inEc2) {
    static Map<String, ImageItem> notGone(List<ImageItem> all) {
        return all.stream()
                .filter(image -> image.gone().isEmpty())
                .collect(Collectors.toMap(ImageItem::id, image -> image, (one, same) -> one, LinkedHashMap::new));
    }

    List<ImageItem> standing() {
        return listed.values().stream().filter(this::stands).toList();
    }

    List<ImageItem> gone() {
        return listed.values().stream().filter(Predicate.not(this::stands)).toList();
    }

    /** What the ledger has of these. */
    List<ImageItem> items(List<Image> images) {
        return images.stream().map(image -> listed.get(image.id())).toList();
    }

    private boolean stands(ImageItem image) {
        return inEc2.containsKey(image.id());
    }

    /** Sifts those that stand by these rules: of these sources, or of any where none is named. */
    Sifted sift(KeepRules rules, Set<String> sources, ImageSettings settings) {
        List<Image> meant = standing().stream()
                .filter(image -> sources.isEmpty()
                        || image.sourceName().filter(sources::contains).isPresent())
                .map(image -> candidate(image, settings.stackName()))
                .toList();
        return new RetentionPolicy(rules, settings.timeZone()).byRules(meant);
    }

    /** An image that stands, as far as it is known without asking who uses it. */
    private Image candidate(ImageItem image, String stack) {
        Standing standing = inEc2.get(image.id());
        boolean isOurs = image.own()
                && standing.hasLabel(LabelKey.STACK, stack)
                && standing.hasLabel(LabelKey.SNAPSHOT_ARN, image.snapshotArn());
        return new Image(
                image.id(),
                image.sourceArn(),
                image.snapshotCreatedAt(),
                isOurs,
                image.verified() && standing.usable(),
                standing.tags().containsKey(LabelKey.KEEP));
    }
}
