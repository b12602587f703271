package io.github.snapshotexporter.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.snapshotexporter.localcloud.LightsailEmulator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The function may do what it does, and no more. */
class FunctionPermissionsTest {
    private static final Map<String, String> TAG =
            Map.of("RequiredTagKey", "backup", "RequiredTagValue", "every night");
    private static final Map<String, String> RULE = Map.of("KeepWithin", "P30D");
    private static final String SEARCH = "DescribeImageReferences searches in the caller's name";
    private static final String POLLER = "Lambda's poller takes messages in the function's name";
    private static final String LOG = "Lambda writes the log in the function's name";
    private static final String KEY = "SNS encrypts in the publisher's name";

    private static final String FIRST_EXPORT =
            "the first export of an account makes Lightsail's service-linked role in the caller's name";
    private static final String SERVICE_LINKED_ROLE = "arn:aws:iam::"
            + LightsailEmulator.ACCOUNT
            + ":role/aws-service-role/lightsail.amazonaws.com/AWSServiceRoleForLightsail*";

    /** Permissions that no call of the function itself needs, and why it has them. */
    private static final Map<Grant, String> WITHOUT_CALL = Map.of(
            new Grant("sqs:ReceiveMessage", "ExportQueue.Arn"), POLLER,
            new Grant("sqs:DeleteMessage", "ExportQueue.Arn"), POLLER,
            new Grant("logs:CreateLogStream", "ExportFunctionLogGroup.Arn"), LOG,
            new Grant("logs:PutLogEvents", "ExportFunctionLogGroup.Arn"), LOG,
            new Grant("ec2:DescribeInstances", "*"), SEARCH,
            new Grant("ec2:DescribeLaunchTemplates", "*"), SEARCH,
            new Grant("ec2:DescribeLaunchTemplateVersions", "*"), SEARCH);

    private static final Map<Grant, String> WITHOUT_CALL_WITH_A_KEY = Map.of(
            new Grant("kms:Decrypt", "TopicKey.Arn"), KEY, new Grant("kms:GenerateDataKey", "TopicKey.Arn"), KEY);

    private static final Map<Grant, String> WITHOUT_CALL_FOR_THE_FIRST_EXPORT = Map.of(
            new Grant("iam:CreateServiceLinkedRole", SERVICE_LINKED_ROLE), FIRST_EXPORT,
            new Grant("iam:PutRolePolicy", SERVICE_LINKED_ROLE), FIRST_EXPORT);

    static Set<Map<String, String>> parameters() {
        Map<String, String> tagAndRole = new HashMap<>(TAG);
        tagAndRole.put("ServiceLinkedRole", "EXISTS");
        return Set.of(
                Map.of(),
                TAG,
                RULE,
                Map.of("TopicEncryption", "CUSTOMER_KEY"),
                Map.of("ServiceLinkedRole", "EXISTS"),
                tagAndRole);
    }

    @ParameterizedTest
    @MethodSource("parameters")
    void every_call_is_allowed_on_the_resource_that_it_is_about(Map<String, String> parameters) {
        assertThat(allowed(parameters)).containsAll(calls(parameters));
    }

    @ParameterizedTest
    @MethodSource("parameters")
    void nothing_is_allowed_that_is_not_called_except_for_a_reason(Map<String, String> parameters) {
        Set<Grant> notCalled = new HashSet<>(allowed(parameters));
        notCalled.removeAll(calls(parameters));
        Set<Grant> reasoned = new HashSet<>(WITHOUT_CALL.keySet());
        if (parameters.containsKey("TopicEncryption")) {
            reasoned.addAll(WITHOUT_CALL_WITH_A_KEY.keySet());
        }
        if (!"EXISTS".equals(parameters.get("ServiceLinkedRole"))) {
            reasoned.addAll(WITHOUT_CALL_FOR_THE_FIRST_EXPORT.keySet());
        }

        assertThat(notCalled).isEqualTo(reasoned);
    }

    @Test
    void the_life_that_was_watched_is_a_whole_one() {
        assertThat(LifeOfExports.observed().published())
                .extracting(message -> message.attributes().get("type"))
                .contains(
                        "ExportStarted",
                        "ExportSucceeded",
                        "ExportFailed",
                        "ExportAbandoned",
                        "RequestRejected",
                        "AlreadyExported",
                        "RunCompleted");
        assertThat(LifeOfExports.observed().membersOfLogLines())
                .contains(
                        "ExportsStarted",
                        "ExportsAdopted",
                        "ExportsRetried",
                        "ExportsAbandoned",
                        "MessagesParked",
                        "MessagesIgnored",
                        "RequestsSkipped",
                        "LightsailThrottled",
                        "RunsCompleted");
    }

    @Test
    void without_automatic_snapshots_nothing_in_lightsail_is_copied_or_deleted() {
        assertThat(allowed(Map.of("AutomaticSnapshots", "OFF")))
                .extracting(Grant::action)
                .contains("lightsail:ExportSnapshot")
                .doesNotContain(
                        "lightsail:CopySnapshot", "lightsail:DeleteDiskSnapshot", "lightsail:DeleteInstanceSnapshot");
    }

