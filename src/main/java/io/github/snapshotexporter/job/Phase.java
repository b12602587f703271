package io.github.snapshotexporter.job;

import io.github.snapshotexporter.settings.Deadlines;
import java.time.Duration;
import java.util.Optional;

/** What a request can be waiting for; each phase has a deadline of its own, counted from when it was first entered. */
public enum Phase {
    /** A snapshot that an event announced is not visible yet. */
    APPEARING(Reason.SKIPPED),
    /** The snapshot is still being made. */
    PENDING(Reason.PENDING_DEADLINE),
    /** As many exports are in flight as may be. */
    SLOT(Reason.NO_SLOT),
    /** What was seen or made before cannot be seen: a moment's lag, or it is gone. */
    VANISHED(Reason.SNAPSHOT_NOT_FOUND),
    /** Lightsail denies access: permissions take seconds to spread, and credentials are renewed. */
    DENIED(Reason.ACCESS_DENIED),
    /** A service gave an error that may pass. */
    RETRY(Reason.RETRY_DEADLINE),
    /** The export is under way; the ledger's item of the export knows since when. */
    EXPORTING(Reason.EXPORT_DEADLINE);

    private final Reason onDeadline;

    Phase(Reason onDeadline) {
        this.onDeadline = onDeadline;
    }

    /** Whether something has failed, which gives no new deadline to what it interrupts. */
    public boolean isTrouble() {
        return switch (this) {
            case VANISHED, DENIED, RETRY -> true;
            case APPEARING, PENDING, SLOT, EXPORTING -> false;
        };
    }

    /** Whether it passes within moments or not at all: each time that it comes up anew, its clock begins anew. */
    public boolean isBrief() {
        return this == VANISHED || this == DENIED;
    }

    /**
     * Whether its clock begins anew where a job comes to it from there: a brief one always, and errors after a wait for a
     * slot, in which nothing has failed. The slot's own clock bounds how often.
     *
     * @param before what the job waited for last
     */
    public boolean beginsAnewAfter(Optional<Phase> before) {
        boolean hasChanged = before.filter(this::equals).isEmpty();
        return hasChanged
                && (isBrief() || (this == RETRY && before.filter(SLOT::equals).isPresent()));
    }

    /** The reason for giving up where the trouble does not name a better one. */
    public Reason onDeadline() {
        return onDeadline;
    }

    /** How long it may take. */
    public Duration deadline(Deadlines deadlines) {
        return switch (this) {
            case APPEARING -> Deadlines.APPEARING;
            case PENDING -> deadlines.pending();
            case SLOT -> deadlines.slot();
            case VANISHED, DENIED -> deadlines.brief();
            case RETRY -> deadlines.retry();
            case EXPORTING -> deadlines.export();
        };
    }
}
