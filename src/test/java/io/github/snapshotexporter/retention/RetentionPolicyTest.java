package io.github.snapshotexporter.retention;

import static io.github.snapshotexporter.retention.Images.at;
import static io.github.snapshotexporter.retention.Images.good;
import static io.github.snapshotexporter.retention.Images.held;
import static io.github.snapshotexporter.retention.Images.ids;
import static io.github.snapshotexporter.retention.Images.keptIds;
import static io.github.snapshotexporter.retention.Images.notOurs;
import static io.github.snapshotexporter.retention.Images.notVerified;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.snapshotexporter.settings.KeepRules;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What each rule keeps, and what is kept whatever the rules say. */
class RetentionPolicyTest {
    private static final String UTC = "UTC";
    private static final String BERLIN = "Europe/Berlin";

    // Which images count as one

    @Test
    void the_newest_are_kept() {
        assertThat(kept(
                        KeepRules.ofLast(2),
                        UTC,
                        "2026-11-20T03:30:00Z",
                        "2026-11-21T03:30:00Z",
                        "2026-11-22T03:30:00Z"))
                .containsExactly("2026-11-22T03:30:00Z", "2026-11-21T03:30:00Z");
    }

    @Test
    void of_each_day_the_newest_is_kept_and_days_without_images_are_not_counted() {
        assertThat(kept(
                        KeepRules.ofDaily(2),
                        UTC,
                        "2026-11-02T03:30:00Z",
                        "2026-11-09T03:30:00Z",
                        "2026-11-09T23:59:59Z",
                        "2026-11-22T00:00:00Z",
                        "2026-11-22T03:30:00Z"))
                .containsExactly("2026-11-22T03:30:00Z", "2026-11-09T23:59:59Z");
    }

    @Test
    void a_day_is_one_of_the_time_zone() {
        String evening = "2026-11-22T23:30:00Z";
        String night = "2026-11-23T00:30:00Z";

        assertThat(kept(KeepRules.ofDaily(2), UTC, evening, night)).containsExactly(night, evening);
        assertThat(kept(KeepRules.ofDaily(2), "America/New_York", evening, night))
                .containsExactly(night);
    }

    @Test
    void a_day_of_25_hours_is_one_day() {
        // 00:30, 02:30, 02:30 once more, and 23:30.
        assertThat(kept(
                        KeepRules.ofDaily(5),
                        BERLIN,
                        "2026-10-24T22:30:00Z",
                        "2026-10-25T00:30:00Z",
                        "2026-10-25T01:30:00Z",
                        "2026-10-25T22:30:00Z"))
                .containsExactly("2026-10-25T22:30:00Z");
    }

    @Test
    void days_around_one_of_23_hours_are_three() {
        // The last second before that day, its last one, and the first second after it.
        assertThat(kept(
                        KeepRules.ofDaily(5),
                        BERLIN,
                        "2026-03-28T22:59:59Z",
                        "2026-03-28T23:00:00Z",
                        "2026-03-29T21:59:59Z",
                        "2026-03-29T22:00:00Z"))
                .containsExactly("2026-03-29T22:00:00Z", "2026-03-29T21:59:59Z", "2026-03-28T22:59:59Z");
    }

    @Test
    void a_day_that_the_clocks_return_to_after_midnight_is_still_one_day() {
        // In Newfoundland they once went from 00:01 back to 23:01: 23:30, 00:00:30 and 23:30 again.
        assertThat(kept(
                        KeepRules.ofDaily(5),
                        "America/St_Johns",
                        "2010-11-07T02:00:00Z",
                        "2010-11-07T02:30:30Z",
                        "2010-11-07T03:00:00Z"))
                .containsExactly("2010-11-07T03:00:00Z", "2010-11-07T02:30:30Z");
    }

    @Test
    void of_each_week_the_newest_is_kept_and_a_week_begins_on_monday() {
        assertThat(kept(
                        KeepRules.ofWeekly(2),
                        UTC,
                        "2026-11-15T23:59:59Z",
                        "2026-11-16T00:00:00Z",
                        "2026-11-22T23:59:59Z",
                        "2026-11-23T00:00:00Z"))
                .containsExactly("2026-11-23T00:00:00Z", "2026-11-22T23:59:59Z");
    }

