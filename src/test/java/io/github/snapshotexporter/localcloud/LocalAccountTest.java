package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackResourceSummary;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;

/** The stack of an account, and its alarms. */
class LocalAccountTest {

    private static LocalCloud cloud;
    private static LocalAccount account;
    private static CloudFormationClient cloudFormation;
    private static CloudWatchClient cloudWatch;

    @BeforeAll
    static void start() {
        cloud = LocalCloud.start();
        account = LocalAccount.start(cloud);
        cloudFormation = LocalClients.cloudFormation(account.cloudFormation());
        cloudWatch = LocalClients.cloudWatch(account.cloudWatch());
    }

    @AfterAll
    static void stop() {
        cloudFormation.close();
        cloudWatch.close();
        account.close();
        cloud.close();
    }

    @Test
    void a_deployed_stack_has_the_outputs_of_the_template_and_they_lead_to_the_local_cloud() throws Exception {
        Stack stack = deployed("exporter");
        Map<String, String> outputs =
                stack.outputs().stream().collect(Collectors.toMap(Output::outputKey, Output::outputValue));

        assertThat(stack.stackStatusAsString()).isEqualTo("CREATE_COMPLETE");
        assertThat(stack.creationTime()).isNotNull();
        assertThat(outputs).containsOnlyKeys(namesIn("Outputs").toArray(String[]::new));
        assertThat(outputs)
                .containsEntry("ExportQueueUrl", cloud.exportQueueUrl())
                .containsEntry("DeadLetterQueueUrl", cloud.deadLetterQueueUrl())
                .containsEntry("NotificationTopicArn", cloud.sns().topicArn())
                .containsEntry("LedgerTableName", LocalCloud.LEDGER_TABLE);
        assertThat(outputs.get("FunctionAlias")).endsWith(outputs.get("FunctionName") + ":live");
    }

    @Test
    void a_deployed_stack_has_the_defaults_of_the_template() throws Exception {
        Map<String, String> parameters = deployed("exporter").parameters().stream()
                .collect(Collectors.toMap(Parameter::parameterKey, Parameter::parameterValue));

        assertThat(parameters).containsOnlyKeys(namesIn("Parameters").toArray(String[]::new));
        assertThat(parameters).containsEntry("ScheduleTimeZone", "UTC").containsEntry("NotificationEmail", "");
    }

    @Test
    void a_deployed_stack_lists_what_it_consists_of() {
        account.deployed("listed");

        assertThat(cloudFormation.listStackResources(r -> r.stackName("listed")).stackResourceSummaries())
                .filteredOn(resource -> resource.logicalResourceId().equals("LedgerTable"))
                .singleElement()
                .satisfies(table -> {
                    assertThat(table.resourceType()).isEqualTo("AWS::DynamoDB::Table");
                    assertThat(table.physicalResourceId()).isEqualTo(LocalCloud.LEDGER_TABLE);
                });
        assertThat(cloudFormation.listStackResources(r -> r.stackName("listed")).stackResourceSummaries())
                .extracting(StackResourceSummary::resourceType)
                .doesNotContain("");
    }

    @Test
    void a_stack_can_have_any_outputs_and_parameters() {
        account.stack("other", Map.of("Key", "a < b & c"), Map.of("Name", "value"));

        Stack stack = describe("other");
        assertThat(stack.outputs()).extracting(Output::outputValue).containsExactly("a < b & c");
        assertThat(stack.parameters()).extracting(Parameter::parameterKey).containsExactly("Name");
        assertThat(describe(stack.stackId())).isEqualTo(stack);
    }

    @Test
    void a_stack_that_is_not_there_is_a_validation_error() {
        CloudFormationException unknown =
                catchThrowableOfType(CloudFormationException.class, () -> describe("unknown"));

        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(unknown.awsErrorDetails().errorCode()).isEqualTo("ValidationError");
        assertThat(unknown.awsErrorDetails().errorMessage()).isEqualTo("Stack with id unknown does not exist");
    }

    @Test
    void the_nine_alarms_of_a_deployed_stack_are_silent_and_the_missing_run_has_no_data_yet() {
        account.deployed("silent");

        List<MetricAlarm> alarms = alarms("silent-");

        assertThat(alarms)
                .hasSize(9)
                .allSatisfy(alarm -> assertThat(alarm.stateValueAsString())
                        .isEqualTo(alarm.alarmName().equals("silent-no-run") ? "INSUFFICIENT_DATA" : "OK"));
    }

    @Test
    void an_alarm_can_be_set_off_and_is_found_by_its_name() {
        account.deployed("loud").alarm("loud-messages-parked", "ALARM");

        assertThat(cloudWatch
                        .describeAlarms(r -> r.alarmNames("loud-messages-parked", "loud-unknown"))
                        .metricAlarms())
                .singleElement()
                .satisfies(alarm -> {
                    assertThat(alarm.stateValueAsString()).isEqualTo("ALARM");
                    assertThat(alarm.alarmArn()).endsWith(":alarm:loud-messages-parked");
                    assertThat(alarm.stateUpdatedTimestamp()).isNotNull();
                });
    }

    @Test
    void alarms_are_listed_page_by_page() {
        account.deployed("paged");

        List<MetricAlarm> listed = new ArrayList<>();
        cloudWatch
                .describeAlarmsPaginator(r -> r.alarmNamePrefix("paged-").maxRecords(4))
                .forEach(page -> {
                    assertThat(page.metricAlarms()).hasSizeLessThanOrEqualTo(4);
                    listed.addAll(page.metricAlarms());
                });

        assertThat(listed).isEqualTo(alarms("paged-"));
    }

    @Test
    void the_environment_leads_to_the_account_and_to_the_local_cloud() {
        assertThat(account.environment())
                .containsAllEntriesOf(withoutGates(cloud.environment()))
                .containsEntry("AWS_ENDPOINT_URL_SQS", account.sqs().toString())
                .containsEntry("AWS_ENDPOINT_URL_DYNAMODB", account.dynamoDb().toString())
                .containsEntry(
                        "AWS_ENDPOINT_URL_CLOUDFORMATION",
                        account.cloudFormation().toString())
                .containsEntry(
                        "AWS_ENDPOINT_URL_CLOUDWATCH", account.cloudWatch().toString())
                .containsEntry(
                        "AWS_ENDPOINT_URL_EVENTBRIDGE", account.eventBridge().toString());
    }

    private static Map<String, String> withoutGates(Map<String, String> environment) {
        environment.keySet().removeAll(Set.of("AWS_ENDPOINT_URL_SQS", "AWS_ENDPOINT_URL_DYNAMODB"));
        return environment;
    }

    private static Stack deployed(String name) {
        account.deployed(name);
        return describe(name);
    }

    private static Stack describe(String name) {
        return cloudFormation.describeStacks(r -> r.stackName(name)).stacks().getFirst();
    }

    private static List<MetricAlarm> alarms(String prefix) {
        return cloudWatch.describeAlarms(r -> r.alarmNamePrefix(prefix)).metricAlarms();
    }

    private static List<String> namesIn(String section) throws Exception {
        try (var template = LocalAccountTest.class.getResourceAsStream("/transformed-template.json")) {
            JsonNode names = Json.parse(new String(template.readAllBytes(), StandardCharsets.UTF_8))
                    .path(section);
            List<String> all = new ArrayList<>();
            names.fieldNames().forEachRemaining(all::add);
            return all;
        }
    }
}
