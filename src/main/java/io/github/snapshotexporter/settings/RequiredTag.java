package io.github.snapshotexporter.settings;

import java.util.Objects;

/** A tag without which this stack's role may not export a snapshot; the value may be empty. */
public record RequiredTag(String key, String value) {
    public RequiredTag {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
    }
}
