package io.github.snapshotexporter.job;

import java.time.Instant;
import java.util.Optional;

/**
 * How a message came.
 *
 * @param receiptHandle empty for a direct invocation, which has its message on the queue as well
 * @param sentAt when the job's message was sent
 * @param firstReceivedAt when it was first received
 * @param receiveCount how often it was received, this time included
 * @param asksOnce whether it only repeats an invocation: what that was answered stays its answer
 */
public record Delivery(
        Optional<String> receiptHandle, Instant sentAt, Instant firstReceivedAt, int receiveCount, boolean asksOnce) {
    /** A job that was received this often is given up, before SQS parks it without a reason (at 1,000). */
    public static final int MOST_RECEIVES = 950;

    /** What somebody asks for directly, at this moment. */
    public static Delivery direct(Instant now, boolean asksOnce) {
        return new Delivery(Optional.empty(), now, now, 1, asksOnce);
    }

    public boolean isDirect() {
        return receiptHandle.isEmpty();
    }

    /** Whether it must not be received again. */
    public boolean isLast() {
        return receiveCount >= MOST_RECEIVES;
    }

    /** Why it must not. */
    public Failure receiveLimit() {
        return Failure.of(Reason.RECEIVE_LIMIT, "The message was received " + receiveCount + " times.");
    }
}
