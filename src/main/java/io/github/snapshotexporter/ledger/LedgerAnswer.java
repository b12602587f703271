package io.github.snapshotexporter.ledger;

import io.github.snapshotexporter.job.Receive;
import java.util.Optional;

/** What a change of an export's item met. */
public sealed interface LedgerAnswer extends ClaimAnswer {
    /** The change was made; the item as it is now. */
    record Written(ExportItem item) implements LedgerAnswer {}

    /** The item is not what the change was meant for; empty where there is none. */
    record Refused(Optional<ExportItem> item) implements LedgerAnswer {}

    /**
     * The item, where the change was made or shows that this receive has made it already: then the answer to the first
     * try was lost and the SDK's second one refused.
     */
    default Optional<ExportItem> wonBy(Receive receive) {
        return switch (this) {
            case Written(ExportItem item) -> Optional.of(item);
            case Refused(Optional<ExportItem> item) -> item.filter(found -> found.isLeasedTo(receive));
        };
    }

    /** Whether the job has given the export up: by this change, or by the first try of it, whose answer was lost. */
    default boolean isGivenUpBy(String jobKey) {
        return switch (this) {
            case Written written -> true;
            case Refused(Optional<ExportItem> item) ->
                item.filter(found -> found.status() == ExportItem.Status.FAILED)
                        .filter(found -> found.isParkedBy(jobKey))
                        .isPresent();
        };
    }
}