    @Test
    void a_week_over_new_year_is_one_week() {
        // Week 53 of 2026 ends on the 3rd of January.
        assertThat(kept(
                        KeepRules.ofWeekly(9),
                        UTC,
                        "2026-12-27T03:30:00Z",
                        "2026-12-28T03:30:00Z",
                        "2026-12-31T03:30:00Z",
                        "2027-01-03T03:30:00Z",
                        "2027-01-04T03:30:00Z"))
                .containsExactly("2027-01-04T03:30:00Z", "2027-01-03T03:30:00Z", "2026-12-27T03:30:00Z");
    }

    @Test
    void weeks_of_one_number_in_two_years_are_two_weeks() {
        // Both in week 1; the second of them begins in December 2024, as week 1 of 2024 began in that year.
        assertThat(kept(KeepRules.ofWeekly(9), UTC, "2024-01-01T03:30:00Z", "2024-12-30T03:30:00Z"))
                .containsExactly("2024-12-30T03:30:00Z", "2024-01-01T03:30:00Z");
    }

    @Test
    void of_each_month_the_newest_is_kept_and_the_same_month_of_another_year_is_another_month() {
        assertThat(kept(
                        KeepRules.ofMonthly(3),
                        UTC,
                        "2025-10-31T03:30:00Z",
                        "2025-11-01T03:30:00Z",
                        "2025-11-30T03:30:00Z",
                        "2026-10-31T23:59:59Z",
                        "2026-11-01T00:00:00Z"))
                .containsExactly("2026-11-01T00:00:00Z", "2026-10-31T23:59:59Z", "2025-11-30T03:30:00Z");
    }

    @Test
    void a_leap_day_is_a_day_and_belongs_to_february() {
        String[] times = {"2028-02-28T03:30:00Z", "2028-02-29T03:30:00Z", "2028-03-01T03:30:00Z"};

        assertThat(kept(KeepRules.ofDaily(2), UTC, times))
                .containsExactly("2028-03-01T03:30:00Z", "2028-02-29T03:30:00Z");
        assertThat(kept(KeepRules.ofMonthly(2), UTC, times))
                .containsExactly("2028-03-01T03:30:00Z", "2028-02-29T03:30:00Z");
        assertThat(kept(KeepRules.ofWithinDays(2), UTC, times))
                .containsExactly("2028-03-01T03:30:00Z", "2028-02-29T03:30:00Z");
    }

    @Test
    void of_each_year_the_newest_is_kept() {
        assertThat(kept(
                        KeepRules.ofYearly(2),
                        UTC,
                        "2024-12-31T23:59:59Z",
                        "2025-01-01T00:00:00Z",
                        "2025-12-31T23:59:59Z",
                        "2026-01-01T00:00:00Z"))
                .containsExactly("2026-01-01T00:00:00Z", "2025-12-31T23:59:59Z");
    }

    @Test
    void a_year_is_one_of_the_time_zone() {
        assertThat(kept(KeepRules.ofYearly(2), "Pacific/Auckland", "2026-12-31T12:00:00Z", "2026-12-31T10:59:59Z"))
                .containsExactly("2026-12-31T12:00:00Z", "2026-12-31T10:59:59Z");
    }

    @Test
    void what_is_exactly_so_many_days_older_than_the_newest_is_not_within_them() {
        assertThat(kept(
                        KeepRules.ofWithinDays(3),
                        UTC,
                        "2026-11-19T03:30:00Z",
                        "2026-11-19T03:30:00.001Z",
                        "2026-11-22T03:30:00Z"))
                .containsExactly("2026-11-22T03:30:00Z", "2026-11-19T03:30:00.001Z");
    }

    @Test
    void days_back_are_calendar_days_when_the_clocks_change() {
        // 47 hours in spring, and 49 in autumn.
        assertThat(kept(
                        KeepRules.ofWithinDays(2),
                        BERLIN,
                        "2026-03-28T02:30:00Z",
                        "2026-03-28T02:30:01Z",
                        "2026-03-30T01:30:00Z"))
                .containsExactly("2026-03-30T01:30:00Z", "2026-03-28T02:30:01Z");
        assertThat(kept(
                        KeepRules.ofWithinDays(2),
                        BERLIN,
                        "2026-10-24T01:30:00Z",
                        "2026-10-24T01:30:01Z",
                        "2026-10-26T02:30:00Z"))
                .containsExactly("2026-10-26T02:30:00Z", "2026-10-24T01:30:01Z");
    }

