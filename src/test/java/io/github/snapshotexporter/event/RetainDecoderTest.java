package io.github.snapshotexporter.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.snapshotexporter.job.InvalidRequestException;
import io.github.snapshotexporter.job.KeepRules;
import io.github.snapshotexporter.job.RetainRequest;
import io.github.snapshotexporter.wire.JsonText;
import io.github.snapshotexporter.wire.Members;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a {@code retain} object may say, row by row. */
class RetainDecoderTest {
    private static final String DAYS =
            "keepWithin must be a number of days from P1D to P9999D, without weeks, months or" + " hours, but is ";
    private static final String SOURCES = "sources must be an array of 1 to 100 texts, but is ";

    @Test
    void a_request_may_have_all_its_members() {
        assertThat(decode("""
                        {"keepLast": 7, "keepDaily": 6, "keepWeekly": 4, "keepMonthly": 12, "keepYearly": 3,
                         "keepWithin": "P30D", "sources": ["my-site", "my-shop", "my-site"], "dryRun": true}"""))
                .isEqualTo(new RetainRequest(
                        new KeepRules(
                                Optional.of(7),
                                Optional.of(6),
                                Optional.of(4),
                                Optional.of(12),
                                Optional.of(3),
                                Optional.of(30)),
                        Set.of("my-site", "my-shop"),
                        true));
    }

    @Test
    void one_rule_is_enough_and_all_sources_are_meant() {
        assertThat(decode("{\"keepWithin\": \"P1D\"}"))
                .isEqualTo(new RetainRequest(KeepRules.ofWithinDays(1), Set.of(), false));
        assertThat(decode("{\"keepYearly\": 9999, \"dryRun\": false}"))
                .isEqualTo(new RetainRequest(KeepRules.ofYearly(9999), Set.of(), false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"dryRun\": true}", "{\"sources\": [\"my-site\"]}"})
    void a_request_without_a_rule_is_refused_with_the_rules_there_are(String json) {
        assertRefused(
                json,
                "retain must have at least one of keepLast, keepDaily, keepWeekly, keepMonthly, keepYearly and"
                        + " keepWithin, but has none");
    }

    @Test
    void members_that_nobody_knows_are_refused_by_name() {
        assertRefused(
                "{\"keepLast\": 7, \"keepHourly\": 24, \"keeplast\": 1}",
                "Expected only the members [dryRun, keepDaily, keepLast, keepMonthly, keepWeekly, keepWithin, keepYearly,"
                        + " sources], but there are also [\"keepHourly\", \"keeplast\"]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"keepLast", "keepDaily", "keepWeekly", "keepMonthly", "keepYearly"})
    void a_count_that_is_none_is_refused_by_its_name(String name) {
        for (String[] bad : new String[][] {
            {"0", "0"},
            {"-1", "-1"},
            {"10000", "10000"},
            {"7.5", "7.5"},
            {"7.0", "7.0"},
            {"3000000000", "3000000000"},
            {"\"7\"", "a string"},
            {"true", "a boolean"},
            {"null", "null"},
            {"[7]", "an array"},
            {"{}", "an object"}
        }) {
            assertRefused(
                    "{\"" + name + "\": " + bad[0] + "}",
                    name + " must be a whole number from 1 to 9999, but is " + bad[1]);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "P4W",
                "P1M",
                "P1Y",
                "P1M3D",
                "P1Y2M3D",
                "P1W2D",
                "PT24H",
                "P1DT1H",
                "P1DT0S",
                "P10000D",
                "P-30D",
                "-P30D",
                "+P30D",
                "P+30D",
                "P1.5D",
                "P1,5D",
                "PD",
                "P",
                "p30d",
                "30",
                "30D",
                "30 days",
                " P30D",
                "P30D\u00a0",
                "P\u0663D"
            })
    void days_that_are_no_whole_number_of_days_are_refused(String within) {
        assertRefused("{\"keepWithin\": \"" + within + "\"}", DAYS);
    }

    @Test
    void what_was_refused_is_shown() {
        assertRefused("{\"keepLast\": 7, \"keepWithin\": \"P4W\"}", DAYS + "\"P4W\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"P0D", "P0000D"})
    void no_days_at_all_are_refused(String within) {
        assertRefused("{\"keepWithin\": \"" + within + "\"}", "keepWithin must be from P1D to P9999D, but is P0D");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"30|a number", "null|null", "[\"P30D\"]|an array", "{\"days\": 30}|an object", "true|a boolean"})
    void days_that_are_no_text_are_refused(String within, String kind) {
        assertRefused("{\"keepWithin\": " + within + "}", "keepWithin must be a text, but is " + kind);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"[]|one of 0", "\"my-site\"|a string", "null|null", "{}|an object", "7|a number"})
    void sources_that_are_no_list_of_names_are_refused(String sources, String kind) {
        assertRefused("{\"keepLast\": 7, \"sources\": " + sources + "}", SOURCES + kind);
    }

    @Test
    void too_many_sources_are_refused() {
        assertThat(decode(withSources(100)).sources()).hasSize(100);
        assertRefused(withSources(101), SOURCES + "one of 101");
    }

    @Test
    void a_source_that_is_no_text_is_refused() {
        assertRefused(
                "{\"keepLast\": 7, \"sources\": [\"my-site\", 7]}", "each of sources must be a text, but is a number");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"my site", "x", "my-site-", "arn:aws:lightsail:eu-central-1:111122223333:Instance/1", "my-*"})
    void a_source_that_nothing_can_be_called_is_refused(String source) {
        assertRefused(
                "{\"keepLast\": 7, \"sources\": [\"my-site\", \"" + source + "\"]}",
                "each of sources must have 2 to 255 characters");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"\"true\"|a string", "1|a number", "null|null", "[]|an array"})
    void a_dry_run_that_is_neither_true_nor_false_is_refused(String dryRun, String kind) {
        assertRefused("{\"keepLast\": 7, \"dryRun\": " + dryRun + "}", "dryRun must be true or false, but is " + kind);
    }

    private static String withSources(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"my-site-" + i + "\"")
                .collect(Collectors.joining(", ", "{\"keepLast\": 7, \"sources\": [", "]}"));
    }

    private static void assertRefused(String json, String problem) {
        assertThatThrownBy(() -> decode(json))
                .as(json)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith(problem);
    }

    private static RetainRequest decode(String json) {
        return RetainDecoder.decode(new Members(JsonText.parse(json)));
    }
}
