package io.github.snapshotexporter.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One receive of one job's message: the time and the name under which it acts.
 *
 * @param jobId the same for every receive of the job, a redriven message's included
 * @param jobKey under which the ledger knows the job: requesters may use one id for several snapshots
 * @param body as it came
 * @param receiptHandle empty for a direct invocation, which has its message on the queue as well
 * @param sentAt when the job's message was sent
 * @param firstReceivedAt when the message was first received
 * @param receiveCount how often the message was received, this time included
 * @param asksOnce whether it only repeats an invocation: what that was answered stays its answer
 * @param owner of leases; fresh for each receive, so that nobody else acts under it
 * @param invokedAt when the invocation began
 * @param deadline when the invocation ends
 */
public record Receive(
        String jobId,
        String jobKey,
        String body,
        Optional<String> receiptHandle,
        Instant sentAt,
        Instant firstReceivedAt,
        int receiveCount,
        boolean asksOnce,
        UUID owner,
        Instant invokedAt,
        Instant deadline) {

    /** A lease outlives its invocation by this much, so that no lease ends while its owner can still act. */
    public static final Duration LEASE_MARGIN = Duration.ofSeconds(10);

    /** When a lease taken in this receive ends. */
    public Instant leaseUntil() {
        return deadline.plus(LEASE_MARGIN);
    }

    /** Whether somebody has asked for the job again after it had ended at {@code end}. */
    public boolean asksAgainAfter(Instant end) {
        return !asksOnce && isNewerThan(end);
    }

    /** Whether the job was asked for after {@code moment}. */
    public boolean isNewerThan(Instant moment) {
        return sentAt.isAfter(moment);
    }
}
