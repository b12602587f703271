package io.github.snapshotexporter.export;

import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.lightsail.ExportRecord;
import io.github.snapshotexporter.lightsail.Operation;
import java.util.List;
import java.util.Optional;

/**
 * The table of how an export ends. Operations and records are told apart because no documented fact ties them together.
 * {@code docs/errors.md} shows the same table and is checked against this one.
 */
enum ExportVerdict {
    SUCCEEDED,
    SUCCEEDED_WITHOUT_RESULT,
    FAILED,
    ABANDONED,
    FOLLOW_ON;

    /** Several operations taken as one. */
    enum Operations {
        FAILED,
        SUCCEEDED,
        NOT_TERMINAL,
        /** None was returned, or Lightsail does not know one of them. */
        UNKNOWN;

        static Operations of(ExportItem item) {
            List<Operation> operations = item.progress().operations();
            if (operations.stream().anyMatch(Operation::hasFailed)) {
                return FAILED;
            }
            boolean allEnded = operations.stream().allMatch(Operation::hasEnded);
            if (!operations.isEmpty() && allEnded) {
                return SUCCEEDED;
            }
            return firstToAsk(item).isPresent() ? NOT_TERMINAL : UNKNOWN;
        }
    }

    /** The operation to ask for next: the first that has not ended, of those that Lightsail knows. */
    static Optional<String> firstToAsk(ExportItem item) {
        return item.progress().operations().stream()
                .filter(operation -> !operation.hasEnded())
                .flatMap(operation -> operation.id().stream())
                .filter(id -> !item.progress().unknownOperations().contains(id))
                .findFirst();
    }

    /** Finds the row of the table; {@code overdue} says which deadlines have passed. */
    static ExportVerdict of(Optional<ExportRecord.State> record, Operations operations, Overdue overdue) {
        return record.map(state -> switch (state) {
                    case SUCCEEDED -> SUCCEEDED;
                    case FAILED -> FAILED;
                    case STARTED -> overdue.export() ? ABANDONED : FOLLOW_ON;
                })
                .orElseGet(() -> switch (operations) {
                    case FAILED -> FAILED;
                    case SUCCEEDED -> overdue.result() ? SUCCEEDED_WITHOUT_RESULT : FOLLOW_ON;
                    case NOT_TERMINAL, UNKNOWN -> overdue.export() ? ABANDONED : FOLLOW_ON;
                });
    }

    /** Which deadlines have passed. */
    record Overdue(boolean export, boolean result) {}
}
