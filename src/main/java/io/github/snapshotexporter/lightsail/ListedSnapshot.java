package io.github.snapshotexporter.lightsail;

import java.util.Map;
import java.util.Optional;

/**
 * A snapshot as a listing shows it: with all that choosing needs, so that nobody has to ask for it alone.
 *
 * @param tags with an empty value where the tag has none
 * @param blueprintId what the instance was made from; empty for a disk
 */
public record ListedSnapshot(
        Snapshot snapshot, Snapshot.State state, Map<String, String> tags, Optional<String> blueprintId) {
    public ListedSnapshot {
        tags = Map.copyOf(tags);
    }
}
