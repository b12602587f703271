package io.github.snapshotexporter.copy;

import io.github.snapshotexporter.ledger.Lease;
import java.util.Optional;

/** What came of deleting a copy. */
public sealed interface Removal {
    /** There is no copy any more. */
    record Gone() implements Removal {}

    /** It is not to be deleted: it is somebody else's snapshot, or a job wants it. */
    record Kept() implements Removal {}

    /** Somebody else has the right to delete it, or to make it. */
    record Busy(Optional<Lease> held) implements Removal {}

    /** The copy is still there; {@code why} is a sentence. */
    record Left(String why) implements Removal {}
}
