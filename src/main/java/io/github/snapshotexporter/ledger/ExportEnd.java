package io.github.snapshotexporter.ledger;

import io.github.snapshotexporter.ec2.ImageFacts;
import io.github.snapshotexporter.job.Failure;
import io.github.snapshotexporter.ledger.ExportItem.Status;
import io.github.snapshotexporter.lightsail.Destination;
import java.util.Optional;

/**
 * How an attempt ends. Retrying is an end too: another attempt follows.
 *
 * @param record that turned out to be the attempt's, where one did
 * @param image what EC2 has said of the destination, where it has said that it can be used
 * @param parkedBy the key of the job that gave it up and keeps its message in the dead-letter queue
 */
public record ExportEnd(
        Kind kind,
        Optional<String> record,
        Optional<Destination> destination,
        Optional<ImageFacts> image,
        Optional<Failure> failure,
        Optional<String> parkedBy) {
    /** The ways to end. */
    public enum Kind {
        SUCCEEDED(Status.SUCCEEDED),
        FAILED(Status.FAILED),
        RETRYING(Status.RETRYING),
        ABANDONED(Status.ABANDONED);

        private final Status status;

        Kind(Status status) {
            this.status = status;
        }

        /** As which the item stands then. */
        public Status status() {
            return status;
        }
    }

    public static ExportEnd succeeded(
            Optional<String> record, Optional<Destination> destination, Optional<ImageFacts> image) {
        return new ExportEnd(Kind.SUCCEEDED, record, destination, image, Optional.empty(), Optional.empty());
    }

    /** Succeeded by what the operation says, but no record tells what came out. */
    public static ExportEnd succeededWithoutResult(Failure noResult) {
        return new ExportEnd(
                Kind.SUCCEEDED,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(noResult),
                Optional.empty());
    }

    public static ExportEnd failed(Optional<String> record, Failure failure) {
        return withoutResult(Kind.FAILED, record, failure, Optional.empty());
    }

    /** Failed, and to be tried again. */
    public static ExportEnd retrying(Optional<String> record, Failure failure) {
        return withoutResult(Kind.RETRYING, record, failure, Optional.empty());
    }

    /** Given up by a job before Lightsail had accepted anything. */
    public static ExportEnd givenUp(Failure failure, String jobKey) {
        return withoutResult(Kind.FAILED, Optional.empty(), failure, parkedBy(failure, jobKey));
    }

    /** No longer followed by the tracker that gives up here. */
    public static ExportEnd abandoned(Optional<String> record, Failure failure, String jobKey) {
        return withoutResult(Kind.ABANDONED, record, failure, parkedBy(failure, jobKey));
    }

    private static ExportEnd withoutResult(
            Kind kind, Optional<String> record, Failure failure, Optional<String> parkedBy) {
        return new ExportEnd(kind, record, Optional.empty(), Optional.empty(), Optional.of(failure), parkedBy);
    }

    private static Optional<String> parkedBy(Failure failure, String jobKey) {
        return failure.reason().isParked() ? Optional.of(jobKey) : Optional.empty();
    }
}
