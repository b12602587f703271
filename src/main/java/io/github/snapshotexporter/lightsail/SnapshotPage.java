package io.github.snapshotexporter.lightsail;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Some of the snapshots of one type.
 *
 * @param nextPageToken empty on the last page
 */
public record SnapshotPage(List<Snapshot.Described> snapshots, Optional<String> nextPageToken) {
    public SnapshotPage {
        snapshots = List.copyOf(snapshots);
    }

    /** A snapshot that nobody can name cannot be exported and is left out. */
    static SnapshotPage of(Stream<Optional<Snapshot.Described>> sent, String nextPageToken) {
        return new SnapshotPage(sent.flatMap(Optional::stream).toList(), Listing.token(nextPageToken));
    }
}
