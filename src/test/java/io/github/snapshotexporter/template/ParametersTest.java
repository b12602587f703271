package io.github.snapshotexporter.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a person sees who deploys the stack in the console. */
class ParametersTest {
    private static final JsonNode TEMPLATE = Template.asWritten();
    private static final JsonNode INTERFACE = TEMPLATE.at("/Metadata/AWS::CloudFormation::Interface");
    private static final List<String> NAMES = names(TEMPLATE.path("Parameters"));

    @Test
    void every_parameter_is_described_and_has_a_default() {
        assertThat(TEMPLATE.path("Parameters")).isNotEmpty().allSatisfy(parameter -> {
            assertThat(parameter.path("Description").asText()).hasSizeGreaterThan(10);
            assertThat(parameter.has("Default")).as(parameter.toString()).isTrue();
        });
    }

    @Test
    void no_parameter_takes_everything_and_each_says_what_it_takes() {
        assertThat(TEMPLATE.path("Parameters")).isNotEmpty().allSatisfy(parameter -> {
            boolean isBounded = parameter.has("MinValue") && parameter.has("MaxValue");
            assertThat(parameter.has("AllowedPattern") || parameter.has("AllowedValues") || isBounded)
                    .as(parameter.toString())
                    .isTrue();
            assertThat(parameter.path("ConstraintDescription").asText()).startsWith("must ");
        });
    }

    @Test
    void every_parameter_is_in_one_group() {
        Stream<String> grouped = INTERFACE
                .path("ParameterGroups")
                .valueStream()
                .flatMap(group -> group.path("Parameters").valueStream())
                .map(JsonNode::asText);

        assertThat(grouped).containsExactlyInAnyOrderElementsOf(NAMES);
    }

    @Test
    void every_parameter_has_a_label() {
        assertThat(names(INTERFACE.path("ParameterLabels"))).containsExactlyInAnyOrderElementsOf(NAMES);
        assertThat(INTERFACE.path("ParameterLabels"))
                .allMatch(label -> !label.path("default").asText().isBlank());
    }

    @Test
    void every_group_has_a_label() {
        assertThat(INTERFACE.path("ParameterGroups"))
                .allMatch(group -> !group.at("/Label/default").asText().isBlank());
    }

    @Test
    void a_required_tag_has_a_key_and_a_value_or_neither() {
        assertThat(Template.withDefaults().isAccepted()).isTrue();
        assertThat(Template.with(Map.of("RequiredTagKey", "backup", "RequiredTagValue", "yes"))
                        .isAccepted())
                .isTrue();
        assertThat(Template.with(Map.of("RequiredTagKey", "backup")).isAccepted())
                .isFalse();
        assertThat(Template.with(Map.of("RequiredTagValue", "yes")).isAccepted())
                .isFalse();
    }

    @Test
    void a_selected_value_of_a_tag_has_a_key() {
        assertThat(Template.with(Map.of("SelectTagKey", "backup", "SelectTagValue", "yes"))
                        .isAccepted())
                .isTrue();
        assertThat(Template.with(Map.of("SelectTagKey", "backup")).isAccepted()).isTrue();
        assertThat(Template.with(Map.of("SelectTagValue", "yes")).isAccepted()).isFalse();
    }

    @Test
    void a_selected_tag_with_the_key_of_the_required_one_has_its_value() {
        Map<String, String> required = Map.of("RequiredTagKey", "stage", "RequiredTagValue", "staging");
        assertThat(Template.with(with(required, "SelectTagKey", "stage", "SelectTagValue", "staging"))
                        .isAccepted())
                .isTrue();
        assertThat(Template.with(with(required, "SelectTagKey", "backup", "SelectTagValue", "yes"))
                        .isAccepted())
                .isTrue();
        assertThat(Template.with(with(required, "SelectTagKey", "stage", "SelectTagValue", "live"))
                        .isAccepted())
                .isFalse();
        assertThat(Template.with(with(required, "SelectTagKey", "stage")).isAccepted())
                .isFalse();
    }

    private static Map<String, String> with(Map<String, String> some, String... more) {
        Map<String, String> all = new HashMap<>(some);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }

    @Test
    void a_region_without_lightsail_is_refused() {
        assertThat(Template.with(Map.of("AWS::Region", "sa-east-1")).isAccepted())
                .isTrue();
        assertThat(Template.with(Map.of("AWS::Region", "us-west-1")).isAccepted())
                .isFalse();
    }

    @Test
    void every_rule_says_what_it_wants() {
        assertThat(TEMPLATE.path("Rules"))
                .isNotEmpty()
                .allSatisfy(rule -> assertThat(rule.path("Assertions"))
                        .allSatisfy(assertion -> assertThat(
                                        assertion.path("AssertDescription").asText())
                                .matches("[A-Z].* .*\\.")));
    }

    @Test
    void no_parameter_is_unused() {
        String used = Stream.of("Resources", "Conditions", "Outputs")
                .map(section -> TEMPLATE.path(section).toString())
                .reduce("", String::concat);

        assertThat(NAMES)
                .allMatch(name -> used.contains("{\"Ref\":\"" + name + "\"}") || used.contains("${" + name + "}"));
    }

    private static List<String> names(JsonNode object) {
        return object.propertyStream().map(Map.Entry::getKey).toList();
    }
}
