package io.github.snapshotexporter.retention;

/** Why an image is kept. */
public enum KeptBecause {
    LAST("Last"),
    DAILY("Daily"),
    WEEKLY("Weekly"),
    MONTHLY("Monthly"),
    YEARLY("Yearly"),
    WITHIN("Within"),
    /** It is the newest good image of its source. */
    NEWEST("Newest"),
    /** Somebody has marked it to be kept. */
    HELD("Held"),
    /** An instance, a launch template or something else is made from it. */
    IN_USE("InUse"),
    /** Another account may use it, and may do so unseen. */
    SHARED("Shared"),
    /** It could not be found out whether anybody uses it. */
    USE_UNKNOWN("UseUnknown"),
    /** Nobody has seen that it is complete. */
    NOT_VERIFIED("NotVerified"),
    /** Not everything says that this exporter has made it. */
    NOT_OURS("NotOurs");

    private final String code;

    KeptBecause(String code) {
        this.code = code;
    }

    /** As it is answered, reported and logged. */
    public String code() {
        return code;
    }
}
