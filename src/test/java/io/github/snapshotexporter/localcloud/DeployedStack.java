package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The exporter's stack as it stands in the local cloud.
 *
 * @param outputs those of the template
 * @param parameters the template's defaults
 * @param resources those that have something in the local cloud, and the alarms
 * @param alarms the states of the alarms, by their names
 */
record DeployedStack(
        Map<String, String> outputs,
        Map<String, String> parameters,
        List<CloudFormationEmulator.Resource> resources,
        Map<String, String> alarms) {

    private static final JsonNode TEMPLATE = template();

    static DeployedStack of(String name, LocalCloud cloud) {
        String function = name + "-ExportFunction-AbCdEfGhIjKl";
        String alias = "arn:aws:lambda:%s:%s:function:%s:live"
                .formatted(LightsailEmulator.REGION, LightsailEmulator.ACCOUNT, function);
        Map<String, String> environment = cloud.environment();
        Map<String, String> physicalIds = new LinkedHashMap<>();
        physicalIds.put("ExportFunction", function);
        physicalIds.put("ExportFunctionAliaslive", alias);
        physicalIds.put("ExportQueue", environment.get("EXPORT_QUEUE_URL"));
        physicalIds.put("DeadLetterQueue", environment.get("DEAD_LETTER_QUEUE_URL"));
        physicalIds.put("NotificationTopic", environment.get("NOTIFICATION_TOPIC_ARN"));
        physicalIds.put("OperationsTopic", environment.get("OPERATIONS_TOPIC_ARN"));
        physicalIds.put("LedgerTable", environment.get("LEDGER_TABLE_NAME"));
        Map<String, String> outputs = new LinkedHashMap<>();
        outputs.put("FunctionName", function);
        outputs.put("FunctionAlias", alias);
        outputs.put("ExportQueueUrl", physicalIds.get("ExportQueue"));
        outputs.put("DeadLetterQueueUrl", physicalIds.get("DeadLetterQueue"));
        outputs.put("NotificationTopicArn", physicalIds.get("NotificationTopic"));
        outputs.put("OperationsTopicArn", physicalIds.get("OperationsTopic"));
        outputs.put("LedgerTableName", physicalIds.get("LedgerTable"));
        outputs.put(
                "DashboardUrl",
                "https://%1$s.console.aws.amazon.com/cloudwatch/home?region=%1$s#dashboards/dashboard/%2$s-exports-%1$s"
                        .formatted(LightsailEmulator.REGION, name));
        Map<String, String> alarms = new LinkedHashMap<>();
        alarmNames(name).forEach((logicalId, alarm) -> {
            physicalIds.put(logicalId, alarm);
            alarms.put(alarm, alarm.endsWith("-no-run") ? "INSUFFICIENT_DATA" : "OK");
        });
        return new DeployedStack(outputs, defaults(), resources(physicalIds), alarms);
    }

    private static Map<String, String> alarmNames(String stack) {
        Map<String, String> names = new LinkedHashMap<>();
        TEMPLATE.path("Resources").forEachEntry((logicalId, resource) -> {
            if (resource.path("Type").asText().equals("AWS::CloudWatch::Alarm")) {
                String name = resource.at("/Properties/AlarmName/Fn::Sub").asText();
                names.put(logicalId, name.replace("${AWS::StackName}", stack));
            }
        });
        return names;
    }

    private static Map<String, String> defaults() {
        Map<String, String> defaults = new LinkedHashMap<>();
        TEMPLATE.path("Parameters")
                .forEachEntry((name, parameter) ->
                        defaults.put(name, parameter.path("Default").asText()));
        return defaults;
    }

    private static List<CloudFormationEmulator.Resource> resources(Map<String, String> physicalIds) {
        return physicalIds.entrySet().stream()
                .map(resource -> new CloudFormationEmulator.Resource(
                        resource.getKey(),
                        TEMPLATE.path("Resources")
                                .path(resource.getKey())
                                .path("Type")
                                .asText(),
                        resource.getValue()))
                .toList();
    }

    private static JsonNode template() {
        try (InputStream template = DeployedStack.class.getResourceAsStream("/transformed-template.json")) {
            return Json.parse(new String(template.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
