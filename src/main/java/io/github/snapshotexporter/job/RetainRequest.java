package io.github.snapshotexporter.job;

import io.github.snapshotexporter.settings.KeepRules;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Somebody wants the images let go that these rules do not keep.
 *
 * @param rules at least one
 * @param sources names of the instances and disks whose images are meant; empty for any
 * @param dryRun only tell what would be let go
 * @param requestId given by the requester: the same id is the same request
 */
public record RetainRequest(KeepRules rules, Set<String> sources, boolean dryRun, Optional<String> requestId)
        implements Job {
    private static final int SHOWN = 80;

    /** @throws InvalidRequestException when no rule is set, or no instance or disk can have one of the names */
    public RetainRequest {
        Objects.requireNonNull(rules, "rules");
        sources = Set.copyOf(sources);
        // Without a rule everything is kept: whoever asks for that has forgotten something.
        if (rules.isEmpty()) {
            throw new InvalidRequestException("retain must have at least one of keepLast, keepDaily, keepWeekly,"
                    + " keepMonthly, keepYearly and keepWithin, but has none");
        }
        // Names of all Lightsail resources follow one rule.
        sources.stream()
                .filter(source -> !SnapshotName.isValid(source))
                .sorted()
                .findFirst()
                .ifPresent(source -> {
                    throw new InvalidRequestException("each of sources must have " + SnapshotName.RULE + ", but one is "
                            + Quoted.of(source, SHOWN) + Invisible.in(source));
                });
    }
}
