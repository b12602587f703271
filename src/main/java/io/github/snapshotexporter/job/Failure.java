package io.github.snapshotexporter.job;

import java.util.Objects;

/**
 * Why something did not work out.
 *
 * @param code AWS's error code; empty where there is none
 * @param message a sentence for a person
 */
public record Failure(Reason reason, String code, String message) {
    /** A message longer than this tells a person nothing more, and has to fit into one item. */
    private static final int LONGEST_MESSAGE = 2_000;

    public Failure {
        Objects.requireNonNull(reason, "reason");
        code = Words.cut(code, 200);
        message = Words.cut(message, LONGEST_MESSAGE);
    }

    /** Whether people are told of it, rather than the log alone. */
    public boolean isTold() {
        return reason.told() != Reason.Told.NOTHING;
    }

    /** A failure of which no AWS service has told a code. */
    public static Failure of(Reason reason, String message) {
        return new Failure(reason, "", message);
    }
}
