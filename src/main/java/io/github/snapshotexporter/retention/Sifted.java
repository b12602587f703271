package io.github.snapshotexporter.retention;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Gatherers;

/**
 * Images after the rules. None has expired yet: who uses an image is asked in EC2, and only of those that are left, so
 * that a night with thousands of images asks about few.
 *
 * @param kept those that need no more questions
 * @param left those that nothing keeps so far
 */
public record Sifted(List<ImageDecision.Kept> kept, List<Image> left) {
    private static final Comparator<ImageDecision> BY_SOURCE_NEWEST_FIRST = Comparator.comparing(
            ImageDecision::image, Comparator.comparing(Image::sourceArn).thenComparing(Image.NEWEST_FIRST));

    public Sifted {
        kept = List.copyOf(kept);
        left = List.copyOf(left);
    }

    /** Those that are left, in parts of at most so many: what there is no time for is the youngest. */
    public List<List<Image>> leftOldestFirst(int atOnce) {
        return left.stream()
                .sorted(Comparator.comparing(Image::snapshotCreatedAt).thenComparing(Image::id))
                .gather(Gatherers.windowFixed(atOnce))
                .toList();
    }

    /**
     * Decides about all images, those of one source after each other, the newest first.
     *
     * @param uses by the ids of the images that are left; one that is missing is one about which nothing is known
     */
    public List<ImageDecision> decide(Map<String, Use> uses) {
        List<ImageDecision> decisions = new ArrayList<>(kept);
        for (Image image : left) {
            Set<KeptBecause> reasons =
                    uses.getOrDefault(image.id(), Use.UNKNOWN).reasons();
            decisions.add(
                    reasons.isEmpty() ? new ImageDecision.Expired(image) : new ImageDecision.Kept(image, reasons));
        }
        decisions.sort(BY_SOURCE_NEWEST_FIRST);
        return List.copyOf(decisions);
    }
}
