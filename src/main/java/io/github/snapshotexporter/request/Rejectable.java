package io.github.snapshotexporter.request;

import io.github.snapshotexporter.job.Failure;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.ledger.JobItem;
import io.github.snapshotexporter.telemetry.Decision;
import io.github.snapshotexporter.telemetry.Subject;
import java.util.Optional;

/** A request, as people and the log are told of it when it is rejected. */
public interface Rejectable extends Subject {
    Receive receive();

    /** Of the job, when it was last read. */
    JobItem known();

    /** The name of the snapshot that was asked for, as far as it is known. */
    default Optional<String> snapshotName() {
        return Optional.empty();
    }

    /** For people. */
    default Optional<String> requestedBy() {
        return Optional.empty();
    }

    /** The run that wants to know the end. */
    default Optional<String> run() {
        return Optional.empty();
    }

    /** Does what else is due when people were told of the rejection, and before the message is kept. */
    default void rejected(Failure failure, boolean lastTry) {}

    @Override
    default Decision about(Decision decision) {
        return decision.with("jobId", receive().jobId());
    }
}
