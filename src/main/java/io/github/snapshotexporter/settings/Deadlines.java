package io.github.snapshotexporter.settings;

import java.time.Duration;

/**
 * How long things may take.
 *
 * @param retry a request is kept through errors that may pass
 * @param pending a request waits for a snapshot that is still being made
 * @param slot a request waits for one of the slots
 * @param export an export is followed
 * @param result the id of the result is waited for after the operation has succeeded
 * @param run a nightly run waits for its members
 * @param brief what passes within moments, or not at all, is waited for
 */
public record Deadlines(
        Duration retry,
        Duration pending,
        Duration slot,
        Duration export,
        Duration result,
        Duration run,
        Duration brief) {
    /** How long an event-born request waits for its snapshot to become visible. */
    public static final Duration APPEARING = Duration.ofMinutes(15);

    static Deadlines of(EnvironmentReader read, Duration minDelay) {
        return new Deadlines(
                read.duration("RETRY_DEADLINE", Duration.ofHours(6)),
                read.duration("PENDING_DEADLINE", Duration.ofHours(24)),
                read.duration("SLOT_DEADLINE", Duration.ofHours(48)),
                read.duration("EXPORT_DEADLINE", Duration.ofHours(48)),
                read.duration("RESULT_DEADLINE", Duration.ofHours(2)),
                read.duration("RUN_DEADLINE", Duration.ofHours(12)),
                minDelay.multipliedBy(4));
    }

    /** How long the message of a request can be followed: all its phases, one after the other. */
    public Duration longestRequest() {
        return retry.plus(pending).plus(slot).plus(APPEARING);
    }

    /** How long the message of a tracker can be followed: after the end is written, its publishing may be retried. */
    public Duration longestTracking() {
        return export.plus(result).plus(retry);
    }
}
