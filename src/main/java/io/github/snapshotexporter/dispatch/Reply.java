package io.github.snapshotexporter.dispatch;

/** What a direct invocation is answered with. */
public sealed interface Reply permits Answer, DryRun, RetentionDryRun {
    /** Of one list, in characters: Lambda answers with 6 MB at most. */
    long LARGEST_LIST = 5_000_000;

    /** As the invoker gets it. */
    String toJson();
}
