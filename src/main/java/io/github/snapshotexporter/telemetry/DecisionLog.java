package io.github.snapshotexporter.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Writes each decision as one line of JSON, which Lambda takes from standard output as it is. A line that counts something
 * carries it in CloudWatch's embedded metric format, so that log and metrics cannot tell different stories.
 */
public final class DecisionLog {
    private static final String NAMESPACE = "LightsailSnapshotExporter";
    private static final String DIMENSION = "FunctionName";
    private static final JsonMapper JSON = new JsonMapper();

    private final String functionName;
    private final Clock clock;
    private final Consumer<String> lines;

    /**
     * @param functionName the dimension of all metrics, by which two stacks are told apart
     * @param lines takes each line; called from several threads at once
     */
    public DecisionLog(String functionName, Clock clock, Consumer<String> lines) {
        this.functionName = functionName;
        this.clock = clock;
        this.lines = lines;
    }

    public void write(Decision decision) {
        Map<String, Object> line = new LinkedHashMap<>();
        Instant now = clock.instant();
        line.put("time", now.toString());
        line.put("level", decision.level().name());
        line.putAll(decision.members());
        Map<Metric, Double> metrics = decision.metrics(now);
        if (!metrics.isEmpty()) {
            metrics.forEach((metric, value) -> line.put(metric.metricName(), value));
            line.put(DIMENSION, functionName);
            line.put("_aws", embeddedMetrics(metrics.keySet()));
        }
        try {
            lines.accept(JSON.writeValueAsString(line));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a map of texts and numbers could not be written as JSON", impossible);
        }
    }

    /**
     * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html">
     *     the specification of the embedded metric format</a>
     */
    private Map<String, Object> embeddedMetrics(Set<Metric> measured) {
        List<Map<String, String>> metrics = measured.stream()
                .map(metric -> Map.of("Name", metric.metricName(), "Unit", metric.unit()))
                .toList();
        return Map.of(
                "Timestamp",
                clock.millis(),
                "CloudWatchMetrics",
                List.of(Map.of("Namespace", NAMESPACE, "Dimensions", List.of(List.of(DIMENSION)), "Metrics", metrics)));
    }
}
