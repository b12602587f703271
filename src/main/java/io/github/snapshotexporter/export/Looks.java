package io.github.snapshotexporter.export;

import io.github.snapshotexporter.job.SnapshotName;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.lightsail.ExportRecord;
import io.github.snapshotexporter.lightsail.ExportRecordListings;
import io.github.snapshotexporter.lightsail.Lightsail;
import io.github.snapshotexporter.lightsail.Operation;
import io.github.snapshotexporter.lightsail.TroubleException;
import io.github.snapshotexporter.telemetry.Decision;
import io.github.snapshotexporter.telemetry.DecisionLog;
import io.github.snapshotexporter.telemetry.Metric;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Looks whether Lightsail lists an export already, before anything is called. Throws {@link TroubleException}. */
final class Looks {
    /** An operation and its record are made at the same time. */
    private static final Duration SAME_TIME = Duration.ofMinutes(1);

    private final Lightsail lightsail;
    private final ExportRecordListings listings;
    private final Clock clock;
    private final DecisionLog log;

    Looks(Lightsail lightsail, ExportRecordListings listings, Clock clock, DecisionLog log) {
        this.lightsail = lightsail;
        this.listings = listings;
        this.clock = clock;
        this.log = log;
    }

    /** The export that a claimed attempt may adopt; where a call of it is in doubt, from a listing begun now. */
    Optional<ExportRecord> forClaimed(Task task, ExportItem claimed) {
        String arn = claimed.id().arn();
        Instant deadline = task.receive().deadline();
        List<ExportRecord> records = claimed.progress().callStartedAt().isPresent()
                ? listings.begunSince(clock.instant(), arn, deadline)
                : listings.recent(arn, deadline);
        return logged(task, records, listed -> RecordMatch.found(claimed, listed));
    }

    private Optional<ExportRecord> logged(
            Task task, List<ExportRecord> records, Function<List<ExportRecord>, Optional<ExportRecord>> match) {
        Optional<ExportRecord> found = match.apply(records);
        log.write(task.decided("look", found.isPresent() ? "Lightsail lists an export" : "Lightsail lists no export")
                .with("records", records.size()));
        return found;
    }

    /** An export that was made by hand, or by whoever, before this snapshot's first claim. */
    Optional<ExportRecord> beforeFirstClaim(Task task, String arn) {
        return logged(task, listings.recent(arn, task.receive().deadline()), records -> RecordMatch.ever(arn, records));
    }

    /** An export that has come through although the item says that it did not work out. */
    Optional<ExportRecord> afterEnd(Task task, ExportItem ended) {
        // Begun in this invocation, and so after every call of the generation that has ended.
        return RecordMatch.found(
                ended,
                listings.begunSince(
                        task.receive().invokedAt(),
                        ended.id().arn(),
                        task.receive().deadline()));
    }

    /** An adopted export's operations are good to have, but nothing depends on them. */
    List<Operation> operationsOf(Task task, SnapshotName name, ExportRecord record) {
        try {
            return Stream.of(record.name(), name.value())
                    .map(of -> lightsail.operationsFor(of, task.receive().deadline()))
                    .map(all -> all.stream()
                            .filter(operation -> belongsTo(operation, record))
                            .toList())
                    .filter(some -> !some.isEmpty())
                    .findFirst()
                    .orElse(List.of());
        } catch (TroubleException unknown) {
            return List.of();
        }
    }

    private static boolean belongsTo(Operation operation, ExportRecord record) {
        return operation.operationType().filter("ExportSnapshot"::equals).isPresent()
                && operation
                        .createdAt()
                        .filter(created -> Duration.between(created, record.createdAt())
                                        .abs()
                                        .compareTo(SAME_TIME)
                                <= 0)
                        .isPresent();
    }

    /** The log line of an adoption. */
    static Decision adopted(Task task, String how, ExportRecord record) {
        return task.decided("look", how)
                .with("record", record.name())
                .counting(Metric.ADOPTED)
                .counting(Metric.STARTED);
    }
}
