package io.github.snapshotexporter.telemetry;

/** Whom a line of the log is about. */
public interface Subject {
    /** Adds who it is. */
    Decision about(Decision decision);

    /** A line about it. */
    default Decision decided(String step, String decision) {
        return about(Decision.info(step, decision));
    }
}
