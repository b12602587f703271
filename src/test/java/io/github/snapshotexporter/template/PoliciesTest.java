package io.github.snapshotexporter.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.localcloud.LightsailEmulator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds for every policy of the stack, whatever parameters were given. */
class PoliciesTest {
    private static final List<Template> STACKS = List.of(
            Template.withDefaults(),
            Template.with(Map.of("TopicEncryption", "CUSTOMER_KEY")),
            Template.with(Map.of("RequiredTagKey", "backup", "RequiredTagValue", "yes")),
            Template.with(Map.of("ServiceLinkedRole", "EXISTS")));

    /** Why a statement may name actions by wildcard. */
    private static final Map<String, String> ACTIONS_BY_WILDCARD = Map.of(
            "ExportQueuePolicy/TlsOnly", "denies",
            "DeadLetterQueuePolicy/TlsOnly", "denies",
            "TopicKey/AccountDecidesByIam", "without it nobody could ever change the key's policy",
            "TopicKey/AlarmsPublish", "as AWS documents it for alarms: SNS chooses the kind of data key");

    /** Why a statement may name all resources. */
    private static final Map<String, String> ALL_RESOURCES = Map.of(
            "ExportFunctionRole/ReadLightsail", "Lightsail's read actions know no resources",
            "SelectSnapshots/ListSnapshotsAndSources", "Lightsail's read actions know no resources",
            "ExportFunctionRole/CopyAutomaticSnapshots", "CopySnapshot knows no resources",
            "KeepImages/ReadImages", "EC2's read actions know no resources",
            "KeepImages/ReadUseOfImages", "EC2's read actions know no resources",
            "TopicKey/AccountDecidesByIam", "in a key's policy this is the key itself",
            "TopicKey/AlarmsPublish", "in a key's policy this is the key itself");

    /** SAM generates it, and gives its statements no names. */
    private static final String GENERATED_ROLE = "ExportFunctionNightlyRole";

    @Test
    void actions_are_named_by_wildcard_only_for_a_reason() {
        assertThat(placesOf(statements(), "Action", action -> action.contains("*")))
                .isEqualTo(ACTIONS_BY_WILDCARD.keySet());
    }

    @Test
    void all_resources_are_named_only_for_a_reason() {
        assertThat(placesOf(statements(), "Resource", "*"::equals)).isEqualTo(ALL_RESOURCES.keySet());
    }

    @Test
    void nothing_is_said_by_what_it_is_not() {
        assertThat(statements())
                .allSatisfy(statement -> assertThat(statement.json().propertyStream())
                        .extracting(Map.Entry::getKey)
                        .doesNotContain("NotAction", "NotResource", "NotPrincipal"));
    }

    @Test
    void every_statement_has_a_name_of_its_own() {
        Set<String> places = new TreeSet<>();
        for (Template stack : STACKS) {
            List<String> names = Statements.of(stack).stream()
                    .filter(statement -> !statement.resource().equals(GENERATED_ROLE))
                    .map(Statement::place)
                    .toList();
            assertThat(names).isNotEmpty().doesNotHaveDuplicates().allMatch(name -> name.matches("\\w+/\\w+"));
            places.addAll(names);
        }
        assertThat(places).hasSizeGreaterThan(15);
    }

    @Test
    void a_service_may_send_or_publish_only_for_this_account_or_one_of_its_resources() {
        List<Statement> byServices = statements().stream()
                .filter(Statement::allows)
                .filter(statement -> statement.json().at("/Principal").has("Service"))
                .toList();

        assertThat(byServices).isNotEmpty().allSatisfy(statement -> {
            JsonNode condition = statement.json().path("Condition");
            boolean forOneResource = condition.at("/ArnEquals/aws:SourceArn").isTextual();
            boolean forThisAccount =
                    condition.at("/StringEquals/aws:SourceAccount").asText().equals(LightsailEmulator.ACCOUNT);
            assertThat(forOneResource || forThisAccount).as(statement.place()).isTrue();
        });
    }

    @Test
    void nobody_outside_the_account_may_do_anything() {
        assertThat(statements().stream()
                        .filter(Statement::allows)
                        .flatMap(statement -> principals(statement.json().path("Principal")))
                        .distinct())
                .containsExactlyInAnyOrder(
                        "events.amazonaws.com",
                        "cloudwatch.amazonaws.com",
                        "arn:aws:iam::" + LightsailEmulator.ACCOUNT + ":root");
    }

    @Test
    void only_the_rule_may_send_to_the_queues() {
        assertThat(allowedFor("AWS::SQS::QueuePolicy", "Queues"))
                .containsOnlyKeys("ExportQueue", "DeadLetterQueue")
                .allSatisfy((queue, allowed) -> assertThat(allowed)
                        .singleElement()
                        .satisfies(statement -> {
                            assertThat(statement.json().path("Action").asText()).isEqualTo("sqs:SendMessage");
                            assertThat(statement.json().path("Resource").asText())
                                    .isEqualTo(queue + ".Arn");
                            assertThat(statement
                                            .json()
                                            .at("/Condition/ArnEquals/aws:SourceArn")
                                            .asText())
                                    .isEqualTo("SnapshotCreatedRule.Arn");
                        }));
    }

