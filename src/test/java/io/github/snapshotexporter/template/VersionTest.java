package io.github.snapshotexporter.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * When an update publishes a version. CloudFormation asks Lambda for one where the version's resource changes; Lambda
 * refuses ("A version for this Lambda function exists") where code and configuration are those of the last one. So the two
 * have to change together.
 */
class VersionTest {
    /** What Lambda does not compare, and what CloudFormation fills in by itself. */
    private static final List<String> NOT_CONFIGURATION = List.of("Code", "Tags");

    /** Two values besides the default where there are so many; those with a choice of values take all of them. */
    private static final Map<String, List<String>> VALUES = Map.ofEntries(
            Map.entry("NotificationEmail", List.of("alice@example.com", "bob@example.com")),
            Map.entry("OperationsEmail", List.of("alice@example.com", "bob@example.com")),
            Map.entry("ScheduleExpression", List.of("rate(1 day)", "cron(0 4 * * ? *)")),
            Map.entry("ScheduleTimeZone", List.of("Europe/Berlin", "Etc/GMT+5")),
            Map.entry("SelectSources", List.of("my-site", "my-site,my-shop")),
            Map.entry("SelectTagKey", List.of("export", "stage")),
            Map.entry("SelectTagValue", List.of("true", "export")),
            Map.entry("SelectNamePattern", List.of("my-site", "nightly-*")),
            Map.entry("SelectCreatedWithin", List.of("P1D", "PT24H")),
            Map.entry("SelectLimit", List.of("3", "5")),
            Map.entry("KeepLast", List.of("7", "30")),
            Map.entry("KeepDaily", List.of("7", "30")),
            Map.entry("KeepWeekly", List.of("7", "30")),
            Map.entry("KeepMonthly", List.of("7", "30")),
            Map.entry("KeepYearly", List.of("7", "30")),
            Map.entry("KeepWithin", List.of("P7D", "P30D")),
            Map.entry("StoragePrice", List.of("0", "0.053")),
            Map.entry("DocumentationUrl", List.of("https://example.com/docs", "https://example.com")),
            Map.entry("RequiredTagKey", List.of("export", "stage")),
            Map.entry("RequiredTagValue", List.of("true", "export")),
            Map.entry("MaxInFlight", List.of("3", "50")),
            Map.entry("MaxExportAttempts", List.of("2", "5")),
            Map.entry("MaximumConcurrency", List.of("3", "5")),
            Map.entry("RetryDeadline", List.of("PT2H", "PT48H")),
            Map.entry("PendingDeadline", List.of("PT2H", "PT48H")),
            Map.entry("SlotDeadline", List.of("PT2H", "PT24H")),
            Map.entry("ExportDeadline", List.of("PT2H", "PT24H")),
            Map.entry("ResultDeadline", List.of("PT6H", "PT48H")),
            Map.entry("RunDeadline", List.of("PT2H", "PT48H")));

    /** Whatever is updated to whatever: each configuration belongs to one resource of a version, and the other way round. */
    @Test
    void a_legal_update_publishes_a_version_exactly_if_the_functions_configuration_changes() {
        Map<JsonNode, Stack> byVersion = new HashMap<>();
        Map<JsonNode, Stack> byConfiguration = new HashMap<>();
        List<String> refused = new ArrayList<>();
        for (Map<String, String> parameters : legalParameters()) {
            Stack stack = Stack.with(parameters);
            Stack sameVersion = byVersion.putIfAbsent(stack.version(), stack);
            Stack sameConfiguration = byConfiguration.putIfAbsent(stack.configuration(), stack);
            if (sameVersion != null && !sameVersion.configuration().equals(stack.configuration())) {
                refused.add(sameVersion.parameters() + " -> " + parameters + " publishes nothing");
            }
            if (sameConfiguration != null && !sameConfiguration.version().equals(stack.version())) {
                refused.add(sameConfiguration.parameters() + " -> " + parameters + " is no version to Lambda");
            }
        }

        assertThat(refused).isEmpty();
        assertThat(byVersion).hasSizeGreaterThan(500);
    }

    @Test
    void every_value_that_is_tried_is_another_one_that_the_parameter_takes() {
        assertThat(Template.asWritten().path("Parameters").propertyStream())
                .isNotEmpty()
                .allSatisfy(parameter -> assertThat(otherValues(parameter.getKey()))
                        .isNotEmpty()
                        .allMatch(value -> Template.takes(parameter.getKey(), value)));
    }

    /** Every parameter changed alone, and with every other one; what belongs together, together. */
    private static Set<Map<String, String>> legalParameters() {
        List<Map<String, String>> choices = new ArrayList<>(List.of(Map.of()));
        Template.asWritten()
                .path("Parameters")
                .propertyStream()
                .map(Map.Entry::getKey)
                .forEach(name -> otherValues(name).forEach(value -> choices.add(Map.of(name, value))));
        for (String tag : List.of("SelectTag", "RequiredTag")) {
            for (String key : List.of("export", "stage")) {
                List.of("true", "export").forEach(value -> choices.add(Map.of(tag + "Key", key, tag + "Value", value)));
            }
        }
        Set<Map<String, String>> legal = new LinkedHashSet<>();
        for (Map<String, String> one : choices) {
            for (Map<String, String> other : choices) {
                Map<String, String> both = new HashMap<>(one);
                both.putAll(other);
                if (Template.with(both).isAccepted()) {
                    legal.add(both);
                }
            }
        }
        return legal;
    }

    private static List<String> otherValues(String name) {
        JsonNode parameter = Template.asWritten().path("Parameters").path(name);
        List<String> values = parameter.has("AllowedValues")
                ? Template.texts(parameter.path("AllowedValues"))
                : VALUES.getOrDefault(name, List.of());
        return values.stream()
                .filter(value -> !value.equals(parameter.path("Default").asText()))
                .toList();
    }

    private record Stack(Map<String, String> parameters, JsonNode version, JsonNode configuration) {
        private static final String FUNCTION = Template.withDefaults().onlyId("AWS::Lambda::Function");
        private static final String VERSION = Template.withDefaults().onlyId("AWS::Lambda::Version");

        static Stack with(Map<String, String> parameters) {
            Template template = Template.with(parameters);
            ObjectNode configuration = (ObjectNode) template.resource(FUNCTION);
            return new Stack(parameters, template.resource(VERSION), configuration.without(NOT_CONFIGURATION));
        }
    }
}
