package io.github.snapshotexporter.nightly;

/** What a run has decided about one snapshot that it looked at, and why. */
public enum Verdict {
    SELECTED("Selected"),
    OTHER_TYPE("OtherType"),
    OTHER_SOURCE("OtherSource"),
    OTHER_NAME("OtherName"),
    OTHER_TAGS("OtherTags"),
    SNAPSHOT_FAILED("SnapshotFailed"),
    /** Made from a blueprint that Lightsail does not export. */
    NOT_EXPORTABLE("NotExportable"),
    TOO_OLD("TooOld"),
    NOT_LATEST("NotLatest"),
    OVER_LIMIT("OverLimit"),
    ALREADY_EXPORTED("AlreadyExported");

    private final String code;

    Verdict(String code) {
        this.code = code;
    }

    /** As it is answered and logged. */
    public String code() {
        return code;
    }
}
