package io.github.snapshotexporter.export;

import io.github.snapshotexporter.localcloud.LightsailEmulator;
import io.github.snapshotexporter.localcloud.QueuedMessage;
import io.github.snapshotexporter.localcloud.SnapshotScript;
import java.util.HashMap;
import java.util.Map;

/** Bodies of queue messages, and messages as a later receive would deliver them. */
final class Requests {
    private Requests() {}

    /** A request under an id that its requester gave. */
    static String named(String name, String requestId) {
        return """
                {"sourceSnapshotName": "%s", "requestId": "%s"}""".formatted(name, requestId);
    }

    /** A request that insists on a new export. */
    static String forced(String name) {
        return """
                {"sourceSnapshotName": "%s", "force": true}""".formatted(name);
    }

    /** A request that insists on a new export, under an id that its requester gave. */
    static String forced(String name, String requestId) {
        return """
                {"sourceSnapshotName": "%s", "force": true, "requestId": "%s"}""".formatted(name, requestId);
    }

    /** A nightly run's request for one of its members. */
    static String byRun(SnapshotScript snapshot, String runId) {
        return byRun(snapshot.name(), snapshot.arn(), runId);
    }

    /** A nightly run's request for the snapshot that had this name and ARN when it was selected. */
    static String byRun(String name, String arn, String runId) {
        String resourceType = arn.contains(":DiskSnapshot/") ? "DiskSnapshot" : "InstanceSnapshot";
        return """
                {"job": "ExportRequest", "sourceSnapshotName": "%s", "arn": "%s", "resourceType": "%s", "runId": "%s"}""".formatted(name, arn, resourceType, runId);
    }

    /** The event that tells of an instance snapshot that is being made. */
    static String byEvent(String name) {
        return """
                {"version": "0", "source": "aws.lightsail", "detail-type": "AWS API Call via CloudTrail", "detail": {\
                "eventSource": "lightsail.amazonaws.com", "eventName": "CreateInstanceSnapshot", "awsRegion": "%s",\
                "requestParameters": {"instanceSnapshotName": "%s"}}}""".formatted(LightsailEmulator.REGION, name);
    }

    /** The exporter's own job that makes this attempt. */
    static String retry(String arn, int generation, int attempt) {
        return own("RetryExport", arn, generation, attempt);
    }

    /** The exporter's own job that follows this attempt. */
    static String track(String arn, int generation, int attempt) {
        return own("TrackExport", arn, generation, attempt);
    }

    private static String own(String job, String arn, int generation, int attempt) {
        return """
                {"job": "%s", "sourceSnapshotName": "my-site-1", "arn": "%s", "generation": %d, "attempt": %d}""".formatted(job, arn, generation, attempt);
    }

    /** The message as its {@code count}-th receive delivers it. */
    static QueuedMessage received(QueuedMessage message, int count) {
        Map<String, String> attributes = new HashMap<>(message.attributes());
        attributes.put("ApproximateReceiveCount", Integer.toString(count));
        return new QueuedMessage(
                message.messageId(), message.receiptHandle(), message.body(), attributes, message.messageAttributes());
    }
}
