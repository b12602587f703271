package io.github.snapshotexporter.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.snapshotexporter.job.InvalidRequestException;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.job.Selection;
import io.github.snapshotexporter.wire.JsonText;
import io.github.snapshotexporter.wire.Members;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a {@code select} object may say, row by row. */
class SelectionDecoderTest {
    @Test
    void one_type_is_enough() {
        assertThat(decode("{\"resourceTypes\": [\"DiskSnapshot\"]}").resourceTypes())
                .containsExactly(ResourceType.DISK_SNAPSHOT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "resourceTypes|[]|resourceTypes must be an array of 1 to 2 texts, but is one of 0",
                "sources|[]|sources must be an array of 1 to 100 texts, but is one of 0",
                "sources|\"my-site\"|sources must be an array of 1 to 100 texts, but is a string",
                "tags|{}|tags must be an object of 1 to 50 texts, but is one of 0",
                "tags|[]|tags must be an object of 1 to 50 texts, but is an array"
            })
    void what_names_nothing_is_refused_rather_than_taken_for_anything(String member, String value, String problem) {
        assertRefused("{\"" + member + "\": " + value + "}", problem);
    }

    @Test
    void there_may_be_100_sources() {
        assertThat(decode(withSources(100)).sources()).hasSize(100);
        assertRefused(withSources(101), "sources must be an array of 1 to 100 texts, but is one of 101");
    }

    @ParameterizedTest
    @ValueSource(strings = {"my site", "x", "my-site-"})
    void a_source_that_nothing_can_be_called_is_refused(String source) {
        assertRefused(
                "{\"sources\": [\"my-site\", \"" + source + "\"]}", "each of sources must have 2 to 255 characters");
    }

    // Tags

    @Test
    void there_may_be_50_tags() {
        assertThat(decode(withTags(50)).tags()).hasSize(50);
        assertRefused(withTags(51), "tags must be an object of 1 to 50 texts, but is one of 51");
    }

    @Test
    void a_tag_may_have_an_empty_value() {
        assertThat(decode("{\"tags\": {\"backup\": \"\"}}").tags()).containsExactly(Map.entry("backup", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\\u0000", "a\\nb"})
    void a_tag_without_a_proper_name_is_refused(String name) {
        assertRefused(
                "{\"tags\": {\"" + name + "\": \"true\"}}",
                "each name in tags must be a text of 1 to 128 characters without control characters, but is ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"true|must be a text, but is a boolean", "\" \"|must be a text of 1 to 256 characters"})
    void a_tag_with_an_improper_value_is_refused(String value, String problem) {
        assertRefused("{\"tags\": {\"backup\": " + value + "}}", "each value in tags " + problem);
    }

    @Test
    void a_tag_is_at_most_as_long_as_lightsails() {
        String key = "k".repeat(128);
        String value = "v".repeat(256);

        assertThat(decode(withTag(key, value)).tags()).containsExactly(Map.entry(key, value));
        assertRefused(withTag(key + "k", value), "each name in tags must be a text of 1 to 128 characters");
        assertRefused(withTag(key, value + "v"), "each value in tags must be a text of 1 to 256 characters");
    }

    // Age and limit

    @ParameterizedTest
    @ValueSource(strings = {"PT0.000000001S", "P3650D"})
    void an_age_may_be_anything_up_to_ten_years(String age) {
        assertThat(decode("{\"createdWithin\": \"" + age + "\"}").createdWithin())
                .contains(Duration.parse(age));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "-PT1S", "P3650DT0.000000001S"})
    void an_age_of_nothing_or_of_more_than_ten_years_is_refused(String age) {
        assertRefused(
                "{\"createdWithin\": \"" + age + "\"}",
                "createdWithin must be longer than nothing and at most 3650 days, but is " + Duration.parse(age));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10_000})
    void a_limit_is_from_one_to_ten_thousand(int limit) {
        assertThat(decode("{\"limit\": " + limit + "}").limit()).contains(limit);
    }

    // The stack's own policy

    @Test
    void a_policy_is_written_like_a_select() {
        assertThat(SelectionDecoder.policy("{\"limit\": 50}").limit()).contains(50);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"dryRun\": false}|but is one with dryRun",
                "[]|but is an array",
                "7|but is a number",
                "{\"maxAge\": 3}|[\"maxAge\"]"
            })
    void a_policy_that_is_none_is_refused(String policy, String problem) {
        assertThatThrownBy(() -> SelectionDecoder.policy(policy))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(problem);
    }

    private static String withSources(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"my-site-" + i + "\"")
                .collect(Collectors.joining(", ", "{\"sources\": [", "]}"));
    }

    private static String withTags(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"tag-" + i + "\": \"true\"")
                .collect(Collectors.joining(", ", "{\"tags\": {", "}}"));
    }

    private static String withTag(String name, String value) {
        return "{\"tags\": {\"" + name + "\": \"" + value + "\"}}";
    }

    private static void assertRefused(String json, String problem) {
        assertThatThrownBy(() -> decode(json))
                .as(json)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith(problem);
    }

    private static Selection decode(String json) {
        return SelectionDecoder.decode(new Members(JsonText.parse(json)));
    }
}
