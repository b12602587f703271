package io.github.snapshotexporter.job;

/** What a request can be waiting for; each phase has a deadline of its own, counted from when it was first entered. */
public enum Phase {
    /** A snapshot that an event announced is not visible yet. */
    APPEARING(Reason.SKIPPED),
    /** The snapshot is still being made. */
    PENDING(Reason.PENDING_DEADLINE),
    /** As many exports are in flight as may be. */
    SLOT(Reason.NO_SLOT),
    /** A service gave an error that may pass. */
    RETRY(Reason.RETRY_DEADLINE);

    private final Reason onDeadline;

    Phase(Reason onDeadline) {
        this.onDeadline = onDeadline;
    }

    /** The reason for giving up where the trouble does not name a better one. */
    public Reason onDeadline() {
        return onDeadline;
    }
}
