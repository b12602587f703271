package io.github.snapshotexporter.ledger;

/** What came of claiming an export: it needs one of the slots. */
public sealed interface ClaimAnswer permits LedgerAnswer, ClaimAnswer.NoSlot {
    /** As many exports are in flight as may be. */
    record NoSlot() implements ClaimAnswer {}
}
