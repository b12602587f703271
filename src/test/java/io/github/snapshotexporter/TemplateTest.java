package io.github.snapshotexporter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.snapshotexporter.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the template and the code have to agree on. */
class TemplateTest {
    private static final JsonNode TEMPLATE = read();
    /** Read by the SDK and by the JVM, not by the exporter's own settings. */
    private static final String READ_BY_OTHERS = "AWS_.*|JAVA_TOOL_OPTIONS";
    /** Lightsail's read actions and CopySnapshot know no resources: IAM takes nothing else for them. */
    private static final String WITHOUT_RESOURCES = "lightsail:(Get[A-Za-z]+|CopySnapshot)";

    @Test
    void every_variable_that_the_settings_read_is_set_and_no_other() {
        assertThat(variables().keySet().stream().filter(name -> !name.matches(READ_BY_OTHERS)))
                .containsExactlyInAnyOrderElementsOf(variablesThatTheSettingsRead());
    }

    @Test
    void the_settings_accept_what_the_template_sets() {
        Map<String, String> environment = new HashMap<>();
        variables().forEach((name, value) -> {
            if (value.isTextual()
                    && TEMPLATE.path("Parameters").path(value.textValue()).isMissingNode()) {
                environment.put(name, value.textValue());
            }
        });
        environment.putAll(Map.of(
                "EXPORT_QUEUE_URL", "https://sqs.eu-central-1.amazonaws.com/111122223333/exports",
                "DEAD_LETTER_QUEUE_URL", "https://sqs.eu-central-1.amazonaws.com/111122223333/exports-dead-letter",
                "NOTIFICATION_TOPIC_ARN", "arn:aws:sns:eu-central-1:111122223333:exports",
                "LEDGER_TABLE_NAME", "ledger"));

        assertThat(Settings.fromEnvironment(environment)).isNotNull();
    }

    @Test
    void a_message_stays_invisible_for_six_invocations_at_least() {
        JsonNode function = function();
        JsonNode queue = resource(jobMapping().path("Queue"));

        assertThat(queue.path("Properties").path("VisibilityTimeout").intValue())
                .isGreaterThanOrEqualTo(
                        6 * function.path("Properties").path("Timeout").intValue());
    }

    @Test
    void a_job_that_comes_back_is_named_and_its_batch_is_not_held_up() {
        assertThat(jobMapping().path("FunctionResponseTypes"))
                .extracting(JsonNode::textValue)
                .containsExactly("ReportBatchItemFailures");
        assertThat(jobMapping().path("BatchSize").intValue()).isEqualTo(10);
        assertThat(jobMapping().has("MaximumBatchingWindowInSeconds")).isFalse();
    }

    @Test
    void every_queue_that_feeds_something_has_a_dead_letter_queue() {
        Set<String> feeding = events().stream()
                .filter(event -> event.path("Type").asText().equals("SQS"))
                .map(event -> logicalId(event.path("Properties").path("Queue")))
                .collect(Collectors.toSet());

        assertThat(feeding).isNotEmpty().allSatisfy(queue -> {
            JsonNode redrive = TEMPLATE.at("/Resources/" + queue + "/Properties/RedrivePolicy");
            assertThat(redrive.path("maxReceiveCount").intValue()).isEqualTo(1_000);
            JsonNode deadLetters = resource(redrive.path("deadLetterTargetArn"));
            assertThat(deadLetters.path("Type").textValue()).isEqualTo("AWS::SQS::Queue");
        });
    }

    @Test
    void everything_else_that_triggers_the_function_has_a_dead_letter_queue() {
        assertThat(events().stream()
                        .filter(event -> !event.path("Type").asText().equals("SQS")))
                .allSatisfy(event -> assertThat(event.path("Properties").has("DeadLetterConfig"))
                        .as(event.toPrettyString())
                        .isTrue());
    }

    @Test
    void every_queue_keeps_messages_for_fourteen_days_and_encrypted() {
        assertThat(resources("AWS::SQS::Queue")).isNotEmpty().allSatisfy(queue -> {
            assertThat(queue.path("Properties").path("MessageRetentionPeriod").intValue())
                    .isEqualTo(14 * 24 * 60 * 60);
            assertThat(queue.path("Properties").path("SqsManagedSseEnabled").booleanValue())
                    .isTrue();
        });
    }

    @Test
    void every_queue_and_topic_is_reached_by_tls_only() {
        for (String[] kind : new String[][] {
            {"AWS::SQS::Queue", "AWS::SQS::QueuePolicy", "Queues"},
            {"AWS::SNS::Topic", "AWS::SNS::TopicPolicy", "Topics"}
        }) {
            Set<String> guarded = resources(kind[1]).stream()
                    .filter(TemplateTest::deniesWithoutTls)
                    .flatMap(policy -> policy.path("Properties").path(kind[2]).valueStream())
                    .map(TemplateTest::logicalId)
                    .collect(Collectors.toSet());

            assertThat(guarded).containsExactlyInAnyOrderElementsOf(names(kind[0]));
        }
    }