    // Together

    @Test
    void every_rule_that_keeps_an_image_is_told() {
        KeepRules all = new KeepRules(
                Optional.of(1), Optional.of(2), Optional.of(2), Optional.of(2), Optional.of(1), Optional.of(3));

        assertThat(reasons(
                        all,
                        at(
                                "2026-10-31T03:30:00Z",
                                "2026-11-20T03:30:00Z",
                                "2026-11-21T03:30:00Z",
                                "2026-11-22T03:30:00Z")))
                .containsExactly(
                        Map.entry(
                                "2026-11-22T03:30:00Z",
                                Set.of(
                                        KeptBecause.LAST,
                                        KeptBecause.DAILY,
                                        KeptBecause.WEEKLY,
                                        KeptBecause.MONTHLY,
                                        KeptBecause.YEARLY,
                                        KeptBecause.WITHIN,
                                        KeptBecause.NEWEST)),
                        Map.entry("2026-11-21T03:30:00Z", Set.of(KeptBecause.DAILY, KeptBecause.WITHIN)),
                        Map.entry("2026-11-20T03:30:00Z", Set.of(KeptBecause.WITHIN)),
                        Map.entry("2026-10-31T03:30:00Z", Set.of(KeptBecause.WEEKLY, KeptBecause.MONTHLY)));
    }

    @Test
    void reasons_are_told_in_one_order() {
        ImageDecision.Kept kept = new ImageDecision.Kept(
                good("2026-11-22T03:30:00Z"), Set.of(KeptBecause.NEWEST, KeptBecause.HELD, KeptBecause.LAST));

        assertThat(kept.reasons()).containsExactly(KeptBecause.LAST, KeptBecause.NEWEST, KeptBecause.HELD);
    }

    @Test
    void without_a_rule_everything_is_kept_and_nothing_is_asked() {
        Sifted sifted = policy(KeepRules.none(), UTC)
                .byRules(List.of(
                        good("2026-11-22T03:30:00Z"), good("2026-11-21T03:30:00Z"), held("1999-01-01T00:00:00Z")));

        assertThat(sifted.left()).isEmpty();
        assertThat(reasons(sifted))
                .containsExactly(
                        Map.entry("2026-11-22T03:30:00Z", Set.of(KeptBecause.NEWEST)),
                        Map.entry("2026-11-21T03:30:00Z", Set.of()),
                        Map.entry("1999-01-01T00:00:00Z", Set.of(KeptBecause.HELD)));
    }

    @Test
    void no_images_are_no_trouble() {
        Sifted sifted = policy(KeepRules.ofWithinDays(1), UTC).byRules(List.of());

        assertThat(sifted.decide(Map.of())).isEmpty();
    }

    @Test
    void each_source_is_decided_about_by_itself_also_two_of_one_name() {
        Image ofNewInstance = Image.verifiedOurs("other", Images.OTHER_SOURCE, Instant.parse("2026-11-23T03:30:00Z"));
        Sifted sifted = policy(KeepRules.ofLast(1), UTC)
                .byRules(List.of(ofNewInstance, good("2026-11-22T03:30:00Z"), good("2026-11-21T03:30:00Z")));

        assertThat(keptIds(sifted)).containsExactly("other", "2026-11-22T03:30:00Z");
        assertThat(ids(sifted.left())).containsExactly("2026-11-21T03:30:00Z");
    }

    @Test
    void of_two_images_of_one_moment_the_id_decides() {
        Instant time = Instant.parse("2026-11-22T03:30:00Z");
        Image a = Image.verifiedOurs("ami-a", Images.SOURCE, time);
        Image b = Image.verifiedOurs("ami-b", Images.SOURCE, time);

        for (List<Image> images : List.of(List.of(a, b), List.of(b, a))) {
            assertThat(keptIds(policy(KeepRules.ofDaily(1), UTC).byRules(images)))
                    .containsExactly("ami-a");
        }
    }

