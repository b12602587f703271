package io.github.snapshotexporter.template;

import static io.github.snapshotexporter.template.Template.takes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the parameters take and what they refuse. */
class ParameterPatternsTest {
    private static final JsonNode PARAMETERS = Template.asWritten().path("Parameters");
    private static final String LONG_ADDRESS = "a".repeat(250) + "@b.example";

    static List<String> deadlines() {
        return PARAMETERS
                .propertyStream()
                .map(Map.Entry::getKey)
                .filter(name -> name.endsWith("Deadline"))
                .toList();
    }

    @Test
    void every_deadline_of_the_settings_is_a_parameter() {
        assertThat(deadlines())
                .hasSameSizeAs(Template.withDefaults().environment().keySet().stream()
                        .filter(name -> name.endsWith("_DEADLINE"))
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("deadlines")
    void a_deadline_is_an_iso_8601_duration(String deadline) {
        assertThat(List.of("P2D", "PT6H", "P1DT12H", "PT90M", "PT3600S", "PT1H30M", "P1DT1H1M1S"))
                .allMatch(value -> takes(deadline, value));
        assertThat(List.of(
                        "",
                        "6h",
                        "PT",
                        "P",
                        "P1DT",
                        "-PT1H",
                        "PT-1H",
                        "P1W",
                        "P1M",
                        "P1Y",
                        "PT6",
                        "PT0.5S",
                        "PT1M1H",
                        "pt6h",
                        " PT6H",
                        "PT6H ",
                        "6",
                        "PT6H/PT7H",
                        "P0D",
                        "PT0S",
                        "P00DT0H"))
                .noneMatch(value -> takes(deadline, value));
    }

    @ParameterizedTest
    @MethodSource("deadlines")
    void whatever_a_deadline_takes_is_a_duration_for_the_code(String deadline) {
        List<String> taken = texts("T", "1D", "12H", "90M", "5S", "0", "-", ".", "P")
                .filter(text -> takes(deadline, text))
                .toList();

        assertThat(taken)
                .hasSizeGreaterThan(10)
                .allSatisfy(text ->
                        assertThatCode(() -> Duration.parse(text)).as(text).doesNotThrowAnyException());
    }

    @ParameterizedTest
    @ValueSource(strings = {"NotificationEmail", "OperationsEmail"})
    void an_e_mail_address_is_one_address_or_nothing(String parameter) {
        assertThat(List.of("", "alice@example.com", "a.b+c@sub.example.co.uk", "\u00e4@b\u00fcro.example"))
                .allMatch(value -> takes(parameter, value));
        assertThat(List.of(
                        "alice",
                        "@example.com",
                        "alice@example",
                        "alice@",
                        "a@b@example.com",
                        "alice @example.com",
                        "a@example.com, b@example.com",
                        LONG_ADDRESS))
                .noneMatch(value -> takes(parameter, value));
    }

    @Test
    void a_schedule_is_a_cron_or_rate_expression() {
        assertThat(List.of(
                        "cron(30 3 * * ? *)",
                        "cron(0 8,20 ? * MON-FRI *)",
                        "cron(0 3 L * ? 2027)",
                        "rate(1 day)",
                        "rate(12 hours)",
                        "rate(90 minutes)"))
                .allMatch(value -> takes("ScheduleExpression", value));
        assertThat(List.of(
                        "",
                        "30 3 * * ? *",
                        "cron()",
                        "cron(30 3 * * *)",
                        "cron(0 30 3 * * ? *)",
                        "cron(30 3 *  ? *)",
                        "cron(30 3 * * ? *",
                        "cron(30 3 * * ? *) x",
                        "rate(0 days)",
                        "rate(1 week)",
                        "rate(1.5 hours)",
                        "rate(day)",
                        "at(2026-11-22T03:30:00)",
                        "every day"))
                .noneMatch(value -> takes("ScheduleExpression", value));
    }

    @Test
    void a_time_zone_is_a_name_of_the_iana_database() {
        assertThat(ZoneId.getAvailableZoneIds())
                .filteredOn(zone -> !zone.startsWith("SystemV"))
                .hasSizeGreaterThan(300)
                .allMatch(zone -> takes("ScheduleTimeZone", zone));
        assertThat(List.of("", "+01:00", "Europe/", "/Berlin", "Europe Berlin", "Europe//Berlin", "Europe/Berlin;x"))
                .noneMatch(value -> takes("ScheduleTimeZone", value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SelectTagKey", "SelectTagValue"})
    void a_selected_tag_can_be_whatever_a_required_one_can(String parameter) {
        JsonNode required = PARAMETERS.path(parameter.replace("Select", "Required"));

        assertThat(List.of("AllowedPattern", "MaxLength")).allSatisfy(rule -> {
            assertThat(required.has(rule)).isTrue();
            assertThat(PARAMETERS.path(parameter).path(rule)).isEqualTo(required.path(rule));
        });
    }

    @Test
    void sources_are_names_with_commas_between() {
        assertThat(List.of("", "my-site", "my-site,my-shop", "_a.b-c,D1", "x1,".repeat(99) + "x1", "x".repeat(255)))
                .allMatch(value -> takes("SelectSources", value));
        assertThat(List.of(
                        ",",
                        "a,",
                        ",a",
                        "a,,b",
                        "a, b",
                        "a b",
                        "-a",
                        ".a",
                        "a\"b",
                        "a\\",
                        "a*",
                        "[a]",
                        "a\nb",
                        "x1,".repeat(100) + "x1",
                        "x".repeat(256),
                        "a",
                        "my-site,b",
                        "my-site-",
                        ("x".repeat(200) + ",").repeat(2) + "xy"))
                .noneMatch(value -> takes("SelectSources", value));
    }

    @Test
    void a_pattern_for_names_has_what_names_can_have_and_wildcards() {
        assertThat(List.of("*", "nightly-*", "a?c", "My_site.1", "x".repeat(100)))
                .allMatch(value -> takes("SelectNamePattern", value));
        assertThat(List.of("", "a b", "a\"", "\\", "[ab]", "a,b", "{a}", "a\n", "x".repeat(101)))
                .noneMatch(value -> takes("SelectNamePattern", value));
    }

    @Test
    void the_greatest_age_is_a_duration_longer_than_nothing() {
        assertThat(List.of("P3D", "PT36H", "P1DT12H", "PT90M", "PT1S", "P999D", "P0DT1S", "P10D"))
                .allMatch(value -> takes("SelectCreatedWithin", value));
        assertThat(List.of(
                        "", "3", "P", "PT", "P0D", "PT0S", "P00DT0H", "P1W", "P1M", "P1000D", "-P1D", "P-1D", "p3d",
                        "P3D "))
                .noneMatch(value -> takes("SelectCreatedWithin", value));
    }

    @Test
    void a_choice_is_one_of_those_that_there_are() {
        assertThat(List.of("true", "false")).allMatch(value -> takes("SelectLatestPerSource", value));
        assertThat(List.of("", "True", "yes", "1")).noneMatch(value -> takes("SelectLatestPerSource", value));
        assertThat(List.of("SELECT", "ON_REQUEST", "OFF")).allMatch(value -> takes("AutomaticSnapshots", value));
        assertThat(List.of("", "true", "ON", "off")).noneMatch(value -> takes("AutomaticSnapshots", value));
        assertThat(List.of("InstanceSnapshot,DiskSnapshot", "InstanceSnapshot", "DiskSnapshot"))
                .allMatch(value -> takes("SelectResourceTypes", value));
        assertThat(List.of("", "Instance", "DiskSnapshot,InstanceSnapshot,Bucket"))
                .noneMatch(value -> takes("SelectResourceTypes", value));
        assertThat(List.of("1", "50", "10000")).allMatch(value -> takes("SelectLimit", value));
        assertThat(List.of("", "0", "-1", "+1", "1.5", "1e3", "050", "10001"))
                .noneMatch(value -> takes("SelectLimit", value));
    }

    @Test
    void a_tag_key_holds_nothing_that_means_something_in_a_policy() {
        assertThat(List.of("", "backup", "team:backup", "a/b=c+d@e-f_g.h1", "x".repeat(128)))
                .allMatch(value -> takes("RequiredTagKey", value));
        assertThat(List.of("two words", "a\"b", "a\\b", "a*", "a?", "${aws:username}", "{", "a,b", "x".repeat(129)))
                .noneMatch(value -> takes("RequiredTagKey", value));
    }

    @Test
    void a_tag_value_holds_nothing_that_means_something_in_a_policy() {
        assertThat(List.of("", "yes", "every night", "a/b=c+d@e-f_g.h1", "x".repeat(256)))
                .allMatch(value -> takes("RequiredTagValue", value));
        assertThat(List.of(
                        "a\"b", "a\\b", "a*", "a?", "${aws:username}", "{", "a,b", "a\nb", " ", "a ", "x".repeat(257)))
                .noneMatch(value -> takes("RequiredTagValue", value));
    }

    @Test
    void a_documentation_is_at_an_https_address_that_ends_without_a_slash() {
        assertThat(List.of("https://example.com", "https://example.com:8443/a_b/~c/docs", "https://" + "x".repeat(192)))
                .allMatch(value -> takes("DocumentationUrl", value));
        assertThat(List.of(
                        "",
                        "http://example.com",
                        "https://example.com/",
                        "https://",
                        "https://a b",
                        "https://a/${b}",
                        "https://a/b?c=d",
                        "https://" + "x".repeat(193)))
                .noneMatch(value -> takes("DocumentationUrl", value));
    }

    @Test
    void every_default_is_taken() {
        assertThat(PARAMETERS.propertyStream())
                .isNotEmpty()
                .allMatch(parameter -> takes(
                        parameter.getKey(), parameter.getValue().path("Default").asText()));
    }

    /** Every text of at most four of these parts after a P. */
    private static Stream<String> texts(String... parts) {
        List<String> texts = new ArrayList<>(List.of("P"));
        int from = 0;
        for (int length = 0; length < 4; length++) {
            int to = texts.size();
            for (int i = from; i < to; i++) {
                for (String part : parts) {
                    texts.add(texts.get(i) + part);
                }
            }
            from = to;
        }
        return texts.stream();
    }
}
