package io.github.snapshotexporter.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static final Map<String, String> NEEDED = Map.of(
            "EXPORT_QUEUE_URL", "https://sqs.eu-central-1.amazonaws.com/111122223333/exports",
            "DEAD_LETTER_QUEUE_URL", "https://sqs.eu-central-1.amazonaws.com/111122223333/exports-dead-letter",
            "NOTIFICATION_TOPIC_ARN", "arn:aws:sns:eu-central-1:111122223333:exports",
            "LEDGER_TABLE_NAME", "ledger");

    @Test
    void what_is_not_set_has_its_default() {
        assertThat(Settings.fromEnvironment(NEEDED))
                .isEqualTo(new Settings(
                        "local",
                        URI.create("https://sqs.eu-central-1.amazonaws.com/111122223333/exports"),
                        URI.create("https://sqs.eu-central-1.amazonaws.com/111122223333/exports-dead-letter"),
                        new TopicArn("arn:aws:sns:eu-central-1:111122223333:exports", "eu-central-1", "111122223333"),
                        "ledger",
                        new DelayRange(Duration.ofSeconds(30), Duration.ofMinutes(15)),
                        new Deadlines(
                                Duration.ofHours(6),
                                Duration.ofHours(24),
                                Duration.ofHours(48),
                                Duration.ofHours(48),
                                Duration.ofHours(2),
                                Duration.ofHours(12),
                                Duration.ofMinutes(2)),
                        "{\"latestPerSource\": true, \"includeAutomatic\": true, \"createdWithin\": \"P3D\", \"limit\": 50}",
                        3,
                        5,
                        new Permissions(Optional.empty(), true),
                        new ImageSettings("local", KeepRules.none(), ZoneId.of("UTC"), new BigDecimal("0.05")),
                        new NightSettings(Optional.empty(), false, Optional.empty()),
                        Documentation.OF_THE_PROJECT));
    }

    @Test
    void the_function_has_the_name_that_lambda_gives_it() {
        Map<String, String> environment = new HashMap<>(NEEDED);
        environment.put("AWS_LAMBDA_FUNCTION_NAME", "my-exporter");

        assertThat(Settings.fromEnvironment(environment).functionName()).isEqualTo("my-exporter");
    }

    @Test
    void a_required_tag_may_have_a_value() {
        Map<String, String> environment = new HashMap<>(NEEDED);
        environment.put("REQUIRED_TAG_KEY", "backup");
        assertThat(Settings.fromEnvironment(environment).permissions().requiredTag())
                .contains(new RequiredTag("backup", ""));

        environment.put("REQUIRED_TAG_VALUE", "true");
        assertThat(Settings.fromEnvironment(environment).permissions().requiredTag())
                .contains(new RequiredTag("backup", "true"));
    }

    @Test
    void everything_can_be_set() {
        Map<String, String> environment = new HashMap<>(NEEDED);
        environment.put("MIN_DELAY", "PT10S");
        environment.put("MAX_DELAY", "PT5M");
        environment.put("RETRY_DEADLINE", "PT1H");
        environment.put("PENDING_DEADLINE", "PT2H");
        environment.put("SLOT_DEADLINE", "PT3H");
        environment.put("EXPORT_DEADLINE", "PT4H");
        environment.put("RESULT_DEADLINE", "PT5H");
        environment.put("RUN_DEADLINE", "PT6H");
        environment.put("MAX_EXPORT_ATTEMPTS", "1");
        environment.put("MAX_IN_FLIGHT", "20");

        Settings settings = Settings.fromEnvironment(environment);

        assertThat(settings.delays().shortest()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.delays().longest()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.deadlines().retry()).isEqualTo(Duration.ofHours(1));
        assertThat(settings.deadlines().pending()).isEqualTo(Duration.ofHours(2));
        assertThat(settings.deadlines().slot()).isEqualTo(Duration.ofHours(3));
        assertThat(settings.deadlines().export()).isEqualTo(Duration.ofHours(4));
        assertThat(settings.deadlines().result()).isEqualTo(Duration.ofHours(5));
        assertThat(settings.deadlines().run()).isEqualTo(Duration.ofHours(6));
        assertThat(settings.maxExportAttempts()).isEqualTo(1);
        assertThat(settings.maxInFlight()).isEqualTo(20);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EXPORT_QUEUE_URL|the URL of an SQS queue, like https://",
                "DEAD_LETTER_QUEUE_URL|the URL of an SQS queue, like https://",
                "NOTIFICATION_TOPIC_ARN|the ARN of an SNS topic, like arn:aws:sns:",
                "LEDGER_TABLE_NAME|the name of a DynamoDB table"
            })
    void what_is_needed_and_not_set_is_named_with_its_shape(String variable, String shape) {
        Map<String, String> environment = new HashMap<>(NEEDED);
        environment.remove(variable);

        assertRefused(environment)
                .hasMessageContaining(variable + " must be " + shape)
                .hasMessageEndingWith("is not set");
    }

    @Test
    void what_is_empty_counts_as_not_set() {
        assertThat(Settings.fromEnvironment(with("MIN_DELAY", "")).delays().shortest())
                .isEqualTo(Duration.ofSeconds(30));
        assertRefused(with("LEDGER_TABLE_NAME", "")).hasMessageContaining("LEDGER_TABLE_NAME");
    }

    @ParameterizedTest
    @CsvSource({
        "EXPORT_QUEUE_URL,exports",
        "EXPORT_QUEUE_URL,ftp://example.com/exports",
        "EXPORT_QUEUE_URL,https://",
        "EXPORT_QUEUE_URL,not a url",
        "DEAD_LETTER_QUEUE_URL,arn:aws:sqs:eu-central-1:111122223333:exports",
        "NOTIFICATION_TOPIC_ARN,exports",
        "NOTIFICATION_TOPIC_ARN,arn:aws:sqs:eu-central-1:111122223333:exports",
        "NOTIFICATION_TOPIC_ARN,arn:aws:sns:eu-central-1:1234:exports",
        "NOTIFICATION_TOPIC_ARN,arn:aws:sns:eu-central-1:111122223333:exports.fifo",
        "OPERATIONS_TOPIC_ARN,exports",
        "SCHEDULE_STATE,on",
        "AUTOMATIC_SNAPSHOTS,true",
        "LEDGER_TABLE_NAME,le",
        "LEDGER_TABLE_NAME,my ledger",
        "MIN_DELAY,30",
        "MIN_DELAY,30s",
        "MIN_DELAY,PT0S",
        "MIN_DELAY,PT-30S",
        "MIN_DELAY,P1M",
        "MIN_DELAY,PT99999999999999999999H",
        "MAX_DELAY,fifteen minutes",
        "RETRY_DEADLINE,6h",
        "PENDING_DEADLINE,24",
        "SLOT_DEADLINE,x",
        "EXPORT_DEADLINE,x",
        "RESULT_DEADLINE,x",
        "RUN_DEADLINE,x",
        "MAX_EXPORT_ATTEMPTS,0",
        "MAX_EXPORT_ATTEMPTS,6",
        "MAX_EXPORT_ATTEMPTS,three",
        "MAX_IN_FLIGHT,0",
        "MAX_IN_FLIGHT,101",
        "MAX_IN_FLIGHT,2.5",
        "MAX_IN_FLIGHT,99999999999"
    })
    void what_is_malformed_is_named_with_its_shape_and_value(String variable, String value) {
        assertRefused(with(variable, value))
                .hasMessageContaining(variable + " must be ")
                .hasMessageEndingWith(", but is '" + value + "'");
    }

    @ParameterizedTest
    @CsvSource({"MAX_EXPORT_ATTEMPTS,1", "MAX_EXPORT_ATTEMPTS,5", "MAX_IN_FLIGHT,1", "MAX_IN_FLIGHT,100"})
    void a_count_may_be_at_its_limits(String variable, int count) {
        Settings settings = Settings.fromEnvironment(with(variable, Integer.toString(count)));

        assertThat(variable.equals("MAX_IN_FLIGHT") ? settings.maxInFlight() : settings.maxExportAttempts())
                .isEqualTo(count);
    }

    @Test
    void a_duration_of_14_days_is_one_though_nothing_may_take_so_long() {
        assertRefused(with("RUN_DEADLINE", "P14D")).hasMessageContaining("RUN_DEADLINE add up to PT336H");
        assertRefused(with("RUN_DEADLINE", "P14DT0.000000001S"))
                .hasMessageContaining("RUN_DEADLINE must be an ISO-8601 duration of at most 14 days");
    }

    @Test
    void the_value_of_a_required_tag_needs_its_key() {
        assertRefused(with("REQUIRED_TAG_VALUE", "true"))
                .hasMessageEndingWith("REQUIRED_TAG_KEY must be set where REQUIRED_TAG_VALUE is");
    }

    @Test
    void queues_that_are_missing_are_not_also_said_to_be_the_same() {
        Map<String, String> environment = new HashMap<>(NEEDED);
        environment.remove("EXPORT_QUEUE_URL");
        environment.remove("DEAD_LETTER_QUEUE_URL");

        assertRefused(environment)
                .hasMessageContainingAll("EXPORT_QUEUE_URL", "DEAD_LETTER_QUEUE_URL")
                .hasMessageNotContaining("must be another queue");
    }

    @Test
    void all_problems_are_told_at_once() {
        assertRefused(Map.of("MIN_DELAY", "soon", "MAX_IN_FLIGHT", "-1"))
                .hasMessageContainingAll(
                        "EXPORT_QUEUE_URL",
                        "DEAD_LETTER_QUEUE_URL",
                        "NOTIFICATION_TOPIC_ARN",
                        "LEDGER_TABLE_NAME",
                        "MIN_DELAY",
                        "MAX_IN_FLIGHT");
    }

    @Test
    void all_contradictions_are_told_at_once() {
        assertRefused(with("MIN_DELAY", "PT20M", "MAX_DELAY", "PT16M", "RUN_DEADLINE", "P13D"))
                .hasMessageContainingAll(
                        "MAX_DELAY must be at most PT15M, but is PT16M",
                        "MIN_DELAY must not be longer than MAX_DELAY",
                        "RUN_DEADLINE add up to PT312H");
    }

    @Test
    void the_shortest_delay_must_not_be_longer_than_the_longest() {
        assertRefused(with("MIN_DELAY", "PT10M", "MAX_DELAY", "PT9M")).hasMessageContaining("PT10M and PT9M");
        assertThat(Settings.fromEnvironment(with("MIN_DELAY", "PT15M")).delays().shortest())
                .isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void sqs_delays_a_message_for_a_quarter_of_an_hour_at_most() {
        assertRefused(with("MAX_DELAY", "PT15M1S")).hasMessageContaining("MAX_DELAY must be at most PT15M");
    }

    @Test
    void sqs_counts_delays_in_whole_seconds() {
        assertRefused(with("MIN_DELAY", "PT0.9S")).hasMessageContaining("MIN_DELAY must be at least PT1S");
        assertThat(Settings.fromEnvironment(with("MIN_DELAY", "PT1S")).delays().shortest())
                .isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void a_queue_cannot_be_its_own_dead_letter_queue() {
        assertRefused(with("DEAD_LETTER_QUEUE_URL", NEEDED.get("EXPORT_QUEUE_URL")))
                .hasMessageContaining("DEAD_LETTER_QUEUE_URL must be another queue than EXPORT_QUEUE_URL");
    }

    @ParameterizedTest
    @CsvSource({
        // 700 times the average of 30 s and 15 min are 90 h 25 min, 15 minutes of which wait for the snapshot to
        // appear.
        "RETRY_DEADLINE,PT18H10M,PT18H10M1S",
        "PENDING_DEADLINE,PT36H10M,PT36H10M1S",
        "SLOT_DEADLINE,PT60H10M,PT60H10M1S",
        "EXPORT_DEADLINE,PT82H25M,PT82H25M1S",
        "RESULT_DEADLINE,PT36H25M,PT36H25M1S",
        "RUN_DEADLINE,PT90H25M,PT90H25M1S"
    })
    void the_deadlines_of_one_message_must_be_met_before_it_is_received_too_often(
            String variable, String longest, String tooLong) {
        assertThat(Settings.fromEnvironment(with(variable, longest))).isNotNull();
        assertRefused(with(variable, tooLong)).hasMessageContaining(variable).hasMessageContaining("PT90H25M");
    }

    @Test
    void shorter_delays_allow_shorter_deadlines_only() {
        assertRefused(with("MAX_DELAY", "PT1M")).hasMessageContainingAll("SLOT_DEADLINE", "EXPORT_DEADLINE", "PT8H45M");
    }

    @Test
    void no_deadline_may_outlast_the_message_itself() {
        assertRefused(with("MAX_DELAY", "P10D", "RUN_DEADLINE", "P13D"))
                .hasMessageContaining("a message can be followed for PT288H at most");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RETRY_DEADLINE", "PENDING_DEADLINE", "SLOT_DEADLINE", "EXPORT_DEADLINE", "MAX_DELAY"})
    void a_duration_beyond_all_bounds_is_refused_by_its_name(String variable) {
        assertRefused(with(variable, "PT2562047788015215H")).hasMessageContaining(variable);
    }

    @Test
    void the_documentation_may_be_elsewhere() {
        assertThat(Settings.fromEnvironment(with("DOCUMENTATION_URL", "https://example.com/docs"))
                        .documentation()
                        .page("errors.md"))
                .isEqualTo("https://example.com/docs/errors.md");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://example.com", "https://example.com/", "docs", "https:", "https://exa mple.com"})
    void a_documentation_that_is_no_https_url_of_a_folder_is_refused(String url) {
        assertThatThrownBy(() -> Settings.fromEnvironment(with("DOCUMENTATION_URL", url)))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("DOCUMENTATION_URL must be the https URL of the folder docs");
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(Map<String, String> environment) {
        return assertThatThrownBy(() -> Settings.fromEnvironment(environment))
                .isInstanceOf(InvalidSettingsException.class);
    }

    private static Map<String, String> with(String... variablesAndValues) {
        Map<String, String> environment = new HashMap<>(NEEDED);
        for (int i = 0; i < variablesAndValues.length; i += 2) {
            environment.put(variablesAndValues[i], variablesAndValues[i + 1]);
        }
        return environment;
    }
}