    @Test
    void only_alarms_may_publish_and_only_to_those_who_operate_the_exporter() {
        Map<String, List<Statement>> allowed = allowedFor("AWS::SNS::TopicPolicy", "Topics");

        assertThat(allowed).containsOnlyKeys("NotificationTopic", "OperationsTopic");
        assertThat(allowed.get("NotificationTopic")).isEmpty();
        assertThat(allowed.get("OperationsTopic")).singleElement().satisfies(statement -> {
            assertThat(statement.json().at("/Principal/Service").asText()).isEqualTo("cloudwatch.amazonaws.com");
            assertThat(statement.json().path("Action").asText()).isEqualTo("sns:Publish");
            assertThat(statement.json().path("Resource").asText()).isEqualTo("OperationsTopic");
        });
    }

    @Test
    void every_queue_and_topic_is_reached_by_tls_only() {
        Template stack = Template.withDefaults();
        Set<String> guarded = Statements.of(stack).stream()
                .filter(PoliciesTest::deniesWithoutTls)
                .map(statement -> Template.idIn(statement.json().path("Resource")))
                .collect(Collectors.toSet());
        Set<String> reached =
                new LinkedHashSet<>(stack.properties("AWS::SQS::Queue").keySet());
        reached.addAll(stack.properties("AWS::SNS::Topic").keySet());

        assertThat(guarded).isEqualTo(reached);
    }

    @Test
    void snapshots_are_deleted_in_this_account_and_region_only_and_nothing_else_is() {
        assertThat(statements().stream()
                        .filter(Statement::allows)
                        .flatMap(statement -> statement.grants().stream())
                        .filter(grant -> grant.action().startsWith("lightsail:Delete"))
                        .distinct())
                .containsExactlyInAnyOrder(
                        new Grant("lightsail:DeleteDiskSnapshot", arnOfAll("DiskSnapshot")),
                        new Grant("lightsail:DeleteInstanceSnapshot", arnOfAll("InstanceSnapshot")));
    }

    @Test
    void the_function_can_give_no_other_tag_than_the_one_that_is_required() {
        JsonNode condition = statement("ExportTaggedSnapshots/TagCopies").path("Condition");

        assertThat(condition.path("StringEquals")).isEqualTo(Template.parse("{\"aws:RequestTag/backup\": \"yes\"}"));
        assertThat(condition.path("ForAllValues:StringEquals"))
                .isEqualTo(Template.parse("{\"aws:TagKeys\": [\"backup\"]}"));
    }

    private static String arnOfAll(String type) {
        return "arn:aws:lightsail:%s:%s:%s/*".formatted(LightsailEmulator.REGION, LightsailEmulator.ACCOUNT, type);
    }

    @Test
    void the_service_linked_role_may_be_made_for_lightsail_only() {
        assertThat(statement("ExportFunctionRole/CreateServiceLinkedRole")
                        .at("/Condition/StringLike/iam:AWSServiceName")
                        .asText())
                .isEqualTo("lightsail.amazonaws.com");
    }

    @Test
    void the_function_uses_the_topics_key_through_sns_only() {
        assertThat(statement("ExportFunctionRole/EncryptMilestones")
                        .at("/Condition/StringEquals/kms:ViaService")
                        .asText())
                .isEqualTo("sns.eu-central-1.amazonaws.com");
    }

    @Test
    void no_role_but_the_functions_and_the_schedules_exists_and_each_is_taken_by_its_service_only() {
        Map<String, List<String>> takenBy = new HashMap<>();
        Template.withDefaults()
                .properties("AWS::IAM::Role")
                .forEach((role, properties) -> takenBy.put(
                        role,
                        properties
                                .at("/AssumeRolePolicyDocument/Statement")
                                .valueStream()
                                .flatMap(statement -> principals(statement.path("Principal")))
                                .toList()));

        assertThat(takenBy)
                .isEqualTo(Map.of(
                        "ExportFunctionRole",
                        List.of("lambda.amazonaws.com"),
                        GENERATED_ROLE,
                        List.of("scheduler.amazonaws.com")));
    }

    /** Everybody is a text, others are named by kind; the policies of roles name nobody. */
    private static Stream<String> principals(JsonNode principal) {
        return principal.isTextual()
                ? Stream.of(principal.textValue())
                : principal.valueStream().flatMap(kind -> Template.texts(kind).stream());
    }

    private static boolean deniesWithoutTls(Statement statement) {
        JsonNode json = statement.json();
        return !statement.allows()
                && json.path("Principal").asText().equals("*")
                && Template.texts(json.path("Action")).stream().anyMatch(Set.of("sqs:*", "sns:Publish")::contains)
                && json.at("/Condition/Bool/aws:SecureTransport").asText().equals("false");
    }

    private static JsonNode statement(String place) {
        return statements().stream()
                .filter(statement -> statement.place().equals(place))
                .findFirst()
                .orElseThrow()
                .json();
    }

    private static Map<String, List<Statement>> allowedFor(String policyType, String targets) {
        Template stack = Template.withDefaults();
        return stack.properties(policyType).entrySet().stream()
                .collect(Collectors.toMap(
                        policy ->
                                Template.texts(policy.getValue().path(targets)).getFirst(),
                        policy -> Statements.of(stack).stream()
                                .filter(statement -> statement.resource().equals(policy.getKey()))
                                .filter(Statement::allows)
                                .toList()));
    }

    private static Set<String> placesOf(List<Statement> statements, String member, Predicate<String> which) {
        return statements.stream()
                .filter(statement ->
                        Template.texts(statement.json().path(member)).stream().anyMatch(which))
                .map(Statement::place)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Statement> statements() {
        List<Statement> all = new ArrayList<>();
        STACKS.forEach(stack -> all.addAll(Statements.of(stack)));
        return all;
    }
}
