package io.github.snapshotexporter.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.snapshotexporter.AwsClients;
import io.github.snapshotexporter.event.SelectionDecoder;
import io.github.snapshotexporter.settings.InvalidSettingsException;
import io.github.snapshotexporter.settings.NightSettings;
import io.github.snapshotexporter.settings.RequiredTag;
import io.github.snapshotexporter.settings.Settings;
import io.github.snapshotexporter.settings.TopicArn;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkSystemSetting;

/** What the template sets and what the code reads. */
class EnvironmentVariablesTest {
    private static final String ENDPOINT = "AWS_ENDPOINT_URL_";
    /** Lambda sets them, and refuses functions that set them themselves. */
    private static final List<String> SET_BY_LAMBDA = List.of("AWS_LAMBDA_FUNCTION_NAME");
    /** The JVM reads it. */
    private static final String JVM_OPTIONS = "JAVA_TOOL_OPTIONS";

    private static final Map<String, String> TAG =
            Map.of("RequiredTagKey", "backup", "RequiredTagValue", "every night");

    private final Map<String, String> environment = Template.withDefaults().environment();

    @Test
    void every_variable_that_the_settings_read_is_set_and_no_other() {
        Set<String> read = variablesThatTheSettingsRead();
        SET_BY_LAMBDA.forEach(read::remove);

        assertThat(Template.with(TAG).environment().keySet().stream()
                        .filter(name ->
                                !name.startsWith("AWS_") && !name.equals(JVM_OPTIONS) && !name.equals("POLICY_IDS")))
                .containsExactlyInAnyOrderElementsOf(read);
    }

    @Test
    void the_function_knows_the_tag_that_its_role_asks_for() {
        assertThat(settings(TAG).permissions().requiredTag()).contains(new RequiredTag("backup", "every night"));
        assertThat(settings(Map.of()).permissions().requiredTag()).isEmpty();
        assertThat(environment).doesNotContainKeys("REQUIRED_TAG_KEY", "REQUIRED_TAG_VALUE");
    }

    @Test
    void the_function_knows_its_schedule() {
        assertThat(settings(Map.of()).night())
                .isEqualTo(new NightSettings(
                        Optional.of("cron(30 3 * * ? *)"),
                        true,
                        Optional.of(TopicArn.of("arn:aws:sns:eu-central-1:111122223333:alarms"))));
        assertThat(settings(Map.of("ScheduleState", "DISABLED")).night().isScheduleOn())
                .isFalse();
    }

    @Test
    void nothing_is_set_that_lambda_sets() {
        assertThat(namesInTheTemplate()).isNotEmpty().doesNotContainAnyElementsOf(SET_BY_LAMBDA);
    }

    @Test
    void whatever_else_is_set_for_the_sdk_is_known_to_it() {
        List<String> known = Arrays.stream(SdkSystemSetting.values())
                .map(SdkSystemSetting::environmentVariable)
                .toList();

        assertThat(environment.keySet())
                .filteredOn(name -> name.startsWith("AWS_"))
                .isNotEmpty()
                .isSubsetOf(known);
    }

    @Test
    void the_sdks_retries_are_pinned() {
        assertThat(environment).containsEntry("AWS_RETRY_MODE", "standard").containsEntry("AWS_MAX_ATTEMPTS", "3");
    }

    @Test
    void the_endpoint_of_every_client_can_be_set_by_sam_local() {
        Stream<String> services = Arrays.stream(AwsClients.class.getRecordComponents())
                .map(client -> client.getType().getSimpleName().replace("Client", ""))
                .map(service -> service.toUpperCase(Locale.ROOT));

        assertThat(namesInTheTemplate())
                .filteredOn(name -> name.startsWith(ENDPOINT))
                .containsExactlyInAnyOrderElementsOf(
                        services.map(ENDPOINT::concat).toList());
    }

    @Test
    void in_the_cloud_no_endpoint_is_set() {
        assertThat(environment.keySet()).noneMatch(name -> name.startsWith(ENDPOINT));
    }

    @Test
    void the_variables_name_the_resources_that_they_stand_for() {
        assertThat(environment)
                .containsEntry("EXPORT_QUEUE_URL", "ExportQueue")
                .containsEntry("DEAD_LETTER_QUEUE_URL", "DeadLetterQueue")
                .containsEntry("NOTIFICATION_TOPIC_ARN", "NotificationTopic")
                .containsEntry("LEDGER_TABLE_NAME", "LedgerTable");
    }

    @Test
    void the_defaults_of_the_template_are_those_of_the_code() {
        assertThat(settings(Map.of()))
                .usingRecursiveComparison()
                .ignoringFields("selectionPolicy", "images.stackName", "night")
                .isEqualTo(Settings.fromEnvironment(withResources(Map.of())));
    }

    /** Who deploys the template sees all of it; who leaves the variable out gets the same. */
    @Test
    void the_policy_of_the_template_is_that_of_the_code() {
        assertThat(SelectionDecoder.policy(settings(Map.of()).selectionPolicy()))
                .isEqualTo(SelectionDecoder.policy(
                        Settings.fromEnvironment(withResources(Map.of())).selectionPolicy()));
    }

    @ParameterizedTest
    @CsvSource({"MaxExportAttempts, MAX_EXPORT_ATTEMPTS", "MaxInFlight, MAX_IN_FLIGHT"})
    void the_bounds_of_a_count_are_those_of_the_code(String parameter, String variable) {
        for (int count = 0; count <= 120; count++) {
            Map<String, String> set = Map.of(parameter, Integer.toString(count));
            if (Template.takes(parameter, Integer.toString(count))) {
                assertThat(settings(set)).isNotNull();
            } else {
                assertThatExceptionOfType(InvalidSettingsException.class)
                        .isThrownBy(() -> settings(set))
                        .withMessageContaining(variable);
            }
        }
    }

    private static Settings settings(Map<String, String> parameters) {
        return Settings.fromEnvironment(withResources(Template.with(parameters).environment()));
    }

    /** What CloudFormation would fill in for the references, and Lambda by itself. */
    private static Map<String, String> withResources(Map<String, String> environment) {
        Map<String, String> complete = new HashMap<>(environment);
        complete.putAll(Map.of(
                "EXPORT_QUEUE_URL", "https://sqs.eu-central-1.amazonaws.com/111122223333/exports",
                "DEAD_LETTER_QUEUE_URL", "https://sqs.eu-central-1.amazonaws.com/111122223333/exports-dead-letter",
                "NOTIFICATION_TOPIC_ARN", "arn:aws:sns:eu-central-1:111122223333:exports",
                "OPERATIONS_TOPIC_ARN", "arn:aws:sns:eu-central-1:111122223333:alarms",
                "LEDGER_TABLE_NAME", "ledger",
                "AWS_LAMBDA_FUNCTION_NAME", "exporter"));
        return complete;
    }

    private static List<String> namesInTheTemplate() {
        return Template.asWritten()
                .at("/Resources/ExportFunction/Properties/Environment/Variables")
                .propertyStream()
                .map(Map.Entry::getKey)
                .toList();
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
        } catch (InvalidSettingsException incomplete) {
            assertThat(incomplete).hasMessageContaining("EXPORT_QUEUE_URL");
        }
        return read;
    }
}
