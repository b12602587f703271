package io.github.snapshotexporter.export;

import io.github.snapshotexporter.ec2.ImageAnswer;
import io.github.snapshotexporter.job.Failure;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.ledger.ExportEnd;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.lightsail.Operation;
import io.github.snapshotexporter.telemetry.Decision;
import io.github.snapshotexporter.telemetry.Metric;
import java.util.Optional;

/** The ends that an attempt can have by itself, and how they are told to the log. */
final class Ends {
    private Ends() {}

    /** Failed for good with the last attempt, else to be tried again. */
    static ExportEnd afterFailure(ExportItem item, Optional<String> record, int maxAttempts) {
        return afterFailure(item, record, reasonOfFailure(item), maxAttempts);
    }

    /** The same for an export that has succeeded, and whose image is of no use. */
    static ExportEnd afterBrokenImage(
            ExportItem item, Optional<String> record, ImageAnswer.Broken image, int maxAttempts) {
        return afterFailure(item, record, new Failure(Reason.IMAGE_FAILED, image.code(), image.message()), maxAttempts);
    }

    private static ExportEnd afterFailure(ExportItem item, Optional<String> record, Failure failure, int maxAttempts) {
        return item.id().attempt() < maxAttempts
                ? ExportEnd.retrying(record, failure)
                : ExportEnd.failed(record, failure);
    }

    /** A record tells no reason, so the operation has to. */
    private static Failure reasonOfFailure(ExportItem item) {
        return item.progress().operations().stream()
                .filter(Operation::hasFailed)
                .findFirst()
                .map(operation -> new Failure(
                        Reason.EXPORT_FAILED,
                        operation.errorCode().orElse(""),
                        operation.errorDetails().orElse("Lightsail's operation failed without telling why.")))
                .orElseGet(() -> new Failure(
                        Reason.EXPORT_FAILED,
                        "",
                        "Lightsail's record of the export failed; a record tells no reason."));
    }

    /**
     * The log line of an end that was written, with its metrics.
     *
     * @param willBeReported whether the report of a run is still to come, and will tell this end
     */
    static Decision logged(ExportItem item, ExportEnd end, String jobId, boolean willBeReported) {
        Decision decision = Decision.info(
                        "end", "the attempt is " + end.kind().status().word())
                .with("jobId", jobId)
                .with("snapshot", item.snapshot().name())
                .with("generation", item.id().generation())
                .with("attempt", item.id().attempt())
                .with(
                        "reason",
                        end.failure().map(failure -> failure.reason().code()).orElse(""))
                .with("code", end.failure().map(Failure::code).orElse(""))
                .with("detail", end.failure().map(Failure::message).orElse(""))
                .with("destination", end.destination().map(found -> found.id()).orElse(""));
        return switch (end.kind()) {
            case SUCCEEDED ->
                decision.counting(Metric.SUCCEEDED)
                        .measuringSince(
                                Metric.EXPORT_DURATION, item.generation().startedAt());
            case FAILED -> countFailed(decision, end, willBeReported);
            case ABANDONED -> decision.counting(Metric.ABANDONED);
            case RETRYING -> decision.counting(Metric.RETRIED);
        };
    }

    private static Decision countFailed(Decision decision, ExportEnd end, boolean willBeReported) {
        if (!end.failure().stream().allMatch(Failure::isTold)) {
            return decision.counting(Metric.SKIPPED);
        }
        Decision counted = decision.counting(Metric.FAILED);
        return willBeReported ? counted : counted.counting(Metric.FAILED_UNREPORTED);
    }
}
