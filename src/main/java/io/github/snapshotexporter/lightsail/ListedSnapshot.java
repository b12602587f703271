package io.github.snapshotexporter.lightsail;

import io.github.snapshotexporter.job.SnapshotName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.lightsail.model.DiskSnapshot;
import software.amazon.awssdk.services.lightsail.model.InstanceSnapshot;
import software.amazon.awssdk.services.lightsail.model.Tag;

/**
 * A snapshot as a listing shows it: with all that choosing needs, so that nobody has to ask for it alone.
 *
 * @param stateName Lightsail's own word for the state
 * @param tags with an empty value where the tag has none
 * @param blueprintId what the instance was made from; empty for a disk
 */
public record ListedSnapshot(
        Snapshot snapshot,
        Snapshot.State state,
        String stateName,
        Map<String, String> tags,
        Optional<String> blueprintId) {
    public ListedSnapshot {
        tags = Map.copyOf(tags);
    }

    static Optional<ListedSnapshot> of(InstanceSnapshot sent) {
        return name(sent.name(), sent.arn())
                .map(name -> of(
                        Snapshot.of(name, sent),
                        sent.stateAsString(),
                        sent.tags(),
                        Optional.ofNullable(sent.fromBlueprintId())));
    }

    static Optional<ListedSnapshot> of(DiskSnapshot sent) {
        return name(sent.name(), sent.arn())
                .map(name -> of(Snapshot.of(name, sent), sent.stateAsString(), sent.tags(), Optional.empty()));
    }

    private static ListedSnapshot of(
            Snapshot.Described described, String stateName, List<Tag> tags, Optional<String> blueprintId) {
        return new ListedSnapshot(
                described.snapshot(),
                described.state(),
                Optional.ofNullable(stateName).orElse("unknown"),
                tags.stream()
                        .filter(tag -> tag.key() != null)
                        .collect(Collectors.toMap(
                                Tag::key, tag -> Optional.ofNullable(tag.value()).orElse(""), (one, same) -> one)),
                blueprintId);
    }

    private static Optional<SnapshotName> name(String name, String arn) {
        return Optional.ofNullable(name)
                .filter(text -> arn != null && SnapshotName.isValid(text))
                .map(SnapshotName::of);
    }
}
