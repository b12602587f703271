package io.github.snapshotexporter.job;

import java.util.Arrays;
import java.util.Optional;

/** The two kinds of Lightsail snapshot that can be exported, under Lightsail's own names. */
public enum ResourceType {
    INSTANCE_SNAPSHOT("InstanceSnapshot"),
    DISK_SNAPSHOT("DiskSnapshot");

    private final String wireName;

    ResourceType(String wireName) {
        this.wireName = wireName;
    }

    /** As Lightsail writes it. */
    public String wireName() {
        return wireName;
    }

    /** The type of this name, or nothing where it is another. */
    public static Optional<ResourceType> ofWireName(String name) {
        return Arrays.stream(values())
                .filter(type -> type.wireName.equals(name))
                .findFirst();
    }
}
