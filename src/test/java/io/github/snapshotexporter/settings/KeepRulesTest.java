package io.github.snapshotexporter.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KeepRulesTest {
    @Test
    void no_rule_is_empty() {
        assertThat(KeepRules.none().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void each_rule_alone_is_a_rule(String name, IntFunction<KeepRules> rule) {
        assertThat(rule.apply(1).isEmpty()).as(name).isFalse();
        assertThat(rule.apply(9999).isEmpty()).as(name).isFalse();
    }

    @Test
    void each_rule_sets_its_own_count() {
        assertThat(KeepRules.ofLast(3).last()).contains(3);
        assertThat(KeepRules.ofDaily(3).daily()).contains(3);
        assertThat(KeepRules.ofWeekly(3).weekly()).contains(3);
        assertThat(KeepRules.ofMonthly(3).monthly()).contains(3);
        assertThat(KeepRules.ofYearly(3).yearly()).contains(3);
        assertThat(KeepRules.ofWithinDays(3).withinDays()).contains(3);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void a_rule_that_keeps_nothing_or_more_than_there_can_be_is_refused_by_its_name(
            String name, IntFunction<KeepRules> rule) {
        for (int count : new int[] {0, -1, Integer.MIN_VALUE, 10_000, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> rule.apply(count))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(name + " must be ")
                    .hasMessageContaining(Integer.toString(count));
        }
    }

    static Stream<Arguments> rules() {
        return Stream.of(
                rule("keepLast", KeepRules::ofLast),
                rule("keepDaily", KeepRules::ofDaily),
                rule("keepWeekly", KeepRules::ofWeekly),
                rule("keepMonthly", KeepRules::ofMonthly),
                rule("keepYearly", KeepRules::ofYearly),
                rule("keepWithin", KeepRules::ofWithinDays));
    }

    private static Arguments rule(String name, IntFunction<KeepRules> rule) {
        return Arguments.of(name, rule);
    }
}
