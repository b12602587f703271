package io.github.snapshotexporter.retention;

import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * One image as far as it is known without asking who uses it.
 *
 * @param id of the AMI, or of an exported disk's EBS snapshot
 * @param sourceArn of the instance or disk: one that was made anew under an old name is another source
 * @param snapshotCreatedAt when the Lightsail snapshot was made, which is what the image holds; the export may be much
 *     younger
 * @param ours whether ledger, labels and id all say that this exporter has made it
 * @param verified whether EC2 has said that it is complete
 * @param held whether somebody has marked it to be kept
 */
public record Image(
        String id, String sourceArn, Instant snapshotCreatedAt, boolean ours, boolean verified, boolean held) {

    /** Images of one moment, which are two exports of one snapshot, are told apart by their ids. */
    static final Comparator<Image> NEWEST_FIRST =
            Comparator.comparing(Image::snapshotCreatedAt).reversed().thenComparing(Image::id);

    public Image {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(sourceArn, "sourceArn");
        Objects.requireNonNull(snapshotCreatedAt, "snapshotCreatedAt");
    }

    /** An image that nothing but the rules can keep. */
    public static Image verifiedOurs(String id, String sourceArn, Instant snapshotCreatedAt) {
        return new Image(id, sourceArn, snapshotCreatedAt, true, true, false);
    }

    /** Whether the rules may count on it. */
    boolean counts() {
        return ours && verified;
    }

    /** What keeps it whatever the rules say. */
    Set<KeptBecause> ownReasons() {
        Set<KeptBecause> reasons = EnumSet.noneOf(KeptBecause.class);
        if (held) {
            reasons.add(KeptBecause.HELD);
        }
        if (!verified) {
            reasons.add(KeptBecause.NOT_VERIFIED);
        }
        if (!ours) {
            reasons.add(KeptBecause.NOT_OURS);
        }
        return reasons;
    }
}
