package io.github.snapshotexporter.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamePatternTest {
    @ParameterizedTest
    @CsvSource({
        "nightly-*,nightly-1,true",
        "nightly*,nightly,true",
        "nightly*,my-nightly,false",
        "***site***,my-site-1,true",
        "site-?,site-1,true",
        "site-?,site-12,false",
        "site?1,site1,false",
        "a.b,a.b,true",
        "a.b,axb,false",
        "Site,site,false"
    })
    void the_whole_of_a_name_is_as_the_pattern_says(String pattern, String name, boolean matches) {
        assertThat(new NamePattern(pattern).asPredicate().test(SnapshotName.of(name)))
                .isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "my site", "caf\u00e9", "[ab]", "a\\"})
    void a_pattern_that_no_name_could_match_is_refused(String pattern) {
        assertThatThrownBy(() -> new NamePattern(pattern))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("namePattern must have 1 to 255 letters");
    }

    @Test
    void a_pattern_is_at_most_as_long_as_a_name() {
        assertThat(new NamePattern("x".repeat(255)).value()).hasSize(255);
        assertThatThrownBy(() -> new NamePattern("x".repeat(256))).isInstanceOf(InvalidRequestException.class);
    }
}
