package io.github.snapshotexporter.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.ExportHandler;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.lightsail.Lightsail;
import io.github.snapshotexporter.localcloud.ExportCall;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    /** CloudFormation makes a new version where the description changes. SAM sees changes of the template's text only. */
    @Test
    void a_version_is_published_whenever_a_variable_of_the_function_changes() {
        assertThat(parametersOfTheEnvironment())
                .hasSizeGreaterThan(5)
                .allSatisfy(name -> assertThat(
                                Template.with(Map.of(name, "changed")).only("AWS::Lambda::Version"))
                        .isNotEqualTo(STACK.only("AWS::Lambda::Version")));
    }

    @Test
    void a_versions_description_is_no_longer_than_lambda_allows() {
        Map<String, String> longest = new HashMap<>();
        parametersOfTheEnvironment().forEach(name -> longest.put(name, "P99DT999H99999M9999999S"));

        assertThat(Template.with(longest)
                        .only("AWS::Lambda::Version")
                        .path("Description")
                        .textValue())
                .hasSizeLessThanOrEqualTo(256);
    }

    private static List<String> parametersOfTheEnvironment() {
        return Template.asWritten()
                .path("Parameters")
                .propertyStream()
                .map(Map.Entry::getKey)
                // It is empty in every stack.
                .filter(name -> !name.equals("LocalEndpoint"))
                .filter(name ->
                        !Template.with(Map.of(name, "changed")).environment().equals(STACK.environment()))
                .toList();
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
        Duration lease = TIMEOUT.plus(Receive.LEASE_MARGIN);

        assertThat(lease).isGreaterThan(TIMEOUT).isLessThan(VISIBILITY);
    }

    @Test
    void an_invocation_has_time_for_a_second_call_after_one_that_timed_out() {
        try (World world = World.create()) {
            ExportCall oops = ExportCall.error("ServiceException", 500, "oops");
            world.lightsail().instanceSnapshot("my-site-1").onExport(oops, oops);
            world.tap()
                    .alsoBefore("Lightsail.ExportSnapshot", () -> world.clock().advance(Lightsail.CALL_TIMEOUT));
            world.send("my-site-1");

            world.deliver(10, TIMEOUT);

            assertThat(world.lightsail().count("ExportSnapshot")).isEqualTo(2);
        }
    }

    /** Lambda stops a chain of messages and invocations after about sixteen of them. */
    @Test
    void as_many_attempts_as_can_be_asked_for_are_not_taken_for_an_endless_loop() {
        int most = Template.asWritten()
                .at("/Parameters/MaxExportAttempts/MaxValue")
                .intValue();
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
