package io.github.snapshotexporter.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReasonTest {

    @ParameterizedTest
    @EnumSource(Reason.class)
    void every_reason_is_found_by_its_code(Reason reason) {
        assertThat(Reason.ofCode(reason.code())).isSameAs(reason);
        assertThat(reason.code()).matches("([A-Z][a-z]+)+");
    }

    @Test
    void every_reason_has_a_code_of_its_own() {
        assertThat(Arrays.stream(Reason.values()).map(Reason::code)).doesNotHaveDuplicates();
    }

    @Test
    void an_unknown_code_is_refused() {
        assertThatThrownBy(() -> Reason.ofCode("Nonsense"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Nonsense");
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void what_is_parked_is_told(Reason reason) {
        boolean told = switch (reason.told()) {
            case REQUEST_REJECTED, EXPORT_FAILED_IF_CLAIMED, EXPORT_FAILED, EXPORT_ABANDONED -> true;
            case NOTHING, AS_PROGRESS, AS_WAIT -> false;
        };

        assertThat(told || !reason.isParked()).isTrue();
    }
}