    @Test
    void an_image_that_is_there_twice_is_refused() {
        Image image = good("2026-11-22T03:30:00Z");
        Image ofOtherSource = Image.verifiedOurs(image.id(), Images.OTHER_SOURCE, image.snapshotCreatedAt());

        for (Image again : List.of(image, ofOtherSource)) {
            assertThatThrownBy(() -> policy(KeepRules.ofLast(2), UTC).byRules(List.of(image, again)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(image.id());
        }
    }

    // What is kept whatever the rules say, and what it counts for

    @Test
    void what_is_held_is_kept_and_counts() {
        assertThat(reasons(
                        KeepRules.ofLast(2),
                        List.of(
                                good("2026-11-22T03:30:00Z"),
                                held("2026-11-21T03:30:00Z"),
                                good("2026-11-20T03:30:00Z"),
                                held("2026-11-19T03:30:00Z"))))
                .containsExactly(
                        Map.entry("2026-11-22T03:30:00Z", Set.of(KeptBecause.LAST, KeptBecause.NEWEST)),
                        Map.entry("2026-11-21T03:30:00Z", Set.of(KeptBecause.LAST, KeptBecause.HELD)),
                        Map.entry("2026-11-19T03:30:00Z", Set.of(KeptBecause.HELD)));
    }

    @Test
    void what_is_not_verified_or_not_ours_is_kept_and_does_not_count() {
        assertThat(reasons(
                        new KeepRules(
                                Optional.of(1),
                                Optional.of(1),
                                Optional.of(1),
                                Optional.of(1),
                                Optional.of(1),
                                Optional.of(1)),
                        List.of(
                                notVerified("2026-11-24T03:30:00Z"),
                                notOurs("2026-11-23T03:30:00Z"),
                                good("2026-11-22T03:30:00Z"),
                                good("2026-11-21T03:30:00Z"))))
                .containsExactly(
                        Map.entry("2026-11-24T03:30:00Z", Set.of(KeptBecause.NOT_VERIFIED)),
                        Map.entry("2026-11-23T03:30:00Z", Set.of(KeptBecause.NOT_OURS)),
                        Map.entry(
                                "2026-11-22T03:30:00Z",
                                Set.of(
                                        KeptBecause.LAST,
                                        KeptBecause.DAILY,
                                        KeptBecause.WEEKLY,
                                        KeptBecause.MONTHLY,
                                        KeptBecause.YEARLY,
                                        KeptBecause.WITHIN,
                                        KeptBecause.NEWEST)));
    }

    @Test
    void days_back_are_not_counted_from_a_newer_image_that_is_not_verified() {
        assertThat(kept(
                        KeepRules.ofWithinDays(7),
                        UTC,
                        notVerified("2026-12-22T03:30:00Z"),
                        good("2026-11-22T03:30:00Z"),
                        good("2026-11-20T03:30:00Z")))
                .contains("2026-11-20T03:30:00Z");
    }

    @Test
    void all_that_is_known_of_an_image_is_told() {
        Image image = new Image("ami-1", Images.SOURCE, Instant.parse("2026-11-22T03:30:00Z"), false, false, true);

        assertThat(reasons(KeepRules.ofLast(1), List.of(image)))
                .containsExactly(
                        Map.entry("ami-1", Set.of(KeptBecause.HELD, KeptBecause.NOT_VERIFIED, KeptBecause.NOT_OURS)));
    }

    @Test
    void the_words_are_those_of_the_contract() {
        assertThat(Arrays.stream(KeptBecause.values()).map(KeptBecause::code))
                .containsExactly(
                        "Last",
                        "Daily",
                        "Weekly",
                        "Monthly",
                        "Yearly",
                        "Within",
                        "Newest",
                        "Held",
                        "InUse",
                        "Shared",
                        "UseUnknown",
                        "NotVerified",
                        "NotOurs");
    }

    private static RetentionPolicy policy(KeepRules rules, String timeZone) {
        return new RetentionPolicy(rules, ZoneId.of(timeZone));
    }

    private static List<String> kept(KeepRules rules, String timeZone, String... times) {
        return keptIds(policy(rules, timeZone).byRules(at(times)));
    }

    private static List<String> kept(KeepRules rules, String timeZone, Image... images) {
        return keptIds(policy(rules, timeZone).byRules(List.of(images)));
    }

    private static Map<String, Set<KeptBecause>> reasons(KeepRules rules, List<Image> images) {
        return reasons(policy(rules, UTC).byRules(images));
    }

    private static Map<String, Set<KeptBecause>> reasons(Sifted sifted) {
        Map<String, Set<KeptBecause>> reasons = new LinkedHashMap<>();
        sifted.kept().forEach(kept -> reasons.put(kept.image().id(), kept.reasons()));
        return reasons;
    }
}