    @Test
    void a_required_tag_only_adds_itself_to_the_export() {
        JsonNode anySnapshot = Template.withDefaults().resource("ExportAnySnapshot");
        JsonNode taggedSnapshots = Template.with(TAG).resource("ExportTaggedSnapshots");
        ObjectNode statement = (ObjectNode)
                anySnapshot.path("PolicyDocument").path("Statement").path(0).deepCopy();
        statement.putObject("Condition").putObject("StringEquals").put("aws:ResourceTag/backup", "every night");
        JsonNode document = Template.json(taggedSnapshots.path("PolicyDocument"));

        assertThat(document.path("Statement").path(0)).isEqualTo(statement);
        assertThat(document.path("Version")).isEqualTo(anySnapshot.at("/PolicyDocument/Version"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"KeepLast", "KeepDaily", "KeepWeekly", "KeepMonthly", "KeepYearly", "KeepWithin"})
    void a_rule_lets_iam_delete_what_has_the_label_of_this_stack_and_nothing_else(String rule) {
        List<JsonNode> deletions = deletions(Map.of(rule, rule.equals("KeepWithin") ? "P7D" : "7"));

        assertThat(deletions)
                .hasSize(2)
                .allSatisfy(statement -> assertThat(
                                statement.at("/Condition/StringEquals").path("aws:ResourceTag/snapshot-exporter:stack"))
                        .isEqualTo(Template.with(Map.of())
                                .only("AWS::Lambda::Function")
                                .at("/Environment/Variables/STACK_NAME")));
    }

    @Test
    void without_a_rule_iam_lets_nothing_be_deleted_in_ec2() {
        assertThat(deletions(Map.of())).isEmpty();
    }

    @Test
    void no_label_is_given_without_the_one_that_only_the_exporter_gives() {
        assertThat(Template.withDefaults()
                        .resource("KeepImages")
                        .at("/PolicyDocument/Statement")
                        .valueStream()
                        .filter(statement -> statement.path("Action").asText().equals("ec2:CreateTags"))
                        .map(statement -> statement
                                .at("/Condition/ForAnyValue:StringEquals")
                                .path("aws:TagKeys")
                                .asText()))
                .containsExactly("snapshot-exporter:snapshot-arn");
    }

    private static List<JsonNode> deletions(Map<String, String> parameters) {
        return Template.with(parameters)
                .resource("KeepImages")
                .at("/PolicyDocument/Statement")
                .valueStream()
                .filter(statement -> List.of("ec2:DeregisterImage", "ec2:DeleteSnapshot")
                        .contains(statement.path("Action").asText()))
                .toList();
    }

    @Test
    void a_stack_has_the_permission_to_export_once() {
        assertThat(Template.withDefaults().resources())
                .containsKey("ExportAnySnapshot")
                .doesNotContainKey("ExportTaggedSnapshots");
        assertThat(Template.with(TAG).resources())
                .containsKey("ExportTaggedSnapshots")
                .doesNotContainKey("ExportAnySnapshot");
    }

    @Test
    void the_function_has_its_own_role_and_no_policies_but_those_of_the_stack() {
        Template stack = Template.with(TAG);

        assertThat(stack.only("AWS::Lambda::Function").path("Role").asText()).isEqualTo("ExportFunctionRole.Arn");
        assertThat(Template.texts(stack.resource("ExportFunctionRole").path("ManagedPolicyArns")))
                .containsExactlyInAnyOrderElementsOf(
                        stack.properties("AWS::IAM::ManagedPolicy").keySet());
        assertThat(stack.properties("AWS::IAM::Policy")).isEmpty();
    }

    @Test
    void the_schedule_may_invoke_the_alias_and_keep_what_it_could_not_deliver() {
        Template stack = Template.withDefaults();
        String role = Template.idIn(stack.only("AWS::Scheduler::Schedule").at("/Target/RoleArn"));

        assertThat(Statements.allowedTo(role, stack))
                .containsExactlyInAnyOrder(
                        new Grant("lambda:InvokeFunction", stack.onlyId("AWS::Lambda::Alias")),
                        new Grant("sqs:SendMessage", "DeadLetterQueue.Arn"));
        assertThat(stack.resource(role).has("ManagedPolicyArns")).isFalse();
    }

    private static Set<Grant> calls(Map<String, String> parameters) {
        Set<Grant> calls = new HashSet<>(LifeOfExports.observed().calls());
        if (parameters.containsKey("RequiredTagKey")) {
            calls.addAll(LifeOfExports.observed().callsWithRequiredTag());
        }
        if (parameters.containsKey("KeepWithin")) {
            calls.addAll(LifeOfExports.observed().callsWithRules());
        }
        return calls;
    }

    private static Set<Grant> allowed(Map<String, String> parameters) {
        return Statements.allowedTo("ExportFunctionRole", Template.with(parameters));
    }
}
