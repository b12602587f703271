package io.github.snapshotexporter.dispatch;

import io.github.snapshotexporter.event.Content;
import io.github.snapshotexporter.job.Delays;
import io.github.snapshotexporter.job.Failure;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.queue.JobQueue;
import io.github.snapshotexporter.settings.Deadlines;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What becomes of a job for which not even the ledger can be written: it comes back, or at the deadline its message is kept
 * in the dead-letter queue, where a person will find it. Only this process remembers since when.
 */
public final class LastResort {
    private final JobQueue queue;
    private final Deadlines deadlines;
    private final Delays delays;
    private final Clock clock;
    private final AtomicReference<Optional<Instant>> since = new AtomicReference<>(Optional.empty());

    public LastResort(JobQueue queue, Deadlines deadlines, Delays delays, Clock clock) {
        this.queue = queue;
        this.deadlines = deadlines;
        this.delays = delays;
        this.clock = clock;
    }

    /** Some job has come through: the outage, if there was one, is over. */
    void isNotNeeded() {
        since.set(Optional.empty());
    }

    Outcome outcome(Content content, RuntimeException failed, Receive receive) {
        Instant now = clock.instant();
        Instant received = receive.delivery().firstReceivedAt();
        Instant begun =
                since.updateAndGet(known -> Optional.of(known.orElse(now))).orElseThrow();
        Duration met = Duration.between(begun.isAfter(received) ? begun : received, now);
        Outcome comeBack = new Outcome.ComeBack(delays.after(met), Reason.SERVICE_TROUBLE, failed.toString());
        boolean isTooLong = met.compareTo(deadlines.retry()) >= 0
                || Duration.between(received, now).compareTo(longestLife(content)) >= 0
                || receive.delivery().isLast();
        if (!isTooLong) {
            return comeBack;
        }
        Failure failure = Failure.of(
                failed instanceof SdkException ? Reason.RETRY_DEADLINE : Reason.INTERNAL_ERROR, failed.toString());
        try {
            queue.park(receive, failure, JobLog.snapshotIn(content), false);
            return new Outcome.GivenUp(failure);
        } catch (SdkException alsoFailed) {
            return comeBack;
        }
    }

    /** After this, a job of this kind has passed every deadline that it can have. */
    private Duration longestLife(Content content) {
        return content instanceof Content.Wanted(Job.TrackExport track)
                ? deadlines.longestTracking()
                : deadlines.longestRequest();
    }
}
