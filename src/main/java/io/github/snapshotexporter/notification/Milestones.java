package io.github.snapshotexporter.notification;

import io.github.snapshotexporter.job.Failure;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.queue.JobQueue;
import java.util.Optional;

/** Tells people, and keeps in the dead-letter queue what could not be told in the end. Throws the SDK's exceptions. */
public final class Milestones {
    private final Documents documents;
    private final Publisher publisher;
    private final JobQueue queue;

    public Milestones(Documents documents, Publisher publisher, JobQueue queue) {
        this.documents = documents;
        this.publisher = publisher;
        this.queue = queue;
    }

    /** What is written to be published. */
    public Documents documents() {
        return documents;
    }

    /**
     * Publishes a document.
     *
     * @param lastTry whether a failure is answered instead of thrown
     * @return why nobody was told; empty where it is published
     */
    public Optional<Failure> publish(String document, boolean lastTry) {
        return publisher.publish(document, lastTry).map(untold -> Failure.of(Reason.RETRY_DEADLINE, untold));
    }

    /**
     * Publishes a document, or keeps the message that it is about in the dead-letter queue instead.
     *
     * @return why nobody was told; empty where it is published
     */
    public Optional<Failure> publishOrPark(
            String document, boolean lastTry, Receive receive, String sourceSnapshotName) {
        Optional<Failure> untold = publish(document, lastTry);
        untold.ifPresent(failure -> queue.park(receive, failure, sourceSnapshotName, false));
        return untold;
    }
}
