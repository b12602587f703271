package io.github.snapshotexporter.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.snapshotexporter.event.Content;
import io.github.snapshotexporter.event.MessageDecoder;
import io.github.snapshotexporter.event.SelectionDecoder;
import io.github.snapshotexporter.job.Selection;
import io.github.snapshotexporter.job.SelectionRequest;
import io.github.snapshotexporter.localcloud.LightsailEmulator;
import io.github.snapshotexporter.localcloud.MutableClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What invokes the function or feeds its queue. */
class TriggersTest {
    private static final Template STACK = Template.withDefaults();
    private static final String ALIAS = STACK.onlyId("AWS::Lambda::Alias");

    @Test
    void every_trigger_invokes_the_alias() {
        List<JsonNode> invoked = new ArrayList<>();
        STACK.properties("AWS::Lambda::EventSourceMapping")
                .values()
                .forEach(mapping -> invoked.add(mapping.path("FunctionName")));
        STACK.properties("AWS::Lambda::Permission")
                .values()
                .forEach(permission -> invoked.add(permission.path("FunctionName")));
        STACK.properties("AWS::Scheduler::Schedule")
                .values()
                .forEach(schedule -> invoked.add(schedule.at("/Target/Arn")));

        assertThat(invoked).hasSizeGreaterThan(1).containsOnly(TextNode.valueOf(ALIAS));
    }

    @Test
    void nothing_but_its_alias_and_version_lambda_itself_and_what_is_told_of_it_refers_to_the_function() {
        assertThat(STACK.resources().entrySet().stream()
                        .filter(resource -> resource.getValue().toString().contains("\"ExportFunction\"")
                                || resource.getValue().toString().contains("\"ExportFunction."))
                        .map(resource -> resource.getValue().path("Type").asText())
                        .distinct())
                .containsExactlyInAnyOrder(
                        "AWS::Lambda::Alias",
                        "AWS::Lambda::Version",
                        "AWS::Lambda::EventInvokeConfig",
                        "AWS::CloudWatch::Alarm");
    }

    @Test
    void asynchronous_invocations_of_the_alias_that_fail_are_kept() {
        JsonNode asynchronous = STACK.only("AWS::Lambda::EventInvokeConfig");

        assertThat(asynchronous.path("Qualifier").textValue())
                .isEqualTo(STACK.only("AWS::Lambda::Alias").path("Name").textValue());
        assertThatIsDeadLetterQueue(asynchronous.at("/DestinationConfig/OnFailure/Destination"));
    }

    @Test
    void events_that_the_schedule_cannot_deliver_are_kept() {
        assertThatIsDeadLetterQueue(STACK.only("AWS::Scheduler::Schedule").at("/Target/DeadLetterConfig/Arn"));
    }

    @Test
    void events_that_a_rule_cannot_deliver_are_kept() {
        assertThat(targets())
                .isNotEmpty()
                .allSatisfy(target -> assertThatIsDeadLetterQueue(target.at("/DeadLetterConfig/Arn")));
    }

    @Test
    void a_rule_delivers_to_the_queue_so_that_its_events_wait_like_all_requests() {
        assertThat(targets()).extracting(target -> target.path("Arn").asText()).containsExactly("ExportQueue.Arn");
    }

    @Test
    void how_often_a_delivery_is_tried_again_is_not_left_to_defaults() {
        List<JsonNode> policies = new ArrayList<>(
                targets().stream().map(target -> target.path("RetryPolicy")).toList());
        policies.add(STACK.only("AWS::Scheduler::Schedule").at("/Target/RetryPolicy"));
        policies.add(STACK.only("AWS::Lambda::EventInvokeConfig"));

        assertThat(policies).hasSize(3).allSatisfy(policy -> {
            assertThat(policy.path("MaximumEventAgeInSeconds").intValue()).isPositive();
            assertThat(policy.path("MaximumRetryAttempts").intValue()).isPositive();
        });
    }

