package io.github.snapshotexporter.localcloud;

/** The two kinds of Lightsail snapshot that can be exported, and the words that differ between them. */
enum SnapshotKind {
    INSTANCE("Instance", "instanceSnapshot", 40, "available", "ami-", "Aws::EC2::Image"),
    DISK("Disk", "diskSnapshot", 8, "completed", "snap-", "Aws::EC2::Snapshot");

    private final String source;
    private final String member;
    private final int usualSizeInGb;
    private final String readyState;
    private final String destinationPrefix;
    private final String destinationService;

    SnapshotKind(
            String source,
            String member,
            int usualSizeInGb,
            String readyState,
            String destinationPrefix,
            String destinationService) {
        this.source = source;
        this.member = member;
        this.usualSizeInGb = usualSizeInGb;
        this.readyState = readyState;
        this.destinationPrefix = destinationPrefix;
        this.destinationService = destinationService;
    }

    /** {@code Instance} or {@code Disk}. */
    String source() {
        return source;
    }

    /** {@code InstanceSnapshot} or {@code DiskSnapshot}. */
    String resourceType() {
        return source + "Snapshot";
    }

    /** {@code instanceSnapshot} or {@code diskSnapshot}, as the members of inputs and outputs begin. */
    String member() {
        return member;
    }

    int usualSizeInGb() {
        return usualSizeInGb;
    }

    String readyState() {
        return readyState;
    }

    String destinationPrefix() {
        return destinationPrefix;
    }

    String destinationService() {
        return destinationService;
    }
}
