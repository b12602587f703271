package io.github.snapshotexporter.retention;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * What could be found out about who uses an image.
 *
 * @param inUse whether something in this account refers to it
 * @param shared whether another account may use it
 */
public record Use(Answer inUse, Answer shared) {
    /** What was answered, if anything. */
    public enum Answer {
        YES,
        NO,
        /** It could not be asked, or the answer was not understood. */
        UNKNOWN
    }

    /** Nobody uses it. */
    public static final Use NONE = new Use(Answer.NO, Answer.NO);

    /** Nothing could be found out. */
    public static final Use UNKNOWN = new Use(Answer.UNKNOWN, Answer.UNKNOWN);

    public Use {
        Objects.requireNonNull(inUse, "inUse");
        Objects.requireNonNull(shared, "shared");
    }

    /** What of this keeps the image; nothing only where both were answered with no. */
    Set<KeptBecause> reasons() {
        Set<KeptBecause> reasons = EnumSet.noneOf(KeptBecause.class);
        add(reasons, inUse, KeptBecause.IN_USE);
        add(reasons, shared, KeptBecause.SHARED);
        return reasons;
    }

    private static void add(Set<KeptBecause> reasons, Answer answer, KeptBecause reason) {
        switch (answer) {
            case YES -> reasons.add(reason);
            case UNKNOWN -> reasons.add(KeptBecause.USE_UNKNOWN);
            case NO -> {}
        }
    }
}
