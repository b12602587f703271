package io.github.snapshotexporter.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.settings.Documentation;
import io.github.snapshotexporter.telemetry.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DashboardTest {
    private static final String EXPORTER = "LightsailSnapshotExporter";
    private static final int COLUMNS = 24;

    private static final Template STACK = Template.withDefaults();
    private static final JsonNode WIDGETS = body(STACK).path("widgets");

    @Test
    void every_widget_has_a_title_and_all_but_alarms_a_region() {
        assertThat(WIDGETS).isNotEmpty().filteredOn(widget -> !isText(widget)).allSatisfy(widget -> {
            assertThat(title(widget)).isNotBlank();
            if (!widget.path("type").asText().equals("alarm")) {
                assertThat(widget.at("/properties/region").asText()).isEqualTo("eu-central-1");
            }
        });
    }

    @Test
    void it_leads_to_what_each_alarm_means() {
        assertThat(WIDGETS)
                .filteredOn(DashboardTest::isText)
                .singleElement()
                .satisfies(
                        widget -> assertThat(widget.at("/properties/markdown").asText())
                                .contains("(" + Documentation.OF_THE_PROJECT.page("runbook.md") + ")"));
    }

    @Test
    void what_was_given_up_last_stands_right_below_the_alarms() {
        assertThat(WIDGETS.valueStream()
                        .sorted(Comparator.comparingInt(
                                widget -> widget.path("y").asInt())))
                .filteredOn(widget -> !isText(widget))
                .extracting(DashboardTest::title)
                .startsWith("Alarms", "Given up last");
    }

    private static boolean isText(JsonNode widget) {
        return widget.path("type").asText().equals("text");
    }

    @Test
    void widgets_stay_on_the_grid_and_do_not_overlap() {
        Set<String> taken = new HashSet<>();
        for (JsonNode widget : WIDGETS) {
            int left = widget.path("x").intValue();
            int top = widget.path("y").intValue();
            int right = left + widget.path("width").intValue();
            int bottom = top + widget.path("height").intValue();
            assertThat(List.of(left, COLUMNS - right, top, right - left - 1, bottom - top - 1))
                    .as(title(widget))
                    .allMatch(space -> space >= 0);
            for (int x = left; x < right; x++) {
                for (int y = top; y < bottom; y++) {
                    assertThat(taken.add(x + "," + y)).as(title(widget)).isTrue();
                }
            }
        }
    }

    @Test
    void every_alarm_that_the_stack_has_is_shown() {
        assertThat(List.of(STACK, Template.with(Map.of("ScheduleState", "DISABLED"))))
                .allSatisfy(stack -> assertThat(body(stack).findValue("alarms"))
                        .extracting(JsonNode::asText)
                        .containsExactlyInAnyOrderElementsOf(
                                stack.properties("AWS::CloudWatch::Alarm").keySet().stream()
                                        .map(id -> id + ".Arn")
                                        .toList()));
    }

    @Test
    void the_exporters_own_metrics_exist_and_are_those_of_this_stack() {
        List<String> existing =
                Arrays.stream(Metric.values()).map(Metric::metricName).toList();

        assertThat(series())
                .filteredOn(one -> one.getFirst().equals(EXPORTER))
                .isNotEmpty()
                .allSatisfy(one -> {
                    assertThat(existing).contains(one.get(1));
                    assertThat(one.subList(2, one.size())).containsExactly("FunctionName", "ExportFunction");
                });
    }

    @Test
    void other_metrics_are_those_of_the_stacks_own_queues_and_function() {
        assertThat(series())
                .filteredOn(one -> !one.getFirst().equals(EXPORTER))
                .isNotEmpty()
                .allSatisfy(one -> {
                    switch (one.getFirst()) {
                        case "AWS/SQS" ->
                            assertThat(one.subList(2, one.size()))
                                    .isIn(
                                            List.of("QueueName", "ExportQueue.QueueName"),
                                            List.of("QueueName", "DeadLetterQueue.QueueName"));
                        case "AWS/Lambda" ->
                            assertThat(one.subList(2, one.size())).containsExactly("FunctionName", "ExportFunction");
                        default -> throw new AssertionError("whose metric is this? " + one);
                    }
                });
    }

    @Test
    void it_shows_requests_starts_ends_age_duration_and_throttles() {
        assertThat(series().stream().map(one -> one.get(1)))
                .contains(
                        "ExportsRequested",
                        "RequestsRejected",
                        "ExportsStarted",
                        "ExportsAdopted",
                        "ExportsRetried",
                        "ExportsSucceeded",
                        "ExportsFailed",
                        "ExportsAbandoned",
                        "ApproximateAgeOfOldestMessage",
                        "ExportDuration",
                        "LightsailThrottled",
                        "Throttles",
                        "Errors");
    }

    @Test
    void it_shows_failures_by_reason_and_what_was_given_up_last() {
        assertThat(LogQueries.ofDashboard(STACK))
                .anyMatch(query -> query.contains("by reason"))
                .anyMatch(query -> query.contains("step = 'park'") && query.contains("sort @timestamp desc"));
    }

    @Test
    void it_shows_the_last_runs() {
        assertThat(series().stream().map(one -> one.get(1))).contains("RunsCompleted");
        assertThat(LogQueries.ofDashboard(STACK))
                .anyMatch(query -> query.contains("by run") && query.contains("sort began desc"));
    }

    @Test
    void its_log_queries_read_the_log_of_the_function() {
        assertThat(LogQueries.ofDashboard(STACK))
                .isNotEmpty()
                .allMatch(query -> query.startsWith("SOURCE '"
                        + STACK.only("AWS::Lambda::Function")
                                .at("/LoggingConfig/LogGroup")
                                .asText()
                        + "' |"));
    }

    private static JsonNode body(Template stack) {
        return Template.parse(
                stack.only("AWS::CloudWatch::Dashboard").path("DashboardBody").textValue());
    }

    private static String title(JsonNode widget) {
        return widget.at("/properties/title").asText();
    }

    /** Namespace, name and dimensions of each line in the charts, with "." and "..." filled in from the line before. */
    private static List<List<String>> series() {
        List<List<String>> all = new ArrayList<>();
        for (JsonNode widget : WIDGETS) {
            List<String> before = List.of();
            for (JsonNode metric : widget.at("/properties/metrics")) {
                List<String> words = metric.valueStream()
                        .filter(JsonNode::isTextual)
                        .map(JsonNode::textValue)
                        .toList();
                before = filledIn(words, before);
                all.add(before);
            }
        }
        return all;
    }

    private static List<String> filledIn(List<String> words, List<String> before) {
        if (words.getFirst().equals("...")) {
            return Stream.concat(
                            before.stream().limit(before.size() - words.size() + 1L),
                            words.stream().skip(1))
                    .toList();
        }
        List<String> filled = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            filled.add(words.get(i).equals(".") ? before.get(i) : words.get(i));
        }
        return filled;
    }
}
