package io.github.snapshotexporter.export;

import io.github.snapshotexporter.ledger.ExportItem;
import java.time.Instant;
import java.util.Optional;

/**
 * What one receive has claimed, if anything: the item as its last write has left it, and whether Lightsail may have
 * accepted an export of it that nobody has seen. For one thread.
 */
final class Claim {
    private Optional<ExportItem> item = Optional.empty();
    private boolean isFresh;
    private boolean afterOwnCall;
    private boolean inDoubt;
    private boolean isHandedOver;
    private Optional<Instant> ownEnd = Optional.empty();

    /** Nobody has had this attempt before. */
    ExportItem take(ExportItem claimed) {
        isFresh = true;
        inDoubt = false;
        afterOwnCall = false;
        return became(claimed);
    }

    /** @param before as whoever had it has left it */
    ExportItem takeOver(ExportItem taken, ExportItem before) {
        inDoubt = taken.progress().callStartedAt().isPresent();
        afterOwnCall = inDoubt && !before.progress().nothingBegun();
        return became(taken);
    }

    ExportItem became(ExportItem now) {
        item = Optional.of(now);
        return now;
    }

    /** Whether nobody has had this attempt before, so that no call of it can have got through. */
    boolean isFresh() {
        return isFresh;
    }

    /** Whether a call of an earlier receive may have begun an export. */
    boolean isAfterOwnCall() {
        return afterOwnCall;
    }

    /** A call is about to be made. */
    void calls() {
        inDoubt = true;
    }

    /** The call certainly has started nothing. */
    void callFailed() {
        inDoubt = false;
    }

    /** The tracker has it, and with the same write the job has ended. */
    void handedOver() {
        isHandedOver = true;
    }

    boolean isHandedOver() {
        return isHandedOver;
    }

    /** The job is answered by an end that it has brought about itself by giving up, in this receive or in an earlier one. */
    void answeredByOwnEnd(ExportItem ended) {
        ownEnd = ended.end().at();
    }

    /** When that was: before the message was parked, so that one that was moved back since is newer. */
    Optional<Instant> ownEnd() {
        return ownEnd;
    }

    /** What may be given back before the lease ends: nobody can meet a call of this receive that gets through late. */
    Optional<ExportItem> toLetGo() {
        return item.filter(claimed -> !inDoubt && claimed.status() == ExportItem.Status.CLAIMED);
    }
}
