package io.github.snapshotexporter.job;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Which snapshots a run wants. What is left out asks for nothing; all that is given has to hold.
 *
 * @param resourceTypes of the snapshots; never empty
 * @param sources names of the instances and disks that they were made from; empty for any
 * @param tags each of which a snapshot must have, with this value
 * @param createdWithin the greatest age, at the time of the run
 * @param latestPerSource only the newest of each instance and disk
 * @param includeAutomatic the newest automatic snapshot of each instance and disk, too
 * @param limit how many at most, the newest first
 */
public record Selection(
        Set<ResourceType> resourceTypes,
        Set<String> sources,
        Optional<NamePattern> namePattern,
        Map<String, String> tags,
        Optional<Duration> createdWithin,
        boolean latestPerSource,
        boolean includeAutomatic,
        Optional<Integer> limit) {

    private static final int SHOWN = 80;

    public static final int LARGEST_LIMIT = 10_000;
    public static final Duration LONGEST_AGE = Duration.ofDays(3650);

    /** Every snapshot there is. */
    public static final Selection EVERYTHING = new Selection(
            Set.of(ResourceType.values()),
            Set.of(),
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            false,
            false,
            Optional.empty());

    /** @throws InvalidRequestException naming the member that contradicts another one, or can never be met */
    public Selection {
        resourceTypes = Set.copyOf(resourceTypes);
        sources = Set.copyOf(sources);
        tags = Map.copyOf(tags);
        Objects.requireNonNull(namePattern, "namePattern");
        // Names of all Lightsail resources follow one rule. A name that nothing can have would be a run without
        // members.
        sources.stream()
                .filter(source -> !SnapshotName.isValid(source))
                .sorted()
                .findFirst()
                .ifPresent(source -> {
                    throw new InvalidRequestException("each of sources must have " + SnapshotName.RULE + ", but one is "
                            + Quoted.of(source, SHOWN));
                });
        refuseIf(
                resourceTypes.isEmpty(),
                "resourceTypes must name InstanceSnapshot, DiskSnapshot or both, but is empty");
        refuseIf(
                createdWithin
                        .filter(age -> !age.isPositive() || age.compareTo(LONGEST_AGE) > 0)
                        .isPresent(),
                "createdWithin must be longer than nothing and at most " + LONGEST_AGE.toDays() + " days, but is "
                        + createdWithin.map(Duration::toString).orElse(""));
        refuseIf(
                limit.filter(most -> most < 1 || most > LARGEST_LIMIT).isPresent(),
                "limit must be a whole number from 1 to " + LARGEST_LIMIT);
    }

    private static void refuseIf(boolean wrong, String problem) {
        if (wrong) {
            throw new InvalidRequestException(problem);
        }
    }
}
