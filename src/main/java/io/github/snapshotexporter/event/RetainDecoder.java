package io.github.snapshotexporter.event;

import io.github.snapshotexporter.job.InvalidRequestException;
import io.github.snapshotexporter.job.Quoted;
import io.github.snapshotexporter.job.RetainRequest;
import io.github.snapshotexporter.settings.KeepRules;
import io.github.snapshotexporter.wire.Members;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Reads what a {@code retain} object asks for. */
final class RetainDecoder {
    private static final Set<String> MEMBERS = Set.of(
            "keepLast", "keepDaily", "keepWeekly", "keepMonthly", "keepYearly", "keepWithin", "sources", "dryRun");
    /** As long as Lightsail's names can be. */
    private static final int LONGEST_NAME = 255;

    private static final int MOST_SOURCES = 100;
    private static final int SHOWN = 40;

    private RetainDecoder() {}

    /** @throws InvalidRequestException naming the member that is missing, unknown or malformed */
    static RetainRequest decode(Members retain, Optional<String> requestId) {
        retain.allow(MEMBERS);
        return new RetainRequest(
                new KeepRules(
                        retain.number("keepLast", 1, KeepRules.MOST),
                        retain.number("keepDaily", 1, KeepRules.MOST),
                        retain.number("keepWeekly", 1, KeepRules.MOST),
                        retain.number("keepMonthly", 1, KeepRules.MOST),
                        retain.number("keepYearly", 1, KeepRules.MOST),
                        retain.text("keepWithin", SHOWN).map(RetainDecoder::days)),
                new HashSet<>(retain.texts("sources", LONGEST_NAME, MOST_SOURCES)),
                retain.flag("dryRun"),
                requestId);
    }

    private static int days(String text) {
        int count = KeepRules.days(text)
                .orElseThrow(() -> new InvalidRequestException("keepWithin must be a number of days from P1D to P"
                        + KeepRules.MOST + "D, without weeks, months or hours, but is " + Quoted.of(text, SHOWN)));
        if (count < 1) {
            throw new InvalidRequestException(
                    "keepWithin must be from P1D to P" + KeepRules.MOST + "D, but is P" + count + "D");
        }
        return count;
    }
}
