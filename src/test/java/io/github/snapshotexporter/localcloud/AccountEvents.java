package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.UUID;

/**
 * The events that an account's default bus gets of what goes on in it: of calls from CloudTrail, as the files of {@code
 * events} show them, of <a href="https://docs.aws.amazon.com/ebs/latest/userguide/ebs-cloud-watch-events.html">EBS
 * snapshots</a> and of <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitor-ami-events.html">images</a>.
 *
 * <p>Inferred: that the snapshots of an export are told as copies. That they are told at all is nowhere said.
 */
final class AccountEvents {

    /** How CloudTrail writes the times in Lightsail's answers. */
    private static final DateTimeFormatter TRAIL_TIME =
            DateTimeFormatter.ofPattern("MMM d, uuuu, h:mm:ss a", Locale.US).withZone(ZoneOffset.UTC);

    private AccountEvents() {}

    /** CloudTrail's event of a call, accepted or refused. */
    static ObjectNode call(WriteCall call) {
        ObjectNode event = event("AWS API Call via CloudTrail", "aws.lightsail", call.at());
        event.putArray("resources");
        ObjectNode detail = event.putObject("detail").put("eventVersion", "1.11");
        detail.putObject("userIdentity")
                .put("type", "IAMUser")
                .put("principalId", "AIDAEXAMPLEID")
                .put("arn", "arn:aws:iam::%s:user/local".formatted(LightsailEmulator.ACCOUNT))
                .put("accountId", LightsailEmulator.ACCOUNT)
                .put("accessKeyId", LocalClients.ACCESS_KEY)
                .put("userName", "local");
        detail.put("eventTime", seconds(call.at()))
                .put("eventSource", "lightsail.amazonaws.com")
                .put("eventName", call.operation())
                .put("awsRegion", LightsailEmulator.REGION)
                .put("sourceIPAddress", HttpEndpoint.LOOPBACK)
                .put("userAgent", "aws-sdk-java/2");
        detail.set("requestParameters", call.input());
        detail.set("responseElements", call.error() == null ? answer(call.output()) : null);
        detail.put("requestID", newId())
                .put("eventID", newId())
                .put("readOnly", false)
                .put("eventType", "AwsApiCall")
                .put("managementEvent", true)
                .put("recipientAccountId", LightsailEmulator.ACCOUNT)
                .put("eventCategory", "Management");
        detail.putObject("tlsDetails")
                .put("tlsVersion", "TLSv1.3")
                .put("cipherSuite", "TLS_AES_128_GCM_SHA256")
                .put("clientProvidedHostHeader", "lightsail.%s.amazonaws.com".formatted(LightsailEmulator.REGION));
        if (call.error() != null) {
            detail.put("errorCode", call.error().code())
                    .put("errorMessage", call.error().getMessage());
        }
        return event;
    }

    /** That an EBS snapshot is complete. */
    static ObjectNode snapshot(String snapshotId, Instant startedAt, Instant at) {
        ObjectNode event = event("EBS Snapshot Notification", "aws.ec2", at);
        event.putArray("resources").add(snapshotArn(snapshotId));
        event.putObject("detail")
                .put("event", "copySnapshot")
                .put("result", "succeeded")
                .put("cause", "")
                .put("request-id", "")
                .put("snapshot_id", snapshotArn(snapshotId))
                .put("source", snapshotArn(Ec2Emulator.newSnapshotId()))
                .put("startTime", seconds(startedAt))
                .put("endTime", seconds(at));
        return event;
    }

    /** That an image has come to this state. */
    static ObjectNode image(String imageId, String state, Instant at) {
        ObjectNode event = event("EC2 AMI State Change", "aws.ec2", at);
        event.putArray("resources").add("arn:aws:ec2:%s::image/%s".formatted(LightsailEmulator.REGION, imageId));
        event.putObject("detail")
                .put("RequestID", newId())
                .put("ImageId", imageId)
                .put("State", state)
                .put("ErrorMessage", "");
        return event;
    }

    private static ObjectNode event(String type, String source, Instant at) {
        return Json.object()
                .put("version", "0")
                .put("id", newId())
                .put("detail-type", type)
                .put("source", source)
                .put("account", LightsailEmulator.ACCOUNT)
                .put("time", seconds(at))
                .put("region", LightsailEmulator.REGION);
    }

    /** The answer with its times as CloudTrail writes them. */
    private static ObjectNode answer(JsonNode output) {
        ObjectNode answer = Json.object();
        ArrayNode operations = answer.putArray("operations");
        for (JsonNode operation : output.path("operations")) {
            ObjectNode shown = operation.deepCopy();
            for (String time : new String[] {"createdAt", "statusChangedAt"}) {
                shown.put(
                        time,
                        TRAIL_TIME.format(
                                Instant.ofEpochSecond(operation.path(time).asLong())));
            }
            operations.add(shown);
        }
        return answer;
    }

    /** The documentation's own samples leave out the account here, and put the Region where it would be. */
    private static String snapshotArn(String id) {
        return "arn:aws:ec2::%s:snapshot/%s".formatted(LightsailEmulator.REGION, id);
    }

    private static String seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String newId() {
        return UUID.randomUUID().toString();
    }
}
