package io.github.snapshotexporter.job;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * One receive of one job's message: the time and the name under which it acts.
 *
 * @param body as it came
 * @param owner of leases; fresh for each receive, so that nobody else acts under it
 */
public record Receive(JobId job, String body, Delivery delivery, Invocation invocation, UUID owner) {
    /** Time for what surrounds a call, so that a call that times out still leaves its invocation alive. */
    private static final Duration CALL_MARGIN = Duration.ofSeconds(1);

    public Receive(JobId job, String body, Delivery delivery, Invocation invocation) {
        this(job, body, delivery, invocation, UUID.randomUUID());
    }

    public String jobId() {
        return job.id();
    }

    public String jobKey() {
        return job.key();
    }

    /** When the invocation began. */
    public Instant invokedAt() {
        return invocation.begunAt();
    }

    /** When the invocation ends. */
    public Instant deadline() {
        return invocation.deadline();
    }

    /** When a lease taken in this receive ends. */
    public Instant leaseUntil() {
        return invocation.leaseUntil();
    }

    /**
     * Makes sure that the invocation, and with it each lease, outlasts a call that takes so long.
     *
     * @param call what is called
     * @throws Stop where it does not
     */
    public void checkTimeFor(String call, Duration longest, Instant now) {
        if (Duration.between(now, deadline()).compareTo(longest.plus(CALL_MARGIN)) < 0) {
            throw Stop.shortOfTime(call);
        }
    }

    /** Whether somebody has asked for the job again after it had ended at {@code end}. */
    public boolean asksAgainAfter(Instant end) {
        return !delivery.asksOnce() && isNewerThan(end);
    }

    /** Whether the job was asked for after {@code moment}. */
    public boolean isNewerThan(Instant moment) {
        return delivery.sentAt().isAfter(moment);
    }
}
