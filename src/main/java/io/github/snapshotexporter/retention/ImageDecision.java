package io.github.snapshotexporter.retention;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/** What becomes of an image. */
public sealed interface ImageDecision {
    Image image();

    /** Everything that keeps it, as far as it was looked at, always in the same order. */
    Set<KeptBecause> reasons();

    /**
     * It stays. There is a reason, except where no rule is set: then what has none stays just the same, because nobody
     * has asked for anything to be let go, and a reason made up for that would be one more word to explain.
     */
    record Kept(Image image, Set<KeptBecause> reasons) implements ImageDecision {
        public Kept {
            Objects.requireNonNull(image, "image");
            Set<KeptBecause> inOrder = EnumSet.noneOf(KeptBecause.class);
            inOrder.addAll(reasons);
            reasons = Collections.unmodifiableSet(inOrder);
        }
    }

    /** It may be let go: nothing keeps it, and its use was asked about. */
    record Expired(Image image) implements ImageDecision {
        public Expired {
            Objects.requireNonNull(image, "image");
        }

        @Override
        public Set<KeptBecause> reasons() {
            return Set.of();
        }
    }
}
