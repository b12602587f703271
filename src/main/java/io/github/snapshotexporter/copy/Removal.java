package io.github.snapshotexporter.copy;

/** What came of deleting a copy. */
public sealed interface Removal {
    /** There is no copy any more. */
    record Gone() implements Removal {}

    /** It was none of the exporter's own: somebody else's snapshot stays. */
    record NotOwn() implements Removal {}

    /** The copy is still there; {@code why} is a sentence. */
    record Left(String why) implements Removal {}
}
