package io.github.snapshotexporter.dispatch;

/** What a direct invocation is answered with. */
public sealed interface Reply permits Answer, DryRun, RetentionDryRun {
    /** As the invoker gets it. */
    String toJson();
}
