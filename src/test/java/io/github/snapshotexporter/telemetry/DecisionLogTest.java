package io.github.snapshotexporter.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.snapshotexporter.localcloud.MutableClock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DecisionLogTest {
    /** Those of CloudWatch's MetricDatum that the exporter has a use for. */
    private static final Set<String> UNITS = Set.of("Seconds", "Milliseconds", "Bytes", "Gigabytes", "Count", "None");

    private final List<String> lines = new ArrayList<>();
    private final DecisionLog log = new DecisionLog("exporter", MutableClock.at("2026-11-22T02:00:00Z"), lines::add);

    @Test
    void a_decision_is_one_line_of_json() {
        log.write(
                Decision.info("claim", "claimed").with("snapshot", "my-site-1").with("generation", 2));

        assertThat(lines)
                .containsExactly("{\"time\":\"2026-11-22T02:00:00Z\",\"level\":\"INFO\",\"step\":\"claim\","
                        + "\"decision\":\"claimed\",\"snapshot\":\"my-site-1\",\"generation\":2}");
    }

    @Test
    void a_text_with_line_breaks_stays_on_its_line() {
        log.write(Decision.error("job", "failed").with("exception", "one\ntwo\r\n\u2028three\u0000"));

        assertThat(lines).singleElement().asString().doesNotContain("\n", "\r", "\u0000");
        assertThat(parsed().path("exception").textValue()).isEqualTo("one\ntwo\r\n\u2028three\u0000");
    }

    @Test
    void an_empty_detail_is_left_out() {
        log.write(Decision.warning("park", "kept").with("detail", ""));

        assertThat(parsed().has("detail")).isFalse();
        assertThat(parsed().path("level").textValue()).isEqualTo("WARN");
    }

    @Test
    void a_line_that_counts_nothing_has_no_metrics() {
        log.write(Decision.info("claim", "claimed"));

        assertThat(parsed().has("_aws")).isFalse();
    }

    @Test
    void a_line_that_counts_carries_the_embedded_metric_format() {
        log.write(
                Decision.info("end", "succeeded").counting(Metric.SUCCEEDED).measuring(Metric.EXPORT_DURATION, 1830.5));

        JsonNode line = parsed();
        assertFollowsEmbeddedMetricFormat(line);
        assertThat(line.path("_aws").path("Timestamp").longValue()).isEqualTo(1_795_312_800_000L);
        assertThat(line.path("ExportsSucceeded").doubleValue()).isEqualTo(1);
        assertThat(line.path("ExportDuration").doubleValue()).isEqualTo(1830.5);
    }

    @Test
    void metrics_have_the_function_as_their_dimension_so_that_two_stacks_do_not_add_up() {
        log.write(Decision.info("end", "succeeded").counting(Metric.SUCCEEDED));

        assertThat(parsed().at("/_aws/CloudWatchMetrics/0/Dimensions")).hasToString("[[\"FunctionName\"]]");
        assertThat(parsed().path("FunctionName").textValue()).isEqualTo("exporter");
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void every_metric_can_be_counted(Metric metric) {
        log.write(Decision.info("step", "decision").counting(metric));

        assertFollowsEmbeddedMetricFormat(parsed());
        assertThat(parsed().path(metric.metricName()).doubleValue()).isEqualTo(1);
    }

    @Test
    void metrics_have_names_of_their_own() {
        assertThat(Arrays.stream(Metric.values()).map(Metric::metricName)).doesNotHaveDuplicates();
    }

    /** As CloudWatch's specification and its schema say. */
    private static void assertFollowsEmbeddedMetricFormat(JsonNode line) {
        JsonNode metadata = line.path("_aws");
        assertThat(names(metadata)).containsExactlyInAnyOrder("Timestamp", "CloudWatchMetrics");
        assertThat(metadata.path("Timestamp").isIntegralNumber()).isTrue();
        assertThat(metadata.path("CloudWatchMetrics").isArray()).isTrue();
        assertThat(metadata.path("CloudWatchMetrics")).isNotEmpty().allSatisfy(directive -> {
            assertThat(names(directive)).containsExactlyInAnyOrder("Namespace", "Dimensions", "Metrics");
            assertThat(directive.path("Namespace").textValue()).matches("[A-Za-z0-9_./#:-]{1,255}");
            assertThat(directive.path("Dimensions").isArray()).isTrue();
            assertThat(directive.path("Dimensions")).isNotEmpty().allSatisfy(set -> {
                assertThat(set.isArray()).isTrue();
                assertThat(set)
                        .hasSizeLessThanOrEqualTo(30)
                        .allSatisfy(key -> assertThat(line.path(key.textValue()).isTextual())
                                .isTrue());
            });
            assertThat(directive.path("Metrics").isArray()).isTrue();
            assertThat(directive.path("Metrics")).hasSizeBetween(1, 100).allSatisfy(metric -> {
                assertThat(names(metric)).containsExactlyInAnyOrder("Name", "Unit");
                assertThat(metric.path("Unit").textValue()).isIn(UNITS);
                assertThat(line.path(metric.path("Name").textValue()).isNumber())
                        .isTrue();
            });
        });
    }

    private JsonNode parsed() {
        try {
            return new JsonMapper().readTree(lines.getFirst());
        } catch (JsonProcessingException malformed) {
            throw new AssertionError(malformed);
        }
    }

    private static List<String> names(JsonNode json) {
        List<String> names = new ArrayList<>();
        json.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
