package io.github.snapshotexporter.lightsail;

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

    /** An empty token would only start over. */
    static SourcePage of(Stream<Source> sent, String nextPageToken) {
        return new SourcePage(sent.toList(), Optional.ofNullable(nextPageToken).filter(token -> !token.isEmpty()));
    }
}
