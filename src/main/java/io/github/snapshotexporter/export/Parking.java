package io.github.snapshotexporter.export;

import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.Timestamps;
import io.github.snapshotexporter.ledger.Failure;
import io.github.snapshotexporter.queue.JobQueue;
import io.github.snapshotexporter.telemetry.Decision;
import io.github.snapshotexporter.telemetry.DecisionLog;
import io.github.snapshotexporter.telemetry.Metric;
import java.util.LinkedHashMap;
import java.util.Map;

/** Keeps given-up messages in the dead-letter queue, with what a person needs to know as attributes. */
public final class Parking {
    private static final int LONGEST_DETAIL = 1_000;

    private final JobQueue queue;
    private final DecisionLog log;

    public Parking(JobQueue queue, DecisionLog log) {
        this.queue = queue;
        this.log = log;
    }

    /** @param published whether people were told, or this copy is all that there is */
    public void park(Receive receive, Failure failure, String sourceSnapshotName, boolean published) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("reason", failure.reason().code());
        attributes.put(JobQueue.JOB_ID, receive.jobId());
        attributes.put("sourceSnapshotName", sourceSnapshotName);
        attributes.put("firstSeen", Timestamps.format(receive.firstReceivedAt()));
        attributes.put("published", published ? "" : "false");
        attributes.put("detail", fit(failure.message()));
        queue.park(receive.body(), attributes);
        Decision decision = Decision.warning("park", "kept in the dead-letter queue")
                .with("jobId", receive.jobId())
                .with("snapshot", sourceSnapshotName)
                .with("reason", failure.reason().code())
                .with("detail", failure.message())
                .counting(Metric.PARKED);
        log.write(published ? decision : decision.with("published", false).counting(Metric.UNPUBLISHED));
    }

    /** Cut to a length, and without the characters that SQS refuses. */
    private static String fit(String detail) {
        return detail.codePoints()
                .filter(Parking::isAllowedBySqs)
                .limit(LONGEST_DETAIL)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /**
     * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html">SendMessage</a>
     */
    private static boolean isAllowedBySqs(int c) {
        return c == 0x9
                || c == 0xA
                || c == 0xD
                || (c >= 0x20 && c <= 0xD7FF)
                || (c >= 0xE000 && c <= 0xFFFD)
                || (c >= 0x10000 && c <= 0x10FFFF);
    }
}
