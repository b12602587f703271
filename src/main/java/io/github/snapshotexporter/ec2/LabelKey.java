package io.github.snapshotexporter.ec2;

/** The keys of the labels that the exporter gives, and of the one that it heeds. */
public final class LabelKey {
    /** What EC2's console shows first. */
    public static final String NAME = "Name";

    /** Whose ExportSnapshot call has made it: only what has this is ever deleted, by that stack alone. */
    public static final String STACK = "snapshot-exporter:stack";

    /** Instead of {@link #STACK}, with the same value: found by that stack, and made by somebody else. */
    public static final String ADOPTED = "snapshot-exporter:adopted";

    /** The name of the instance or disk. */
    public static final String SOURCE = "snapshot-exporter:source";

    public static final String SOURCE_ARN = "snapshot-exporter:source-arn";

    /** The name of the Lightsail snapshot. */
    public static final String SNAPSHOT = "snapshot-exporter:snapshot";

    public static final String SNAPSHOT_ARN = "snapshot-exporter:snapshot-arn";
    public static final String SNAPSHOT_CREATED_AT = "snapshot-exporter:snapshot-created-at";
    public static final String GENERATION = "snapshot-exporter:generation";
    public static final String RUN = "snapshot-exporter:run";

    /** Given by people: what has it, whatever its value, is never deleted. */
    public static final String KEEP = "snapshot-exporter:keep";

    private LabelKey() {}
}
