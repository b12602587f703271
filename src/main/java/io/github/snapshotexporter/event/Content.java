package io.github.snapshotexporter.event;

import io.github.snapshotexporter.job.Job;

/** What one message, or one direct payload, turned out to be. */
public sealed interface Content {
    /** Somebody wants something. */
    record Wanted(Job job) implements Content {}

    /** It asks for nothing, and that is no mistake. */
    record Ignored(String why) implements Content {}

    /** It cannot be understood; {@code problem} says what was expected and what came. */
    record Refused(String problem) implements Content {}
}
