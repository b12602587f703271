package io.github.snapshotexporter.export;

import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.lightsail.ExportRecord;
import io.github.snapshotexporter.lightsail.ExportRecord.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which of a snapshot's export records is an attempt's own. No field of Lightsail's ties an operation to its record, so
 * times and what was booked before have to tell.
 */
final class RecordMatch {
    /** The clocks of Lightsail and of the function may differ by this much. */
    private static final Duration TOLERANCE = Duration.ofMinutes(1);

    private static final Comparator<ExportRecord> OLDEST_FIRST =
            Comparator.comparing(ExportRecord::createdAt).thenComparing(ExportRecord::name);

    private RecordMatch() {}

    /** The record that tells how a started attempt goes: the booked one, else the first since its call, in any state. */
    static Optional<ExportRecord> followed(ExportItem item, List<ExportRecord> records) {
        if (item.progress().record().isPresent()) {
            String booked = item.progress().record().get();
            return records.stream()
                    .filter(record -> record.name().equals(booked))
                    .findFirst();
        }
        return candidates(item, records)
                .filter(record -> item.progress()
                        .callStartedAt()
                        .filter(call -> isSince(record, call))
                        .isPresent())
                .findFirst();
    }

    /**
     * What a look finds, to be adopted instead of calling (again): a record that Succeeded, else one that is Started. One that
     * Failed is found only where a call of a claimed attempt is in doubt: then it is that call's, and ends the attempt.
     */
    static Optional<ExportRecord> found(ExportItem item, List<ExportRecord> records) {
        return first(item, records, State.SUCCEEDED, record -> succeededForThis(item, record))
                .or(() -> first(item, records, State.STARTED, record -> startedForThis(item, record)))
                .or(() -> first(item, records, State.FAILED, record -> failedForThis(item, record)));
    }

    /** What a look before the very first claim of a snapshot finds: any export of it that Succeeded, or else is Started. */
    static Optional<ExportRecord> ever(String arn, List<ExportRecord> records) {
        List<ExportRecord> own = records.stream()
                .filter(record -> record.sourceArn().equals(arn))
                .sorted(OLDEST_FIRST)
                .toList();
        return own.stream()
                .filter(record -> record.state() == State.SUCCEEDED)
                .findFirst()
                .or(() -> own.stream()
                        .filter(record -> record.state() == State.STARTED)
                        .findFirst());
    }

    /** Whether the export may be one of a call of this attempt, rather than somebody else's from before. */
    static boolean isOfOwnCall(ExportItem item, ExportRecord record) {
        return item.progress()
                .callStartedAt()
                .filter(call -> isSince(record, call))
                .isPresent();
    }

    private static boolean succeededForThis(ExportItem item, ExportRecord record) {
        return isBooked(item, record)
                || item.takesAnyExport()
                || isSince(record, item.generation().startedAt());
    }

    private static boolean startedForThis(ExportItem item, ExportRecord record) {
        return isBooked(item, record)
                || item.progress()
                        .callStartedAt()
                        .map(call -> isSince(record, call))
                        .orElse(item.takesAnyExport());
    }

    /** An ended attempt's own record, which it may have adopted long after the export had begun. */
    private static boolean isBooked(ExportItem item, ExportRecord record) {
        return item.progress().record().filter(record.name()::equals).isPresent();
    }

    private static boolean failedForThis(ExportItem item, ExportRecord record) {
        return item.status() == ExportItem.Status.CLAIMED && isOfOwnCall(item, record);
    }

    private static Optional<ExportRecord> first(
            ExportItem item, List<ExportRecord> records, State state, Predicate<ExportRecord> fits) {
        return candidates(item, records)
                .filter(record -> record.state() == state)
                .filter(fits)
                .findFirst();
    }

    private static Stream<ExportRecord> candidates(ExportItem item, List<ExportRecord> records) {
        return records.stream()
                .filter(record -> record.sourceArn().equals(item.id().arn()))
                .filter(record -> !item.booked().contains(record.name()))
                .filter(record -> !(hasBrokenImage(item) && isBooked(item, record)))
                .sorted(OLDEST_FIRST);
    }

    private static boolean hasBrokenImage(ExportItem item) {
        return item.end()
                .error()
                .filter(failure -> failure.reason() == Reason.IMAGE_FAILED)
                .isPresent();
    }

    private static boolean isSince(ExportRecord record, Instant moment) {
        return !record.createdAt().isBefore(moment.minus(TOLERANCE));
    }
}
