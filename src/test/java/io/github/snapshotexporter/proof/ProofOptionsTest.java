package io.github.snapshotexporter.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProofOptionsTest {
    @Test
    void a_stack_is_enough() {
        assertThat(ProofOptions.of(List.of("-q", "-Pproof", "-Dstack=my-exporter")))
                .isEqualTo(new ProofOptions("my-exporter", Optional.empty(), false, false, false, false, false));
    }

    @Test
    void everything_can_be_asked_for() {
        assertThat(ProofOptions.of(List.of(
                        "-Dstack=e",
                        "-Dregion=us-gov-east-1",
                        "-Dyes",
                        "-Dinstance=true",
                        "-Dagain",
                        "-Dmissing",
                        "-Dclean")))
                .isEqualTo(new ProofOptions("e", Optional.of("us-gov-east-1"), true, true, true, true, true));
    }

    @Test
    void a_flag_can_be_taken_back() {
        assertThat(ProofOptions.of(List.of("-Dstack=e", "-Dagain=false")).again())
                .isFalse();
    }

    @Test
    void what_is_known_and_what_belongs_to_maven_is_not_refused() {
        assertThatCode(
                        () -> ProofOptions.refuseUnknown(
                                " -q -Pproof -Dstack=e -Dregion=eu-central-1 -Dyes -Dmaven.repo.local=x -Dstyle.color=never -B"))
                .doesNotThrowAnyException();
    }

    @Test
    void what_maven_gives_as_empty_was_not_given() {
        assertThat(ProofOptions.of(List.of("-Dstack=e", "-Dregion=", "-Dyes=false"))
                        .region())
                .isEmpty();
    }

    @Test
    void without_a_stack_it_asks_for_one() {
        assertThatThrownBy(() -> ProofOptions.of(List.of("-Dstack=")))
                .isInstanceOf(ProofException.class)
                .hasMessageStartingWith("Which stack? Say -Dstack=NAME.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Dagian", "-Dinstances", "-Dkeep=true", "-Dregions=eu-central-1"})
    void an_unknown_option_is_named(String option) {
        assertThatThrownBy(() -> ProofOptions.refuseUnknown("-q -Dstack=e " + option))
                .isInstanceOf(ProofException.class)
                .hasMessageStartingWith("Unknown: " + option.replaceFirst("=.*", "") + ". Known are -Dstack=NAME");
    }

    @ParameterizedTest
    @CsvSource({
        "-Dstack=1st,      -Dstack must be the name of a stack",
        "-Dstack=a b,      -Dstack must be the name of a stack",
        "-Dregion=Europe,  '-Dregion must be a Region, like eu-central-1'",
        "-Dagain=maybe,    '-Dagain takes true, false or nothing, but is ''maybe''.'",
    })
    void a_malformed_value_is_refused(String option, String sentence) {
        assertThatThrownBy(() -> ProofOptions.of(List.of("-Dstack=e", option)))
                .isInstanceOf(ProofException.class)
                .hasMessageStartingWith(sentence);
    }
}
