package io.github.snapshotexporter.job;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no selection can be, whoever makes it; what may be written, {@code SelectionDecoderTest} shows. */
class SelectionTest {
    @Test
    void a_selection_of_no_type_is_refused() {
        assertRefused(Set.of(), Optional.empty(), "resourceTypes must name InstanceSnapshot, DiskSnapshot or both");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 10_001})
    void a_limit_that_is_out_of_range_is_refused(int limit) {
        assertRefused(
                Set.of(ResourceType.values()), Optional.of(limit), "limit must be a whole number from 1 to 10000");
    }

    private static void assertRefused(Set<ResourceType> types, Optional<Integer> limit, String problem) {
        assertThatThrownBy(() -> new Selection(
                        types, Set.of(), Optional.empty(), Map.of(), Optional.empty(), false, false, limit))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith(problem);
    }
}
