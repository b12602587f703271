package io.github.snapshotexporter.lightsail;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * The listing of all export records, shared by everybody who can use one of its age: it has no filter and grows with every
 * export ever made, so it is the exporter's most expensive read.
 */
public final class ExportRecordListings {
    /** Where no call is in doubt, a listing of this age will do. */
    private static final Duration FRESH_ENOUGH = Duration.ofMinutes(10);

    /** A run comes back after a quarter of an hour at most. */
    private static final Duration NOT_LONG_AGO = Duration.ofMinutes(30);

    private record Complete(Instant begun, Map<String, List<ExportRecord>> bySourceArn) {}

    private record Failure(long number, Instant begun, TroubleException cause) {}

    private final Lightsail lightsail;
    private final Clock clock;
    private final ReentrantLock oneAtATime = new ReentrantLock();
    private final AtomicLong attemptsEnded = new AtomicLong();
    private Optional<Complete> last = Optional.empty();
    private Optional<RecordPages> interrupted = Optional.empty();
    private Optional<Failure> lastFailure = Optional.empty();

    public ExportRecordListings(Lightsail lightsail, Clock clock) {
        this.lightsail = lightsail;
        this.clock = clock;
    }

    /** The records of one snapshot, from a listing that may be some minutes old: only where no call is in doubt. */
    public List<ExportRecord> recent(String snapshotArn, Instant deadline) {
        return begunSince(clock.instant().minus(FRESH_ENOUGH), snapshotArn, deadline);
    }

    /**
     * The records of one snapshot, from a listing begun at {@code notBefore} or later.
     *
     * @param deadline when the invocation ends; a listing that it ends first goes on in the next one, for those whom its
     *     beginning suits
     * @throws TroubleException when Lightsail cannot be listed; all who waited for one listing fail with it
     */
    public List<ExportRecord> begunSince(Instant notBefore, String snapshotArn, Instant deadline) {
        return begunSince(notBefore, notBefore, snapshotArn, deadline);
    }

    /**
     * The same for who follows an export: a listing that is so long that an earlier invocation had to interrupt it may go on
     * for them if it was begun at {@code interruptedSince} or later, or they would never see its end.
     */
    public List<ExportRecord> begunSince(
            Instant notBefore, Instant interruptedSince, String snapshotArn, Instant deadline) {
        return complete(notBefore, interruptedSince, deadline).bySourceArn.getOrDefault(snapshotArn, List.of());
    }

    /**
     * The ARNs of all snapshots of which an export has succeeded, from a listing that begins now, or goes on where the time of
     * an earlier invocation has ended it.
     *
     * @throws TroubleException when Lightsail cannot be listed, or not in the time of this invocation
     */
    public Set<String> exported(Instant deadline) {
        Instant now = clock.instant();
        return complete(now, now.minus(NOT_LONG_AGO), deadline).bySourceArn.values().stream()
                .flatMap(List::stream)
                .filter(record -> record.state() == ExportRecord.State.SUCCEEDED)
                .map(ExportRecord::sourceArn)
                .collect(Collectors.toSet());
    }

    private Complete complete(Instant notBefore, Instant interruptedSince, Instant deadline) {
        long arrived = attemptsEnded.get();
        oneAtATime.lock();
        try {
            Optional<Complete> usable = last.filter(listing -> !listing.begun.isBefore(notBefore));
            if (usable.isEmpty()) {
                // Ten jobs that each waited out a time-out would outlast their invocation.
                lastFailure
                        .filter(failure -> failure.number > arrived && !failure.begun.isBefore(notBefore))
                        .ifPresent(failure -> {
                            throw failure.cause;
                        });
            }
            return usable.orElseGet(() -> list(interruptedSince, deadline));
        } finally {
            oneAtATime.unlock();
        }
    }

    private Complete list(Instant interruptedSince, Instant deadline) {
        Instant now = clock.instant();
        RecordPages pages = interrupted
                .filter(place -> !place.begun().isBefore(interruptedSince))
                .orElseGet(() -> new RecordPages(now));
        interrupted = Optional.of(pages);
        try {
            lightsail.readOn(pages, deadline);
            interrupted = Optional.empty();
            Complete listing = new Complete(
                    pages.begun(), pages.records().stream().collect(Collectors.groupingBy(ExportRecord::sourceArn)));
            last = Optional.of(listing);
            attemptsEnded.incrementAndGet();
            return listing;
        } catch (TroubleException cause) {
            boolean goesOn =
                    cause.trouble() == LightsailTrouble.DOUBTFUL || cause.trouble() == LightsailTrouble.THROTTLED;
            if (!goesOn || pages.listing().isStuck()) {
                interrupted = Optional.empty();
            }
            lastFailure = Optional.of(new Failure(attemptsEnded.incrementAndGet(), now, cause));
            throw cause;
        }
    }
}
