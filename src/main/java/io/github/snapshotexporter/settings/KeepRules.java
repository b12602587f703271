package io.github.snapshotexporter.settings;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which images are kept of each source. An image is kept when any of the rules keeps it; a rule that is left out keeps
 * none, and where all are left out there is nothing to go by, so that everything is kept.
 *
 * @param last how many, the newest first
 * @param daily of how many days the newest image; only days that have images are counted, as for all of these
 * @param weekly of how many ISO weeks
 * @param monthly of how many months
 * @param yearly of how many years
 * @param withinDays all that are less than so many calendar days older than the newest one. Days only: a month back from
 *     the end of a month is no certain day
 */
public record KeepRules(
        Optional<Integer> last,
        Optional<Integer> daily,
        Optional<Integer> weekly,
        Optional<Integer> monthly,
        Optional<Integer> yearly,
        Optional<Integer> withinDays) {

    /** Of anything: more images than anybody pays for, and more years than anybody has. */
    public static final int MOST = 9999;

    private static final Pattern DAYS = Pattern.compile("P([0-9]{1,4})D");

    private static final KeepRules NONE = new KeepRules(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** @throws IllegalArgumentException naming the rule that keeps nothing, or more than there can be */
    public KeepRules {
        check("keepLast", last);
        check("keepDaily", daily);
        check("keepWeekly", weekly);
        check("keepMonthly", monthly);
        check("keepYearly", yearly);
        withinDays.filter(KeepRules::isOutOfRange).ifPresent(days -> {
            throw new IllegalArgumentException("keepWithin must be from P1D to P" + MOST + "D, but is P" + days + "D");
        });
    }

    private static void check(String name, Optional<Integer> rule) {
        rule.filter(KeepRules::isOutOfRange).ifPresent(count -> {
            throw new IllegalArgumentException(
                    name + " must be a whole number from 1 to " + MOST + ", but is " + count);
        });
    }

    private static boolean isOutOfRange(int count) {
        return count < 1 || count > MOST;
    }

    /** The days of a text like {@code P30D}; empty for any other, as weeks, months and hours are no counts of days. */
    public static Optional<Integer> days(String text) {
        Matcher days = DAYS.matcher(text);
        return days.matches() ? Optional.of(Integer.valueOf(days.group(1))) : Optional.empty();
    }

    /** Keeps everything. */
    public static KeepRules none() {
        return NONE;
    }

    /** Keeps the newest images. */
    public static KeepRules ofLast(int images) {
        return new KeepRules(Optional.of(images), NONE.daily, NONE.weekly, NONE.monthly, NONE.yearly, NONE.withinDays);
    }

    /** Keeps the newest image of each of the last days that have one. */
    public static KeepRules ofDaily(int days) {
        return new KeepRules(NONE.last, Optional.of(days), NONE.weekly, NONE.monthly, NONE.yearly, NONE.withinDays);
    }

    /** Keeps the newest image of each of the last ISO weeks that have one. */
    public static KeepRules ofWeekly(int weeks) {
        return new KeepRules(NONE.last, NONE.daily, Optional.of(weeks), NONE.monthly, NONE.yearly, NONE.withinDays);
    }

    /** Keeps the newest image of each of the last months that have one. */
    public static KeepRules ofMonthly(int months) {
        return new KeepRules(NONE.last, NONE.daily, NONE.weekly, Optional.of(months), NONE.yearly, NONE.withinDays);
    }

    /** Keeps the newest image of each of the last years that have one. */
    public static KeepRules ofYearly(int years) {
        return new KeepRules(NONE.last, NONE.daily, NONE.weekly, NONE.monthly, Optional.of(years), NONE.withinDays);
    }

    /** Keeps all images that are less than so many calendar days older than the newest one. */
    public static KeepRules ofWithinDays(int days) {
        return new KeepRules(NONE.last, NONE.daily, NONE.weekly, NONE.monthly, NONE.yearly, Optional.of(days));
    }

    /** Whether no rule is set. */
    public boolean isEmpty() {
        return Stream.of(last, daily, weekly, monthly, yearly, withinDays).allMatch(Optional::isEmpty);
    }
}
