package io.github.snapshotexporter.lightsail;

/** What came of one CopySnapshot. */
public sealed interface CopyAnswer {
    /** Lightsail makes the copy; it is not said to be visible yet. */
    record Accepted() implements CopyAnswer {}

    /** Lightsail refused it, or nobody knows. */
    record Troubled(TroubleException cause) implements CopyAnswer {}
}
