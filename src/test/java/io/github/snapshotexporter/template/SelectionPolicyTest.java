package io.github.snapshotexporter.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.event.SelectionDecoder;
import io.github.snapshotexporter.job.NamePattern;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.job.Selection;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What the parameters make of the stack's own selection, as the code reads it. */
class SelectionPolicyTest {
    private static final String LETTERS = "abcxyzABCXYZ0189_";

    @Test
    void by_default_the_newest_snapshot_of_each_source_is_selected_if_it_is_at_most_three_days_old() {
        assertThat(selection(Map.of()))
                .isEqualTo(new Selection(
                        Set.of(ResourceType.values()),
                        Set.of(),
                        Optional.empty(),
                        Map.of(),
                        Optional.of(Duration.ofDays(3)),
                        true,
                        true,
                        Optional.of(50)));
    }

    @Test
    void every_parameter_arrives() {
        assertThat(selection(Map.of(
                        "SelectResourceTypes", "DiskSnapshot",
                        "SelectSources", "my-site,my_shop.2",
                        "SelectTagKey", "team:backup",
                        "SelectTagValue", "every night",
                        "SelectNamePattern", "nightly-*",
                        "SelectCreatedWithin", "PT36H",
                        "SelectLatestPerSource", "false",
                        "SelectLimit", "7")))
                .isEqualTo(new Selection(
                        Set.of(ResourceType.DISK_SNAPSHOT),
                        Set.of("my-site", "my_shop.2"),
                        Optional.of(new NamePattern("nightly-*")),
                        Map.of("team:backup", "every night"),
                        Optional.of(Duration.ofHours(36)),
                        false,
                        true,
                        Optional.of(7)));
        assertThat(selection(Map.of()).includeAutomatic()).isTrue();
        assertThat(selection(Map.of("AutomaticSnapshots", "ON_REQUEST")).includeAutomatic())
                .isFalse();
        assertThat(selection(Map.of("AutomaticSnapshots", "OFF")).includeAutomatic())
                .isFalse();
        assertThat(selection(Map.of("SelectResourceTypes", "InstanceSnapshot")).resourceTypes())
                .containsExactly(ResourceType.INSTANCE_SNAPSHOT);
    }

    @Test
    void a_tag_may_have_an_empty_value() {
        assertThat(selection(Map.of("SelectTagKey", "backup")).tags()).isEqualTo(Map.of("backup", ""));
    }

    @Test
    void what_lacks_the_required_tag_is_not_selected_unless_another_tag_is() {
        Map<String, String> required = Map.of("RequiredTagKey", "stage", "RequiredTagValue", "staging");
        Map<String, String> both = new HashMap<>(required);
        both.put("SelectTagKey", "backup");

        assertThat(selection(required).tags()).isEqualTo(Map.of("stage", "staging"));
        assertThat(selection(both).tags()).isEqualTo(Map.of("backup", ""));
    }

    @Property(tries = 300)
    void whatever_the_parameters_take_is_selected_as_it_was_written(@ForAll("taken") Map<String, String> parameters) {
        assertThat(parameters)
                .allSatisfy((name, value) -> assertThat(Template.takes(name, value))
                        .as(name + " " + value)
                        .isTrue());

        Selection selection = selection(parameters);

        assertThat(selection.sources())
                .isEqualTo(Set.of(parameters.get("SelectSources").split(",", -1)));
        assertThat(selection.tags())
                .isEqualTo(Map.of(parameters.get("SelectTagKey"), parameters.get("SelectTagValue")));
        assertThat(selection.namePattern()).contains(new NamePattern(parameters.get("SelectNamePattern")));
        assertThat(selection.createdWithin()).contains(Duration.parse(parameters.get("SelectCreatedWithin")));
        assertThat(selection.limit()).contains(Integer.parseInt(parameters.get("SelectLimit")));
    }

    @Provide
    Arbitrary<Map<String, String>> taken() {
        Arbitrary<String> name = Combinators.combine(
                        text(LETTERS, 1, 1), text(LETTERS + ".-", 0, 30), text(LETTERS, 1, 1))
                .as((first, middle, last) -> first + middle + last);
        Arbitrary<String> value = Combinators.combine(
                        text(LETTERS + ".:/=+@- ", 0, 255), text(LETTERS + ".:/=+@-", 1, 1))
                .as(String::concat)
                .edgeCases(edges -> edges.add(""));
        Arbitrary<String> age = Combinators.combine(
                        Arbitraries.integers().between(1, 999),
                        Arbitraries.integers().between(0, 999),
                        Arbitraries.integers().between(0, 9_999_999))
                .as("P%dDT%dH%dS"::formatted);
        return Combinators.combine(
                        name.list().uniqueElements().ofMinSize(1).ofMaxSize(12),
                        text(LETTERS + ".:/=+@-", 1, 128),
                        value,
                        text(LETTERS + ".*?-", 1, 100).filter(pattern -> !pattern.equals("*")),
                        age,
                        Arbitraries.integers().between(1, 10_000))
                .as((sources, key, text, pattern, within, limit) -> Map.of(
                        "SelectSources", String.join(",", sources),
                        "SelectTagKey", key,
                        "SelectTagValue", text,
                        "SelectNamePattern", pattern,
                        "SelectCreatedWithin", within,
                        "SelectLimit", limit.toString()));
    }

    private static Arbitrary<String> text(String characters, int least, int most) {
        return Arbitraries.strings()
                .withChars(characters.toCharArray())
                .ofMinLength(least)
                .ofMaxLength(most);
    }

    private static Selection selection(Map<String, String> parameters) {
        return SelectionDecoder.policy(Template.with(parameters).environment().get("SELECTION_POLICY"));
    }
}
