package io.github.snapshotexporter.lightsail;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private record Listing(Instant begun, Map<String, List<ExportRecord>> bySourceArn) {}

    private record Failure(long number, Instant begun, TroubleException cause) {}

    private final Lightsail lightsail;
    private final Clock clock;
    private final ReentrantLock oneAtATime = new ReentrantLock();
    private final AtomicLong attemptsEnded = new AtomicLong();
    private Optional<Listing> last = Optional.empty();
    private Optional<Failure> lastFailure = Optional.empty();

    public ExportRecordListings(Lightsail lightsail, Clock clock) {
        this.lightsail = lightsail;
        this.clock = clock;
    }

    /** The records of one snapshot, from a listing that may be some minutes old: only where no call is in doubt. */
    public List<ExportRecord> recent(String snapshotArn) {
        return begunSince(clock.instant().minus(FRESH_ENOUGH), snapshotArn);
    }

    /**
     * The records of one snapshot, from a listing begun at {@code notBefore} or later.
     *
     * @throws TroubleException when Lightsail cannot be listed; all who waited for one listing fail with it
     */
    public List<ExportRecord> begunSince(Instant notBefore, String snapshotArn) {
        long arrived = attemptsEnded.get();
        oneAtATime.lock();
        try {
            Optional<Listing> usable = last.filter(listing -> !listing.begun.isBefore(notBefore));
            if (usable.isEmpty()) {
                // Ten jobs that each waited out a time-out would outlast their invocation.
                lastFailure
                        .filter(failure -> failure.number > arrived && !failure.begun.isBefore(notBefore))
                        .ifPresent(failure -> {
                            throw failure.cause;
                        });
            }
            return usable.orElseGet(this::list).bySourceArn.getOrDefault(snapshotArn, List.of());
        } finally {
            oneAtATime.unlock();
        }
    }

    private Listing list() {
        Instant begun = clock.instant();
        try {
            Listing listing = new Listing(
                    begun, lightsail.exportRecords().stream().collect(Collectors.groupingBy(ExportRecord::sourceArn)));
            last = Optional.of(listing);
            attemptsEnded.incrementAndGet();
            return listing;
        } catch (TroubleException cause) {
            lastFailure = Optional.of(new Failure(attemptsEnded.incrementAndGet(), begun, cause));
            throw cause;
        }
    }
}
