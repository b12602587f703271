package io.github.snapshotexporter.lightsail;

import io.github.snapshotexporter.job.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.lightsail.model.AddOn;
import software.amazon.awssdk.services.lightsail.model.Disk;
import software.amazon.awssdk.services.lightsail.model.Instance;

/**
 * An instance or disk, as a listing shows it.
 *
 * @param resourceType of its snapshots
 * @param tags with an empty value where the tag has none
 * @param blueprintId what the instance was made from; empty for a disk
 * @param makesAutoSnapshots whether the add-on is switched on
 */
public record Source(
        ResourceType resourceType,
        String name,
        Map<String, String> tags,
        Optional<String> blueprintId,
        boolean makesAutoSnapshots) {
    public Source {
        tags = Map.copyOf(tags);
    }

    static Source of(Instance sent) {
        return new Source(
                ResourceType.INSTANCE_SNAPSHOT,
                sent.name(),
                Tags.byKey(sent.tags()),
                Optional.ofNullable(sent.blueprintId()),
                makesAutoSnapshots(sent.addOns()));
    }

    static Source of(Disk sent) {
        return new Source(
                ResourceType.DISK_SNAPSHOT,
                sent.name(),
                Tags.byKey(sent.tags()),
                Optional.empty(),
                makesAutoSnapshots(sent.addOns()));
    }

    private static boolean makesAutoSnapshots(List<AddOn> addOns) {
        return addOns.stream()
                .anyMatch(addOn -> "AutoSnapshot".equals(addOn.name()) && "Enabled".equals(addOn.status()));
    }
}
