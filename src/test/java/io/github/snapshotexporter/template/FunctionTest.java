package io.github.snapshotexporter.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.ExportHandler;
import io.github.snapshotexporter.job.Invocation;
import io.github.snapshotexporter.lightsail.Lightsail;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The function and its alias. */
class FunctionTest {
    private static final Template STACK = Template.withDefaults();
    private static final JsonNode FUNCTION = STACK.only("AWS::Lambda::Function");
    private static final Duration TIMEOUT =
            Duration.ofSeconds(FUNCTION.path("Timeout").intValue());
    private static final Duration VISIBILITY = Duration.ofSeconds(
            STACK.resource("ExportQueue").path("VisibilityTimeout").intValue());

    @Test
    void the_handler_is_the_one_in_the_code() {
        assertThat(FUNCTION.path("Handler").textValue()).isEqualTo(ExportHandler.class.getName());
        assertThat(FUNCTION.path("Runtime").textValue()).isEqualTo("java25");
    }

    @Test
    void published_versions_start_from_a_snapshot() {
        assertThat(FUNCTION.at("/SnapStart/ApplyOn").textValue()).isEqualTo("PublishedVersions");
    }

    @Test
    void the_alias_is_a_published_version() {
        assertThat(STACK.only("AWS::Lambda::Alias").path("FunctionVersion").textValue())
                .isEqualTo(STACK.onlyId("AWS::Lambda::Version") + ".Version");
    }

    @Test
    void descriptions_are_no_longer_than_lambda_and_iam_allow_whatever_the_parameters_are() {
        Template stack = Template.with(longestValues());

        assertThat(stack.only("AWS::Lambda::Version").path("Description").textValue())
                .contains("ANPA")
                .hasSizeLessThanOrEqualTo(256);
        assertThat(stack.properties("AWS::IAM::ManagedPolicy").values())
                .hasSize(3)
                .allSatisfy(policy ->
                        assertThat(policy.path("Description").textValue()).hasSizeLessThanOrEqualTo(1000));
    }

    /** Lambda's limit is 4 KB; each reference to a resource becomes an address of 250 characters at most. */
    @Test
    void the_environment_is_no_larger_than_lambda_allows_whatever_the_parameters_are() {
        int size = Template.with(longestValues()).environment().entrySet().stream()
                .mapToInt(variable ->
                        variable.getKey().length() + variable.getValue().length())
                .sum();

        assertThat(size).isBetween(1500, 4096 - 4 * 250);
    }

    /** Else two different selections could have the same description. */
    @Test
    void no_value_can_have_the_character_that_stands_between_two() {
        assertThat(Template.asWritten().path("Parameters").propertyStream().map(Map.Entry::getKey))
                .filteredOn(name -> name.matches("(Select|RequiredTag).*(?<!Limit)"))
                .isNotEmpty()
                .noneMatch(name -> Template.takes(name, "|") || Template.takes(name, "a|b"));
    }

    private static Map<String, String> longestValues() {
        Map<String, String> longest = new HashMap<>();
        for (String name : Template.parametersIn(asWritten("ExportFunction").path("Environment"))) {
            JsonNode parameter = Template.asWritten().path("Parameters").path(name);
            Template.texts(parameter.path("AllowedValues")).stream()
                    .max(Comparator.comparingInt(String::length))
                    .ifPresent(value -> longest.put(name, value));
            if (parameter.has("MaxValue")) {
                longest.put(name, parameter.path("MaxValue").asText());
            }
            if (parameter.has("MaxLength")) {
                longest.put(name, "x".repeat(parameter.path("MaxLength").intValue()));
            }
            if (parameter.path("AllowedPattern").asText().startsWith("^P")) {
                longest.put(name, name.endsWith("Deadline") ? "P99DT999H99999M9999999S" : "P999DT999H99999M9999999S");
            }
        }
        return longest;
    }

    private static JsonNode asWritten(String resource) {
        return Template.asWritten().path("Resources").path(resource).path("Properties");
    }

    @Test
    void no_concurrency_is_taken_from_the_account() {
        assertThat(FUNCTION.has("ReservedConcurrentExecutions")).isFalse();
    }

    @Test
    void the_log_is_kept_for_as_long_as_was_asked_for() {
        JsonNode group =
                Template.with(Map.of("LogRetentionDays", "7")).referenced(FUNCTION.at("/LoggingConfig/LogGroup"));

        assertThat(group.path("RetentionInDays").asInt()).isEqualTo(7);
    }

    @Test
    void a_message_stays_invisible_for_six_invocations_at_least() {
        assertThat(VISIBILITY).isGreaterThanOrEqualTo(TIMEOUT.multipliedBy(6));
    }

    @Test
    void a_lease_outlasts_its_invocation_and_is_over_when_the_message_is_received_again() {
        Duration lease = TIMEOUT.plus(Invocation.LEASE_MARGIN);

        assertThat(lease).isGreaterThan(TIMEOUT).isLessThan(VISIBILITY);
    }

    @Test
    void an_invocation_has_time_for_the_export_after_reads_that_took_as_long_as_they_may() {
        try (World world = World.create()) {
            world.lightsail().instanceSnapshot("my-site-1");
            world.tap()
                    .alsoBefore(
                            List.of("Lightsail.GetInstanceSnapshot", "Lightsail.GetExportSnapshotRecords")::contains,
                            () -> world.clock().advance(Lightsail.CALL_TIMEOUT.minusSeconds(1)));
            world.send("my-site-1");

            world.deliver(10, TIMEOUT);

            assertThat(world.lightsail().count("ExportSnapshot")).isEqualTo(1);
        }
    }

    /** Lambda stops a chain of messages and invocations after about sixteen of them. */
    @Test
    void as_many_attempts_as_can_be_asked_for_are_not_taken_for_an_endless_loop() {
        int most = IntStream.rangeClosed(1, 100)
                .filter(count -> Template.takes("MaxExportAttempts", Integer.toString(count)))
                .max()
                .orElseThrow();
        try (World world = World.create()) {
            world.set("MAX_EXPORT_ATTEMPTS", "" + most);
            world.lightsail().instanceSnapshot("my-site-1").exports(ExportScript.fails("CopyFailed", "No."));
            world.send("my-site-1");

            world.settle();

            assertThat(world.lightsail().accepted("my-site-1")).hasSize(most);
            long invocations = 1 + world.tap().count("Sqs.SendMessage");
            int beforeIt = 2; // the schedule's own, and that of the selection
            assertThat(beforeIt + invocations).isLessThan(16);
        }
    }

    @Test
    void tests_that_move_the_clock_know_the_same_times() {
        assertThat(List.of(World.FUNCTION_TIMEOUT, World.VISIBILITY)).containsExactly(TIMEOUT, VISIBILITY);
    }
}
