package io.github.snapshotexporter.localcloud;

/** The two kinds of Lightsail snapshot that can be exported, and the words that differ between them. */
enum SnapshotKind {
    INSTANCE("Instance", "available", "ami-", "Aws::EC2::Image"),
    DISK("Disk", "completed", "snap-", "Aws::EC2::Snapshot");

    private final String source;
    private final String readyState;
    private final String destinationPrefix;
    private final String destinationService;

    SnapshotKind(String source, String readyState, String destinationPrefix, String destinationService) {
        this.source = source;
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
