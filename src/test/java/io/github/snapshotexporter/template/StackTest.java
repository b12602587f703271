package io.github.snapshotexporter.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The stack as a whole: what it keeps, what it tells, and that two of them get along. */
class StackTest {
    private static final Template STACK = Template.withDefaults();

    /** Names that need to be unique only inside the resource that they belong to, or that name something else. */
    private static final Set<String> NAMES_WITHIN =
            Set.of("AWS::Lambda::Alias/Name", "AWS::IAM::RolePolicy/PolicyName", "AWS::CloudWatch::Alarm/MetricName");

    @Test
    void forgetting_an_export_is_to_do_it_twice_so_the_table_outlives_the_stack() {
        JsonNode table = STACK.resources().get(STACK.onlyId("AWS::DynamoDB::Table"));

        assertThat(table.path("DeletionPolicy").textValue()).isEqualTo("RetainExceptOnCreate");
        assertThat(table.path("UpdateReplacePolicy").textValue()).isEqualTo("Retain");
    }

    @Test
    void the_table_can_be_taken_back_to_any_moment() {
        assertThat(STACK.only("AWS::DynamoDB::Table")
                        .at("/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled")
                        .booleanValue())
                .isTrue();
    }

    @Test
    void jobs_and_runs_are_forgotten_when_their_time_is_over() {
        assertThat(STACK.only("AWS::DynamoDB::Table")
                        .at("/TimeToLiveSpecification/AttributeName")
                        .textValue())
                .isEqualTo("expiresAt");
        assertThat(STACK.only("AWS::DynamoDB::Table")
                        .at("/TimeToLiveSpecification/Enabled")
                        .booleanValue())
                .isTrue();
    }

    @Test
    void the_table_has_the_keys_that_the_code_uses() {
        assertThat(STACK.only("AWS::DynamoDB::Table").path("KeySchema"))
                .extracting(key -> key.path("AttributeName").asText() + " "
                        + key.path("KeyType").asText())
                .containsExactly("pk HASH", "sk RANGE");
        assertThat(STACK.only("AWS::DynamoDB::Table").path("BillingMode").asText())
                .isEqualTo("PAY_PER_REQUEST");
    }

    @Test
    void two_stacks_of_one_account_and_region_do_not_collide() {
        List<String> fixed = new ArrayList<>();
        Template.asWritten()
                .path("Resources")
                .properties()
                .forEach(resource -> resource.getValue()
                        .path("Properties")
                        .properties()
                        .forEach(property -> {
                            String type = resource.getValue().path("Type").asText();
                            if (property.getKey().matches("(.*Name|Name|Id)")
                                    && !NAMES_WITHIN.contains(type + "/" + property.getKey())
                                    && !isReference(property.getValue())
                                    && !property.getValue().toString().contains("${AWS::StackName}")) {
                                fixed.add(resource.getKey() + "." + property.getKey());
                            }
                        }));

        assertThat(fixed).isEmpty();
    }

    @Test
    void the_outputs_are_what_a_user_needs_next() {
        assertThat(STACK.outputs())
                .containsOnlyKeys(
                        "FunctionName",
                        "FunctionAlias",
                        "ExportQueueUrl",
                        "DeadLetterQueueUrl",
                        "NotificationTopicArn",
                        "OperationsTopicArn",
                        "LedgerTableName",
                        "DashboardUrl");
    }

    @Test
    void a_stack_without_a_dashboard_does_not_tell_of_one() {
        Template stack = Template.with(Map.of("Dashboard", "OFF"));

        assertThat(stack.properties("AWS::CloudWatch::Dashboard")).isEmpty();
        assertThat(stack.outputs()).doesNotContainKey("DashboardUrl");
    }

    @Test
    void every_output_is_described_and_leads_to_its_resource() {
        assertThat(STACK.outputs().values())
                .allMatch(output -> !output.path("Description").asText().isBlank());
        assertThat(Map.of(
                        "FunctionName", "ExportFunction",
                        "FunctionAlias", STACK.onlyId("AWS::Lambda::Alias"),
                        "ExportQueueUrl", "ExportQueue",
                        "DeadLetterQueueUrl", "DeadLetterQueue",
                        "NotificationTopicArn", "NotificationTopic",
                        "OperationsTopicArn", "OperationsTopic",
                        "LedgerTableName", "LedgerTable",
                        "DashboardUrl",
                                "https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1"
                                        + "#dashboards/dashboard/ExportDashboard"))
                .allSatisfy((output, value) -> assertThat(
                                STACK.outputs().get(output).path("Value").asText())
                        .isEqualTo(value));
    }

    @Test
    void nobody_is_subscribed_who_was_not_named() {
        assertThat(STACK.properties("AWS::SNS::Subscription")).isEmpty();
    }

    @Test
    void whoever_is_named_is_subscribed_by_e_mail_to_what_is_for_them() {
        Template stack =
                Template.with(Map.of("NotificationEmail", "alice@example.com", "OperationsEmail", "bob@example.com"));

        assertThat(stack.properties("AWS::SNS::Subscription").values())
                .extracting(subscription -> List.of(
                        subscription.path("TopicArn").asText(),
                        subscription.path("Protocol").asText(),
                        subscription.path("Endpoint").asText()))
                .containsExactlyInAnyOrder(
                        List.of("NotificationTopic", "email", "alice@example.com"),
                        List.of("OperationsTopic", "email", "bob@example.com"));
    }

    @Test
    void alarms_and_log_queries_of_the_stack_are_found_by_its_name() {
        assertThat(STACK.resources().values())
                .filteredOn(resource -> Set.of("AWS::CloudWatch::Alarm", "AWS::Logs::QueryDefinition")
                        .contains(resource.path("Type").asText()))
                .isNotEmpty()
                .allSatisfy(resource -> assertThat(
                                resource.at("/Properties/AlarmName").asText()
                                        + resource.at("/Properties/Name").asText())
                        .matches(Template.STACK_NAME + "[-/].+"));
    }

    private static boolean isReference(JsonNode value) {
        return value.has("Ref") || value.has("Fn::GetAtt");
    }
}
