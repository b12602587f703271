package io.github.snapshotexporter.lightsail;

import io.github.snapshotexporter.job.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.lightsail.model.AddOn;
import software.amazon.awssdk.services.lightsail.model.Tag;

/**
 * An instance or disk, as a listing shows it.
 *
 * @param resourceType of its snapshots
 * @param tags with an empty value where the tag has none
 * @param makesAutoSnapshots whether the add-on is switched on
 */
public record Source(ResourceType resourceType, String name, Map<String, String> tags, boolean makesAutoSnapshots) {
    public Source {
        tags = Map.copyOf(tags);
    }

    static Source of(ResourceType type, String name, List<Tag> tags, List<AddOn> addOns) {
        return new Source(
                type,
                name,
                tags.stream()
                        .filter(tag -> tag.key() != null)
                        .collect(Collectors.toMap(
                                Tag::key,
                                tag -> Optional.ofNullable(tag.value()).orElse(""),
                                (one, same) -> one)),
                addOns.stream()
                        .anyMatch(addOn -> "AutoSnapshot".equals(addOn.name()) && "Enabled".equals(addOn.status())));
    }
}
