package io.github.snapshotexporter.job;

import java.util.Arrays;

/**
 * Every reason code, for logs, metrics, published documents and parked messages alike. The codes of final answers are part
 * of the contract with subscribers; those of waits appear in the log and in a direct invocation's answer.
 */
public enum Reason {
    INVALID_REQUEST(Told.REQUEST_REJECTED, true),
    SNAPSHOT_NOT_FOUND(Told.REQUEST_REJECTED, true),
    SNAPSHOT_FAILED(Told.REQUEST_REJECTED, true),
    SNAPSHOT_REPLACED(Told.REQUEST_REJECTED, true),
    PENDING_DEADLINE(Told.REQUEST_REJECTED, true),
    NO_SLOT(Told.REQUEST_REJECTED, true),
    EXPORT_IN_PROGRESS(Told.REQUEST_REJECTED, true),
    /** The name of a copy that has yet to be made belongs to somebody else's snapshot. */
    COPY_NAME_TAKEN(Told.REQUEST_REJECTED, true),
    RECEIVE_LIMIT(Told.REQUEST_REJECTED, true),
    INVALID_INPUT(Told.EXPORT_FAILED_IF_CLAIMED, true),
    ACCESS_DENIED(Told.EXPORT_FAILED_IF_CLAIMED, true),
    UNAUTHENTICATED(Told.EXPORT_FAILED_IF_CLAIMED, true),
    OPERATION_FAILED(Told.EXPORT_FAILED_IF_CLAIMED, true),
    RETRY_DEADLINE(Told.EXPORT_FAILED_IF_CLAIMED, true),
    INTERNAL_ERROR(Told.EXPORT_FAILED_IF_CLAIMED, true),
    /** The operation failed and the attempts are used up: told, and a new request may ask again. */
    EXPORT_FAILED(Told.EXPORT_FAILED, false),
    /** Lightsail says that the export succeeded, and EC2 that its image never can be used; as above. */
    IMAGE_FAILED(Told.EXPORT_FAILED, false),
    EXPORT_DEADLINE(Told.EXPORT_ABANDONED, true),
    /** Born of an event, and the snapshot never appeared or is outside the stack's policy. */
    SKIPPED(Told.NOTHING, false),
    /** An event of another kind, or the exporter's own document. */
    IGNORED(Told.NOTHING, false),

    EXPORT_STARTED(Told.AS_PROGRESS, false),
    EXPORT_SUCCEEDED(Told.AS_PROGRESS, false),
    ALREADY_EXPORTED(Told.AS_PROGRESS, false),
    IN_PROGRESS(Told.AS_PROGRESS, false),
    OUTDATED(Told.AS_PROGRESS, false),
    /** A run has asked for all its members. */
    RUN_DISPATCHED(Told.AS_PROGRESS, false),
    RUN_REPORTED(Told.AS_PROGRESS, false),
    /** What the rules do not keep is let go, as far as it could be. */
    IMAGES_RETAINED(Told.AS_PROGRESS, false),
    ANSWERED(Told.AS_PROGRESS, false),
    ATTEMPT_FAILED(Told.AS_PROGRESS, false),

    SNAPSHOT_PENDING(Told.AS_WAIT, false),
    SNAPSHOT_NOT_VISIBLE_YET(Told.AS_WAIT, false),
    SLOTS_TAKEN(Told.AS_WAIT, false),
    LEASE_HELD(Told.AS_WAIT, false),
    LEDGER_CHANGED(Told.AS_WAIT, false),
    TIME_SHORT(Told.AS_WAIT, false),
    THROTTLED(Told.AS_WAIT, false),
    SETUP_IN_PROGRESS(Told.AS_WAIT, false),
    OPERATION_REFUSED(Told.AS_WAIT, false),
    CALL_IN_DOUBT(Told.AS_WAIT, false),
    SERVICE_TROUBLE(Told.AS_WAIT, false),
    UNEXPECTED(Told.AS_WAIT, false),
    EXPORT_RUNNING(Told.AS_WAIT, false),
    /** Also what its message is kept for when the copy could not be deleted in the end. */
    COPY_NOT_DELETED(Told.AS_WAIT, false),
    RUN_UNFINISHED(Told.AS_WAIT, false),
    RESULT_NOT_LISTED(Told.AS_WAIT, false),
    IMAGE_PENDING(Told.AS_WAIT, false),
    IMAGE_NOT_LABELLED(Told.AS_WAIT, false);

    /** How people are told. */
    public enum Told {
        REQUEST_REJECTED,
        /** ExportFailed where the job held the claim, else RequestRejected. */
        EXPORT_FAILED_IF_CLAIMED,
        EXPORT_FAILED,
        EXPORT_ABANDONED,
        /** Logged and counted only. */
        NOTHING,
        /** Not the answer of a giving up, but a step on the way or a good end. */
        AS_PROGRESS,
        /** The job comes back. */
        AS_WAIT
    }

    private final Told told;
    private final boolean parked;

    Reason(Told told, boolean parked) {
        this.told = told;
        this.parked = parked;
    }

    /** As it is written everywhere, for example {@code SnapshotNotFound}. */
    public String code() {
        StringBuilder code = new StringBuilder();
        for (String word : name().split("_", -1)) {
            code.append(word.charAt(0)).append(word.substring(1).toLowerCase(java.util.Locale.ROOT));
        }
        return code.toString();
    }

    /** How people are told of it. */
    public Told told() {
        return told;
    }

    /** Whether a copy of the message is kept in the dead-letter queue. */
    public boolean isParked() {
        return parked;
    }

    /** @throws IllegalArgumentException when there is no such code */
    public static Reason ofCode(String code) {
        return Arrays.stream(values())
                .filter(reason -> reason.code().equals(code))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no reason has the code " + code));
    }
}
