package io.github.snapshotexporter.dispatch;

/** What a direct invocation is answered with. */
public sealed interface Reply permits Answer, DryRun {
    /** As the invoker gets it. */
    String toJson();
}
