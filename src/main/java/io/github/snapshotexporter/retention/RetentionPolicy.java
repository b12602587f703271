package io.github.snapshotexporter.retention;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.github.snapshotexporter.settings.KeepRules;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjuster;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Decides which images are kept, of each source by itself. It has no clock: days are counted in images that exist, and
 * "within" from the newest one, so that nothing expires while no new images come.
 *
 * <p>Only verified images of ours count. Any other one is kept, too, but a broken or foreign image that took the place of
 * a good one would let the good one expire. The other way round, an image that is not counted gives its place to an older
 * one, so that not knowing something of an image does no harm. Images that are held, in use or shared do count: they are
 * good backups.
 *
 * @param timeZone whose days, weeks, months and years are meant
 */
public record RetentionPolicy(KeepRules rules, ZoneId timeZone) {
    /** A week is told by its Monday, as a month by its first day: weeks that reach into another year stay whole. */
    private static final TemporalAdjuster ISO_WEEK = TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY);

    public RetentionPolicy {
        Objects.requireNonNull(rules, "rules");
        Objects.requireNonNull(timeZone, "timeZone");
    }

    /**
     * Sifts the images by the rules and by what is known of each. The order of the images does not matter.
     *
     * @param images all there are, of any sources; the place of one that is missing goes to an older one
     * @throws IllegalArgumentException when an image is there twice: counted twice, it would push out another one
     */
    public Sifted byRules(Collection<Image> images) {
        refuseTwice(images);
        Map<String, List<Image>> bySource =
                images.stream().collect(groupingBy(Image::sourceArn, TreeMap::new, toList()));
        List<ImageDecision.Kept> kept = new ArrayList<>();
        List<Image> left = new ArrayList<>();
        for (List<Image> ofOneSource : bySource.values()) {
            List<Image> newestFirst =
                    ofOneSource.stream().sorted(Image.NEWEST_FIRST).toList();
            Map<KeptBecause, Set<Image>> byRule =
                    keptByRule(newestFirst.stream().filter(Image::counts).toList());
            for (Image image : newestFirst) {
                Set<KeptBecause> reasons = reasons(image, byRule);
                if (rules.isEmpty() || !reasons.isEmpty()) {
                    kept.add(new ImageDecision.Kept(image, reasons));
                } else {
                    left.add(image);
                }
            }
        }
        return new Sifted(kept, left);
    }

    private static void refuseTwice(Collection<Image> images) {
        Set<String> ids = new HashSet<>();
        for (Image image : images) {
            if (!ids.add(image.id())) {
                throw new IllegalArgumentException("image " + image.id() + " is there twice");
            }
        }
    }

    private static Set<KeptBecause> reasons(Image image, Map<KeptBecause, Set<Image>> byRule) {
        Set<KeptBecause> reasons = EnumSet.noneOf(KeptBecause.class);
        byRule.forEach((reason, images) -> {
            if (images.contains(image)) {
                reasons.add(reason);
            }
        });
        reasons.addAll(image.ownReasons());
        return reasons;
    }

    /** Which images each rule keeps, of all that count of one source, the newest first. */
    private Map<KeptBecause, Set<Image>> keptByRule(List<Image> counted) {
        Map<KeptBecause, Set<Image>> kept = new EnumMap<>(KeptBecause.class);
        kept.put(KeptBecause.NEWEST, first(1, counted));
        rules.last().ifPresent(most -> kept.put(KeptBecause.LAST, first(most, counted)));
        rules.daily().ifPresent(most -> kept.put(KeptBecause.DAILY, newestOfEach(day -> day, most, counted)));
        rules.weekly().ifPresent(most -> kept.put(KeptBecause.WEEKLY, newestOfEach(ISO_WEEK, most, counted)));
        rules.monthly()
                .ifPresent(most -> kept.put(
                        KeptBecause.MONTHLY, newestOfEach(TemporalAdjusters.firstDayOfMonth(), most, counted)));
        rules.yearly()
                .ifPresent(most ->
                        kept.put(KeptBecause.YEARLY, newestOfEach(TemporalAdjusters.firstDayOfYear(), most, counted)));
        rules.withinDays().ifPresent(days -> kept.put(KeptBecause.WITHIN, within(days, counted)));
        return kept;
    }

    private static Set<Image> first(int most, List<Image> newestFirst) {
        return new HashSet<>(newestFirst.subList(0, Math.min(most, newestFirst.size())));
    }

    /** @param firstDay of the day's week, month or year */
    private Set<Image> newestOfEach(TemporalAdjuster firstDay, int most, List<Image> newestFirst) {
        Set<Image> kept = new HashSet<>();
        Set<LocalDate> seen = new HashSet<>();
        for (Image image : newestFirst) {
            LocalDate day = image.snapshotCreatedAt().atZone(timeZone).toLocalDate();
            if (seen.size() < most && seen.add(day.with(firstDay))) {
                kept.add(image);
            }
        }
        return kept;
    }

    /** Calendar days: over a change of the clocks the time of day stays, not the number of hours. */
    private Set<Image> within(int days, List<Image> newestFirst) {
        if (newestFirst.isEmpty()) {
            return Set.of();
        }
        Instant tooOld = newestFirst
                .getFirst()
                .snapshotCreatedAt()
                .atZone(timeZone)
                .minusDays(days)
                .toInstant();
        Set<Image> kept = new HashSet<>(newestFirst);
        kept.removeIf(image -> !image.snapshotCreatedAt().isAfter(tooOld));
        return kept;
    }
}
