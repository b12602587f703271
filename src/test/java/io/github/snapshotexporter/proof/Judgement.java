package io.github.snapshotexporter.proof;

/** Whether a fact is as it is written down in {@code docs/facts.md}. */
sealed interface Judgement {
    /** What was seen, or why nothing was. */
    String seen();

    /** It is. */
    record Confirmed(String seen) implements Judgement {}

    /** It is not. */
    record Differs(String seen) implements Judgement {}

    /** This run could not see it. */
    record NotSeen(String seen) implements Judgement {}

    /** As the facts' table says it. */
    default String word() {
        return switch (this) {
            case Confirmed confirmed -> "confirmed";
            case Differs differs -> "differs";
            case NotSeen notSeen -> "not seen";
        };
    }

    /** Confirmed or not, by what was seen. */
    static Judgement of(boolean asExpected, Object seen) {
        return asExpected ? new Confirmed(String.valueOf(seen)) : new Differs(String.valueOf(seen));
    }
}
