package io.github.snapshotexporter.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.job.Selection;
import io.github.snapshotexporter.localcloud.MutableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers and times that JSON and Java can hold, and a selection cannot. */
class BadNumbersAndTimesTest {
    private final MessageDecoder decoder =
            new MessageDecoder("eu-central-1", Selection.EVERYTHING, true, MutableClock.at("2026-11-22T03:30:00Z"));

    @ParameterizedTest
    @ValueSource(strings = {"50.5", "0", "-1", "10001", "3000000000", "-3000000000", "123456789012345678901234567890"})
    void a_limit_that_is_out_of_range_or_not_whole_is_shown(String limit) {
        assertThat(decoder.decodeMessage("{\"select\": {\"limit\": " + limit + "}}"))
                .isInstanceOfSatisfying(
                        Content.Refused.class,
                        refused -> assertThat(refused.problem())
                                .isEqualTo("limit must be a whole number from 1 to 10000, but is " + limit));
    }

    @Test
    void a_number_that_is_longer_than_a_sentence_is_told_by_its_length() {
        String long80 = "9".repeat(80);

        assertThat(decoder.decodeMessage("{\"select\": {\"limit\": " + long80 + "}}"))
                .isEqualTo(new Content.Refused("limit must be a whole number from 1 to 10000, but is " + long80));
        assertThat(decoder.decodeMessage("{\"select\": {\"limit\": " + long80 + "9}}"))
                .isEqualTo(new Content.Refused(
                        "limit must be a whole number from 1 to 10000, but is a number of 81 digits"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1000000000-01-01T00:00:00Z", "+1000000000-12-31T23:59:59Z", "0000-01-01T00:00:00Z"})
    void a_schedules_time_that_no_clock_shows_is_refused(String time) {
        assertThat(decoder.decodeMessage(
                        "{\"detail-type\": \"Scheduled Event\", \"time\": \"" + time + "\", \"detail\": {}}"))
                .isInstanceOfSatisfying(
                        Content.Refused.class,
                        refused -> assertThat(refused.problem()).contains("time"));
    }

    @Test
    void a_schedules_time_with_an_offset_is_the_same_moment() {
        assertThat(decoder.decodeMessage("{\"detail-type\": \"Scheduled Event\","
                        + " \"time\": \"2026-11-22T03:00:00+01:00\", \"detail\": {}}"))
                .isEqualTo(decoder.decodeMessage("{\"detail-type\": \"Scheduled Event\","
                        + " \"time\": \"2026-11-22T02:00:00Z\", \"detail\": {}}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2016-12-30T18:44:49Z", "2026-11-08T03:29:59Z"})
    void a_schedules_time_of_more_than_two_weeks_ago_is_refused_with_it(String time) {
        assertThat(decoder.decodeMessage(scheduled(time)))
                .isInstanceOfSatisfying(
                        Content.Refused.class,
                        refused -> assertThat(refused.problem()).contains(time, "14 days ago"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2036-01-01T00:00:00Z", "2026-11-22T03:45:01Z"})
    void a_schedules_time_that_has_yet_to_come_is_refused_with_it(String time) {
        assertThat(decoder.decodeMessage(scheduled(time)))
                .isInstanceOfSatisfying(
                        Content.Refused.class,
                        refused -> assertThat(refused.problem()).contains(time, "ahead"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-08T03:30:00Z", "2026-11-22T03:45:00Z"})
    void a_schedules_time_that_is_late_or_a_little_ahead_is_taken(String time) {
        assertThat(decoder.decodeMessage(scheduled(time))).isInstanceOf(Content.Wanted.class);
    }

    private static String scheduled(String time) {
        return "{\"detail-type\": \"Scheduled Event\", \"source\": \"aws.events\", \"time\": \"" + time
                + "\", \"detail\": {}}";
    }
}
