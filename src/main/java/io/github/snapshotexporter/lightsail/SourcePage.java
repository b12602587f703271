package io.github.snapshotexporter.lightsail;

import io.github.snapshotexporter.job.SnapshotName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Some of the instances or disks.
 *
 * @param nextPageToken empty on the last page
 */
public record SourcePage(List<Source> sources, Optional<String> nextPageToken) {
    public SourcePage {
        sources = List.copyOf(sources);
    }

    /** What nobody can name is left out; names of all Lightsail resources follow one rule. */
    static SourcePage of(Stream<Source> sent, String nextPageToken) {
        return new SourcePage(
                sent.filter(source -> source.name() != null && SnapshotName.isValid(source.name()))
                        .toList(),
                Listing.token(nextPageToken));
    }
}
