package io.github.snapshotexporter.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** One thing that was decided, as it goes to the log: a step, what was decided there, and named details. */
public final class Decision {
    /** How urgent it is that a person reads it; waiting and expected retries are {@code INFO}. */
    public enum Level {
        INFO,
        WARN,
        ERROR
    }

    private final Level level;
    private final Map<String, Object> members = new LinkedHashMap<>();
    private final Map<Metric, Instant> timed = new EnumMap<>(Metric.class);
    private final Map<Metric, Double> metrics = new EnumMap<>(Metric.class);

    private Decision(Level level, String step, String decision) {
        this.level = level;
        members.put("step", step);
        members.put("decision", decision);
    }

    public static Decision info(String step, String decision) {
        return new Decision(Level.INFO, step, decision);
    }

    public static Decision warning(String step, String decision) {
        return new Decision(Level.WARN, step, decision);
    }

    public static Decision error(String step, String decision) {
        return new Decision(Level.ERROR, step, decision);
    }

    /** Adds a member; an empty text is left out. */
    public Decision with(String name, Object value) {
        if (!value.toString().isEmpty()) {
            members.put(name, value instanceof Number || value instanceof Boolean ? value : value.toString());
        }
        return this;
    }

    /** Counts one of {@code metric}. */
    public Decision counting(Metric metric) {
        return measuring(metric, 1);
    }

    /** Records a value in the metric's unit. */
    public Decision measuring(Metric metric, double value) {
        metrics.put(metric, value);
        return this;
    }

    /** Records the time since then, in seconds, until the line is written. */
    public Decision measuringSince(Metric metric, Instant begun) {
        timed.put(metric, begun);
        return this;
    }

    Level level() {
        return level;
    }

    Map<String, Object> members() {
        return members;
    }

    Map<Metric, Double> metrics(Instant now) {
        Map<Metric, Double> all = new EnumMap<>(Metric.class);
        all.putAll(metrics);
        timed.forEach(
                (metric, begun) -> all.put(metric, Duration.between(begun, now).toMillis() / 1000.0));
        return all;
    }
}
