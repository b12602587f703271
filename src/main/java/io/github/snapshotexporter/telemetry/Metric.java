package io.github.snapshotexporter.telemetry;

/** What is counted or measured, under the names that CloudWatch shows. */
public enum Metric {
    REQUESTED("ExportsRequested", "Count"),
    STARTED("ExportsStarted", "Count"),
    SUCCEEDED("ExportsSucceeded", "Count"),
    FAILED("ExportsFailed", "Count"),
    /** Those among them that no report of a run will tell. */
    FAILED_UNREPORTED("ExportsFailedUnreported", "Count"),
    ABANDONED("ExportsAbandoned", "Count"),
    RETRIED("ExportsRetried", "Count"),
    ADOPTED("ExportsAdopted", "Count"),
    REJECTED("RequestsRejected", "Count"),
    SKIPPED("RequestsSkipped", "Count"),
    IGNORED("MessagesIgnored", "Count"),
    PARKED("MessagesParked", "Count"),
    UNPUBLISHED("MilestonesUnpublished", "Count"),
    THROTTLED("LightsailThrottled", "Count"),
    RUNS_COMPLETED("RunsCompleted", "Count"),
    EXPORT_DURATION("ExportDuration", "Seconds");

    private final String metricName;
    private final String unit;

    Metric(String metricName, String unit) {
        this.metricName = metricName;
        this.unit = unit;
    }

    public String metricName() {
        return metricName;
    }

    /** A unit of CloudWatch's {@code MetricDatum}. */
    public String unit() {
        return unit;
    }
}
