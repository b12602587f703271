package io.github.snapshotexporter.selection;

/** What was decided about one snapshot that a selection has looked at, and why. */
public enum Verdict {
    SELECTED("Selected"),
    OTHER_TYPE("OtherType"),
    OTHER_SOURCE("OtherSource"),
    OTHER_NAME("OtherName"),
    /** An automatic snapshot, of which a pattern for names asks in vain. */
    NO_NAME("NoName"),
    OTHER_TAGS("OtherTags"),
    SNAPSHOT_FAILED("SnapshotFailed"),
    /** Made from a blueprint that Lightsail does not export. */
    NOT_EXPORTABLE("NotExportable"),
    TOO_OLD("TooOld"),
    /** An instance or disk whose automatic snapshots Lightsail refuses to list. */
    SOURCE_REFUSED("SourceRefused"),
    /** The exporter's own copy of an automatic snapshot, which its own job exports and deletes. */
    OWN_COPY("OwnCopy"),
    NOT_LATEST("NotLatest"),
    OVER_LIMIT("OverLimit"),
    ALREADY_EXPORTED("AlreadyExported");

    private final String code;

    Verdict(String code) {
        this.code = code;
    }

    /** As it is answered, reported and logged. */
    public String code() {
        return code;
    }
}
