package io.github.snapshotexporter.event;

import io.github.snapshotexporter.job.InvalidRequestException;
import io.github.snapshotexporter.job.KeepRules;
import io.github.snapshotexporter.job.Quoted;
import io.github.snapshotexporter.job.RetainRequest;
import io.github.snapshotexporter.wire.Members;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what a {@code retain} object asks for. */
final class RetainDecoder {
    private static final Set<String> MEMBERS = Set.of(
            "keepLast", "keepDaily", "keepWeekly", "keepMonthly", "keepYearly", "keepWithin", "sources", "dryRun");
    /** As long as Lightsail's names can be. */
    private static final int LONGEST_NAME = 255;

    private static final int MOST_SOURCES = 100;
    private static final int SHOWN = 40;
    /** Weeks, months and hours are no counts of calendar days; how many there may be is for the rules to say. */
    private static final Pattern DAYS = Pattern.compile("P([0-9]{1,4})D");

    private RetainDecoder() {}

    /** @throws InvalidRequestException naming the member that is missing, unknown or malformed */
    static RetainRequest decode(Members retain) {
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
                retain.flag("dryRun"));
    }

    private static int days(String text) {
        Matcher days = DAYS.matcher(text);
        if (!days.matches()) {
            throw new InvalidRequestException("keepWithin must be a number of days from P1D to P" + KeepRules.MOST
                    + "D, without weeks, months or hours, but is " + Quoted.of(text, SHOWN));
        }
        return Integer.parseInt(days.group(1));
    }
}
