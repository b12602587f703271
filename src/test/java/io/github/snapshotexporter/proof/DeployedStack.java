package io.github.snapshotexporter.proof;

import io.github.snapshotexporter.settings.TopicArn;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Stack;

/**
 * A stack of the exporter, as CloudFormation knows it.
 *
 * @param parameters with their values
 */
record DeployedStack(String name, Map<String, String> outputs, Map<String, String> parameters) {
    private static final List<String> OUTPUTS = List.of(
            "FunctionName",
            "FunctionAlias",
            "ExportQueueUrl",
            "DeadLetterQueueUrl",
            "NotificationTopicArn",
            "OperationsTopicArn",
            "LedgerTableName");

    /** @throws ProofException where there is no such stack, it is one of another kind, or it is not at rest */
    static DeployedStack find(CloudFormationClient cloudFormation, String name) {
        Stack stack;
        try {
            stack = cloudFormation.describeStacks(request -> request.stackName(name)).stacks().stream()
                    .findFirst()
                    .orElseThrow(() -> new ProofException("There is no stack " + name + "."));
        } catch (SdkException unseen) {
            throw new ProofException("The stack " + name + " cannot be seen: " + Trouble.sentence(unseen), unseen);
        }
        Map<String, String> outputs =
                stack.outputs().stream().collect(Collectors.toMap(Output::outputKey, Output::outputValue));
        List<String> lacking =
                OUTPUTS.stream().filter(output -> !outputs.containsKey(output)).toList();
        if (!lacking.isEmpty()) {
            throw new ProofException("The stack " + name + " is none of this exporter: it lacks the outputs "
                    + String.join(", ", lacking) + ".");
        }
        if (!stack.stackStatusAsString().endsWith("_COMPLETE")
                || stack.stackStatusAsString().startsWith("DELETE")) {
            throw new ProofException("The stack " + name + " is in the state " + stack.stackStatusAsString()
                    + ". Try again when its update is over.");
        }
        return new DeployedStack(
                name,
                outputs,
                stack.parameters().stream()
                        .collect(Collectors.toMap(
                                Parameter::parameterKey,
                                parameter -> Optional.ofNullable(parameter.parameterValue())
                                        .orElse(""))));
    }

    String exportQueueUrl() {
        return outputs.get("ExportQueueUrl");
    }

    TopicArn notificationTopic() {
        return TopicArn.of(outputs.get("NotificationTopicArn"));
    }

    /** The tag that a snapshot must have to be exported; empty where none is required. */
    Map<String, String> requiredTag() {
        String key = parameters.getOrDefault("RequiredTagKey", "");
        return key.isEmpty() ? Map.of() : Map.of(key, parameters.getOrDefault("RequiredTagValue", ""));
    }

    /** Whether the stack may delete images, because it has a rule by which it lets them go. */
    boolean letsImagesGo() {
        return parameters.entrySet().stream()
                .anyMatch(parameter -> parameter.getKey().startsWith("Keep")
                        && !parameter.getValue().isEmpty());
    }

    boolean mailsReports() {
        return !parameters.getOrDefault("NotificationEmail", "").isEmpty();
    }

    String noRunAlarm() {
        return name + "-no-run";
    }

    boolean runsBySchedule() {
        return parameters.getOrDefault("ScheduleState", "").equals("ENABLED");
    }
}
