package io.github.snapshotexporter.ledger;

import io.github.snapshotexporter.job.ResourceType;
import java.util.Optional;

/**
 * How far a run's listing has come.
 *
 * @param next what to list next; empty when everything is listed
 * @param token of the page to begin with; empty for the first one
 * @param chunks how many items hold what is left of the pages before
 */
public record RunPlace(Optional<ResourceType> next, Optional<String> token, int chunks) {
    /** Nothing is listed yet. */
    public static RunPlace beginning(ResourceType first) {
        return new RunPlace(Optional.of(first), Optional.empty(), 0);
    }
}