    @Test
    void the_function_may_act_on_everything_only_where_iam_knows_no_resources() {
        assertThat(allowed()).isNotEmpty().allSatisfy(statement -> {
            if (texts(statement.path("Resource")).contains("*")) {
                assertThat(texts(statement.path("Action"))).allMatch(action -> action.matches(WITHOUT_RESOURCES));
            }
        });
    }

    @Test
    void the_function_may_do_nothing_by_wildcard() {
        assertThat(allowed().stream().flatMap(statement -> texts(statement.path("Action")).stream()))
                .allMatch(action -> !action.contains("*"));
    }

    @Test
    void forgetting_an_export_is_to_do_it_twice_so_the_table_outlives_the_stack() {
        assertThat(resources("AWS::DynamoDB::Table")).singleElement().satisfies(table -> {
            assertThat(table.path("DeletionPolicy").textValue()).isEqualTo("Retain");
            assertThat(table.path("UpdateReplacePolicy").textValue()).isEqualTo("Retain");
            assertThat(table.at("/Properties/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled")
                            .booleanValue())
                    .isTrue();
            assertThat(table.at("/Properties/TimeToLiveSpecification/AttributeName")
                            .textValue())
                    .isEqualTo("expiresAt");
        });
    }

    @Test
    void the_handler_of_the_template_is_the_one_in_the_code() {
        assertThat(function().path("Properties").path("Handler").textValue()).isEqualTo(ExportHandler.class.getName());
        assertThat(function().path("Properties").path("Runtime").textValue()).isEqualTo("java25");
    }

    @Test
    void the_sdks_retries_are_pinned() {
        assertThat(variables().get("AWS_RETRY_MODE").textValue()).isEqualTo("standard");
        assertThat(variables().get("AWS_MAX_ATTEMPTS").textValue()).isEqualTo("3");
    }

    private static Set<String> variablesThatTheSettingsRead() {
        Set<String> read = new TreeSet<>();
        try {
            Settings.fromEnvironment(new HashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                public String get(Object name) {
                    read.add((String) name);
                    return null;
                }
            });
        } catch (RuntimeException incomplete) {
            assertThat(incomplete).hasMessageContaining("EXPORT_QUEUE_URL");
        }
        return read;
    }

    private static Map<String, JsonNode> variables() {
        Map<String, JsonNode> variables = new HashMap<>();
        Stream.of(
                        TEMPLATE.at("/Globals/Function/Environment/Variables"),
                        function().at("/Properties/Environment/Variables"))
                .flatMap(JsonNode::propertyStream)
                .forEach(variable -> variables.put(variable.getKey(), variable.getValue()));
        return variables;
    }

    private static JsonNode function() {
        return resources("AWS::Serverless::Function").getFirst();
    }

    private static List<JsonNode> events() {
        return resources("AWS::Serverless::Function").stream()
                .flatMap(function -> function.path("Properties").path("Events").valueStream())
                .toList();
    }

    private static JsonNode jobMapping() {
        return events().stream()
                .filter(event -> event.path("Type").asText().equals("SQS"))
                .findFirst()
                .orElseThrow()
                .path("Properties");
    }

    private static boolean deniesWithoutTls(JsonNode policy) {
        return policy.at("/Properties/PolicyDocument/Statement")
                .valueStream()
                .anyMatch(statement -> statement.path("Effect").asText().equals("Deny")
                        && statement
                                .at("/Condition/Bool")
                                .path("aws:SecureTransport")
                                .asText()
                                .equals("false"));
    }

    private static List<JsonNode> allowed() {
        List<JsonNode> policies = new ArrayList<>();
        resources("AWS::IAM::Role")
                .forEach(role ->
                        role.at("/Properties/Policies").forEach(policy -> policies.add(policy.path("PolicyDocument"))));
        Stream.of("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy")
                .flatMap(type -> resources(type).stream())
                .forEach(policy -> policies.add(policy.at("/Properties/PolicyDocument")));
        resources("AWS::Serverless::Function")
                .forEach(function -> function.at("/Properties/Policies").forEach(policies::add));
        return policies.stream()
                .flatMap(policy -> policy.path("Statement").valueStream())
                .filter(statement -> statement.path("Effect").asText().equals("Allow"))
                .toList();
    }

    private static List<String> texts(JsonNode oneOrMany) {
        return oneOrMany.isArray()
                ? oneOrMany.valueStream().map(JsonNode::asText).toList()
                : List.of(oneOrMany.asText());
    }

    private static JsonNode resource(JsonNode reference) {
        return TEMPLATE.at("/Resources/" + logicalId(reference));
    }

    /** {@code !Ref Id} and {@code !GetAtt Id.Arn} are texts when the tags are left out. */
    private static String logicalId(JsonNode reference) {
        return reference.asText().split("\\.", -1)[0];
    }

    private static List<JsonNode> resources(String type) {
        return names(type).stream()
                .map(name -> TEMPLATE.at("/Resources/" + name))
                .toList();
    }

    private static List<String> names(String type) {
        return TEMPLATE.path("Resources")
                .propertyStream()
                .filter(resource -> resource.getValue().path("Type").asText().equals(type))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static JsonNode read() {
        try {
            return new YAMLMapper().readTree(Files.readString(Path.of("template.yaml")));
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }
}
