package io.github.snapshotexporter.notification;

import java.util.Arrays;

/** What people are told about. */
public enum MilestoneType {
    EXPORT_STARTED("ExportStarted"),
    EXPORT_SUCCEEDED("ExportSucceeded"),
    EXPORT_FAILED("ExportFailed"),
    EXPORT_ABANDONED("ExportAbandoned"),
    ALREADY_EXPORTED("AlreadyExported"),
    REQUEST_REJECTED("RequestRejected"),
    RUN_COMPLETED("RunCompleted"),
    RETENTION_COMPLETED("RetentionCompleted");

    private final String wireName;

    MilestoneType(String wireName) {
        this.wireName = wireName;
    }

    /** As it stands in the document. */
    public String wireName() {
        return wireName;
    }

    /** @throws IllegalArgumentException when no type has this name */
    static MilestoneType ofWireName(String name) {
        return Arrays.stream(values())
                .filter(type -> type.wireName.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no milestone is called " + name));
    }
}