    @Test
    void a_batch_is_full_and_not_waited_for_and_its_jobs_come_back_one_by_one() {
        JsonNode mapping = STACK.only("AWS::Lambda::EventSourceMapping");

        assertThat(mapping.path("BatchSize").intValue()).isEqualTo(10);
        assertThat(mapping.has("MaximumBatchingWindowInSeconds")).isFalse();
        assertThat(Template.texts(mapping.path("FunctionResponseTypes"))).containsExactly("ReportBatchItemFailures");
    }

    @Test
    void as_many_invocations_take_from_the_queue_as_was_asked_for() {
        assertThat(Template.with(Map.of("MaximumConcurrency", "7"))
                        .only("AWS::Lambda::EventSourceMapping")
                        .at("/ScalingConfig/MaximumConcurrency")
                        .asInt())
                .isEqualTo(7);
    }

    @Test
    void the_schedule_is_as_was_asked_for() {
        JsonNode schedule = Template.with(Map.of(
                        "ScheduleState", "ENABLED",
                        "ScheduleExpression", "rate(1 day)",
                        "ScheduleTimeZone", "Europe/Berlin"))
                .only("AWS::Scheduler::Schedule");

        assertThat(schedule.path("State").asText()).isEqualTo("ENABLED");
        assertThat(schedule.path("ScheduleExpression").asText()).isEqualTo("rate(1 day)");
        assertThat(schedule.path("ScheduleExpressionTimezone").asText()).isEqualTo("Europe/Berlin");
    }

    @Test
    void a_schedules_event_is_the_same_in_every_repetition() {
        JsonNode event = Template.parse(
                STACK.only("AWS::Scheduler::Schedule").at("/Target/Input").textValue());

        assertThat(event.path("detail-type").textValue()).isEqualTo("Scheduled Event");
        assertThat(event.path("time").textValue()).isEqualTo("<aws.scheduler.scheduled-time>");
        assertThat(event.toString()).doesNotContain("attempt-number");
    }

    @Test
    void the_schedule_is_on_until_it_is_turned_off() {
        assertThat(STACK.only("AWS::Scheduler::Schedule").path("State").asText())
                .isEqualTo("ENABLED");
        assertThat(Template.with(Map.of("ScheduleState", "DISABLED"))
                        .only("AWS::Scheduler::Schedule")
                        .path("State")
                        .asText())
                .isEqualTo("DISABLED");
    }

    @Test
    void a_schedules_event_asks_for_the_stacks_own_selection_in_a_run_that_is_named_after_its_time() {
        Selection policy = SelectionDecoder.policy(STACK.environment().get("SELECTION_POLICY"));
        String event = STACK.only("AWS::Scheduler::Schedule")
                .at("/Target/Input")
                .textValue()
                .replace("<aws.scheduler.scheduled-time>", "2026-11-22T03:30:00Z");

        assertThat(new MessageDecoder(LightsailEmulator.REGION, policy, true, MutableClock.at("2026-11-22T03:30:00Z"))
                        .decodeMessage(event))
                .isEqualTo(
                        new Content.Wanted(SelectionRequest.bySchedule(policy, Instant.parse("2026-11-22T03:30:00Z"))));
    }

    @Test
    void the_rule_is_off_until_it_is_asked_for() {
        assertThat(STACK.only("AWS::Events::Rule").path("State").asText()).isEqualTo("DISABLED");
        assertThat(Template.with(Map.of("SnapshotCreatedRuleState", "ENABLED"))
                        .only("AWS::Events::Rule")
                        .path("State")
                        .asText())
                .isEqualTo("ENABLED");
    }

    private static List<JsonNode> targets() {
        return STACK.properties("AWS::Events::Rule").values().stream()
                .flatMap(rule -> rule.path("Targets").valueStream())
                .toList();
    }

    private static void assertThatIsDeadLetterQueue(JsonNode arn) {
        assertThat(arn.asText()).isEqualTo("DeadLetterQueue.Arn");
        assertThat(STACK.properties("AWS::SQS::Queue")).containsKey(Template.idIn(arn));
    }
}
