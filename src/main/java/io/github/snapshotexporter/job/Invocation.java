package io.github.snapshotexporter.job;

import java.time.Duration;
import java.time.Instant;

/**
 * One invocation of the function.
 *
 * @param requestId Lambda's: the same when Lambda delivers an asynchronous invocation again
 */
public record Invocation(String requestId, Instant begunAt, Instant deadline) {
    /** A lease outlives its invocation by this much, so that no lease ends while its owner can still act. */
    public static final Duration LEASE_MARGIN = Duration.ofSeconds(10);

    /** When a lease taken in this invocation ends. */
    public Instant leaseUntil() {
        return deadline.plus(LEASE_MARGIN);
    }
}
