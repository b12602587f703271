package io.github.snapshotexporter.lightsail;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.lightsail.model.Tag;

/** Reads Lightsail's tags. */
final class Tags {
    private Tags() {}

    /** With an empty value where the tag has none. */
    static Map<String, String> byKey(List<Tag> sent) {
        return sent.stream()
                .filter(tag -> tag.key() != null)
                .collect(Collectors.toMap(
                        Tag::key, tag -> Optional.ofNullable(tag.value()).orElse(""), (one, same) -> one));
    }
}
