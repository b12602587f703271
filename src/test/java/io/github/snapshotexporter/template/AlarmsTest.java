package io.github.snapshotexporter.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.settings.Documentation;
import io.github.snapshotexporter.telemetry.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AlarmsTest {
    private static final String EXPORTER = "LightsailSnapshotExporter";
    private static final Path RUNBOOK = Path.of("docs", "runbook.md");
    private static final Pattern LINK = Pattern.compile(
            "What to do: " + Pattern.quote(Documentation.OF_THE_PROJECT.page("runbook.md")) + "#([a-z-]+)$");

    private static final Template STACK = Template.withDefaults();
    private static final Collection<JsonNode> ALARMS =
            STACK.properties("AWS::CloudWatch::Alarm").values();

    @Test
    void every_alarm_notifies_whoever_operates_the_exporter() {
        assertThat(ALARMS).isNotEmpty().allSatisfy(alarm -> {
            assertThat(Template.texts(alarm.path("AlarmActions"))).containsExactly("OperationsTopic");
            assertThat(alarm.path("ActionsEnabled").asBoolean(true)).isTrue();
        });
    }

    @Test
    void every_alarm_says_what_missing_data_means() {
        assertThat(ALARMS)
                .isNotEmpty()
                .allSatisfy(alarm -> assertThat(alarm.path("TreatMissingData").asText())
                        .isIn("notBreaching", "breaching", "ignore", "missing"));
    }

    @Test
    void every_alarm_says_where_to_read_what_to_do() throws IOException {
        Set<String> headings = headingsOfTheRunbook();

        assertThat(ALARMS).isNotEmpty().allSatisfy(alarm -> {
            Matcher link = LINK.matcher(alarm.path("AlarmDescription").asText());
            assertThat(link.find()).as(alarm.path("AlarmDescription").asText()).isTrue();
            assertThat(headings).contains(link.group(1));
        });
    }

    @Test
    void every_alarm_says_how_urgent_it_is_and_where_to_look_in_the_console() {
        assertThat(ALARMS)
                .isNotEmpty()
                .allSatisfy(alarm -> assertThat(alarm.path("AlarmDescription").asText())
                        .matches("(Urgent within a day|Not urgent|Not urgent, but wants you): .+ In the console: .+")
                        .hasSizeLessThan(1024));
    }

    /** Who is told of a failure by the report of the night is not told of it once more. */
    @Test
    void the_alarm_on_failures_leaves_out_what_a_report_tells_where_reports_are_mailed() {
        assertThat(failures(STACK)).isEqualTo("ExportsFailed");
        assertThat(failures(Template.with(Map.of("NotificationEmail", "me@example.com"))))
                .isEqualTo("ExportsFailedUnreported");
    }

    private static String failures(Template stack) {
        return stack.resource("ExportsFailedAlarm").path("MetricName").asText();
    }

    @Test
    void every_alarm_is_named_after_what_to_read() {
        assertThat(ALARMS).isNotEmpty().allSatisfy(alarm -> {
            String heading = alarm.path("AlarmDescription").asText().replaceFirst(".*#", "");
            assertThat(alarm.path("AlarmName").asText()).isEqualTo(Template.STACK_NAME + "-" + heading);
        });
    }

    @Test
    void every_dead_letter_queue_has_an_alarm_on_its_visible_messages() {
        assertThat(deadLetterQueues())
                .isNotEmpty()
                .allSatisfy(queue -> assertThat(ALARMS).anySatisfy(alarm -> {
                    assertThat(alarm.path("Namespace").asText()).isEqualTo("AWS/SQS");
                    assertThat(alarm.path("MetricName").asText()).isEqualTo("ApproximateNumberOfMessagesVisible");
                    assertThat(dimensions(alarm)).isEqualTo(Map.of("QueueName", queue + ".QueueName"));
                    assertThat(alarm.path("ComparisonOperator").asText()).isEqualTo("GreaterThanThreshold");
                    assertThat(alarm.path("Threshold").intValue()).isZero();
                    assertThat(alarm.path("EvaluationPeriods").intValue()).isEqualTo(1);
                }));
    }

    @Test
    void an_alarm_on_the_exporters_own_metrics_names_one_that_exists() {
        List<String> metrics =
                Arrays.stream(Metric.values()).map(Metric::metricName).toList();

        assertThat(ALARMS).filteredOn(AlarmsTest::isOwn).isNotEmpty().allSatisfy(alarm -> {
            assertThat(metrics).contains(alarm.path("MetricName").asText());
            assertThat(dimensions(alarm)).isEqualTo(Map.of("FunctionName", "ExportFunction"));
            assertThat(alarm.path("Statistic").asText()).isEqualTo("Sum");
        });
    }

    @Test
    void an_alarm_on_another_metric_names_a_service_and_the_stacks_own_queue_or_function() {
        assertThat(ALARMS)
                .filteredOn(alarm -> !isOwn(alarm))
                .isNotEmpty()
                .allSatisfy(alarm -> assertThat(dimensions(alarm))
                        .isIn(
                                alarm.path("Namespace").asText().equals("AWS/Lambda")
                                        ? List.of(Map.of("FunctionName", "ExportFunction"))
                                        : STACK.properties("AWS::SQS::Queue").keySet().stream()
                                                .map(queue -> Map.of("QueueName", queue + ".QueueName"))
                                                .toList()));
    }

    /** SQS leaves out of the age what was received three times or more. */
    @Test
    void a_message_that_comes_back_as_it_should_is_never_too_old() {
        Duration longestDelay = Duration.parse(STACK.environment().get("MAX_DELAY"));
        Duration unanswered = Duration.ofSeconds(
                STACK.resource("ExportQueue").path("VisibilityTimeout").intValue());
        Duration untilReceivedThreeTimes =
                longestDelay.plus((longestDelay.compareTo(unanswered) > 0 ? longestDelay : unanswered).multipliedBy(3));

        assertThat(tooOld()).isGreaterThan(untilReceivedThreeTimes);
    }

    /** The age leaves out what was received often, so it cannot tell alone. */
    @Test
    void messages_that_lie_ready_are_told_however_often_they_were_received_before() {
        JsonNode alarm = STACK.resource("QueueStalledAlarm");

        assertThat(alarm.path("MetricName").asText()).isEqualTo("ApproximateNumberOfMessagesVisible");
        assertThat(dimensions(alarm)).isEqualTo(Map.of("QueueName", "ExportQueue.QueueName"));
        assertThat(alarm.path("Statistic").asText()).isEqualTo("Minimum");
        assertThat(alarm.path("Threshold").intValue()).isZero();
        assertThat(alarm.has("DatapointsToAlarm")).isFalse();
        assertThat(evaluated(alarm)).isEqualTo(tooOld());
    }

    @Test
    void a_message_that_nobody_takes_is_told_long_before_the_queue_forgets_it() {
        Duration retention = Duration.ofSeconds(
                STACK.resource("ExportQueue").path("MessageRetentionPeriod").intValue());

        assertThat(tooOld()).isLessThanOrEqualTo(retention.minusDays(2));
    }

    @Test
    void a_day_and_two_hours_without_a_reported_run_are_told_however_the_run_was_lost() {
        JsonNode alarm = STACK.resource("NoRunAlarm");

        assertThat(alarm.path("MetricName").asText()).isEqualTo(Metric.RUNS_COMPLETED.metricName());
        assertThat(alarm.path("TreatMissingData").asText()).isEqualTo("breaching");
        assertThat(alarm.path("ComparisonOperator").asText()).isEqualTo("LessThanThreshold");
        assertThat(alarm.path("Threshold").intValue()).isEqualTo(1);
        assertThat(alarm.has("DatapointsToAlarm")).isFalse();
        assertThat(evaluated(alarm)).isEqualTo(Duration.ofHours(26));
    }

    /** CloudWatch's limits: a day, or seven where each period has an hour at least. */
    @Test
    void no_alarm_looks_back_further_than_cloudwatch_does() {
        assertThat(ALARMS)
                .isNotEmpty()
                .allSatisfy(alarm -> assertThat(evaluated(alarm))
                        .isLessThanOrEqualTo(
                                Duration.ofDays(alarm.path("Period").intValue() < 3600 ? 1 : 7)));
    }

    @Test
    void a_missing_run_is_told_only_where_the_schedule_asks_for_one() {
        assertThat(Template.with(Map.of("ScheduleState", "DISABLED")).resources())
                .doesNotContainKey("NoRunAlarm");
        assertThat(STACK.resources()).containsKey("NoRunAlarm");
    }

    /** Without any data the alarm would be raised by the deployment, before there can have been a run. */
    @Test
    void a_new_stack_has_time_for_its_first_run() {
        JsonNode warmUp = STACK.resource("NoRunAlarm").path("WarmUpConfiguration");
        Duration untilReported =
                Duration.ofDays(1).plus(Duration.parse(STACK.environment().get("RUN_DEADLINE")));

        assertThat(Duration.ofMinutes(
                        warmUp.path("WarmUpPeriodDurationInMinutes").intValue()))
                .isGreaterThanOrEqualTo(untilReported)
                .isLessThanOrEqualTo(Duration.ofDays(2));
        assertThat(warmUp.path("OnlyStartEvaluatingAfterWarmUpPeriodEnds").booleanValue())
                .isTrue();
    }

    private static Duration evaluated(JsonNode alarm) {
        return Duration.ofSeconds(alarm.path("Period").longValue()
                * alarm.path("EvaluationPeriods").longValue());
    }

    @Test
    void the_exporters_own_metrics_are_found_under_the_name_and_dimension_by_which_it_counts() {
        assertThat(LifeOfExports.observed().log())
                .filteredOn(line -> line.has("_aws"))
                .isNotEmpty()
                .allSatisfy(line -> {
                    JsonNode counted = line.at("/_aws/CloudWatchMetrics/0");
                    assertThat(counted.path("Namespace").asText()).isEqualTo(EXPORTER);
                    assertThat(counted.path("Dimensions").toString()).isEqualTo("[[\"FunctionName\"]]");
                    assertThat(line.path("FunctionName").asText()).isNotBlank();
                });
    }

    private static Duration tooOld() {
        return Duration.ofSeconds(
                STACK.resource("OldestMessageAlarm").path("Threshold").intValue());
    }

    private static Set<String> deadLetterQueues() {
        Set<String> queues = new HashSet<>();
        STACK.resources().values().forEach(resource -> {
            addAll(queues, resource.findValues("deadLetterTargetArn"));
            resource.findValues("DeadLetterConfig").forEach(config -> addAll(queues, List.of(config.path("Arn"))));
            resource.findValues("OnFailure")
                    .forEach(destination -> addAll(queues, List.of(destination.path("Destination"))));
        });
        return queues;
    }

    private static void addAll(Set<String> queues, List<JsonNode> arns) {
        arns.forEach(arn -> queues.add(Template.idIn(arn)));
    }

    private static boolean isOwn(JsonNode alarm) {
        return alarm.path("Namespace").asText().equals(EXPORTER);
    }

    private static Map<String, String> dimensions(JsonNode alarm) {
        Map<String, String> dimensions = new HashMap<>();
        alarm.path("Dimensions")
                .forEach(dimension -> dimensions.put(
                        dimension.path("Name").asText(), dimension.path("Value").asText()));
        return dimensions;
    }

    /** As GitHub makes anchors of headings. */
    private static Set<String> headingsOfTheRunbook() throws IOException {
        Set<String> anchors = new HashSet<>();
        for (String line : Files.readAllLines(RUNBOOK)) {
            if (line.matches("#+ .*")) {
                anchors.add(line.replaceFirst("#+ ", "")
                        .strip()
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{Alnum} -]", "")
                        .replace(' ', '-'));
            }
        }
        return anchors;
    }
}
