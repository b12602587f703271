package io.github.snapshotexporter.settings;

import java.util.Optional;

/**
 * What the function does not need to work, but to say whether the next night will.
 *
 * @param scheduleExpression as EventBridge Scheduler takes it; empty outside of the stack
 * @param isScheduleOn whether it fires
 * @param operationsTopicArn of the alarms; empty outside of the stack
 */
public record NightSettings(
        Optional<String> scheduleExpression, boolean isScheduleOn, Optional<TopicArn> operationsTopicArn) {

    static NightSettings of(EnvironmentReader read) {
        return new NightSettings(
                read.text("SCHEDULE_EXPRESSION"),
                read.optional("SCHEDULE_STATE", "ENABLED or DISABLED", false, NightSettings::isOn),
                read.optionalTopicArn("OPERATIONS_TOPIC_ARN"));
    }

    private static boolean isOn(String text) {
        return switch (text) {
            case "ENABLED" -> true;
            case "DISABLED" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }
}
