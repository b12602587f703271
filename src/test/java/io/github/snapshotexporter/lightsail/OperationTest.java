package io.github.snapshotexporter.lightsail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperationTest {

    @ParameterizedTest
    @ValueSource(strings = {"Succeeded", "Completed", "Failed"})
    void without_isterminal_a_final_status_tells_that_it_has_ended(String status) {
        assertThat(operation(null, status).hasEnded()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NotStarted", "Started", "SomethingNew"})
    void without_isterminal_another_status_tells_that_it_goes_on(String status) {
        assertThat(operation(null, status).hasEnded()).isFalse();
    }

    @Test
    void isterminal_decides_whatever_the_status_is() {
        assertThat(operation(true, "SomethingNew").hasEnded()).isTrue();
        assertThat(operation(false, "Succeeded").hasEnded()).isFalse();
    }

    @Test
    void it_has_failed_only_when_it_has_ended_so() {
        assertThat(operation(true, "Failed").hasFailed()).isTrue();
        assertThat(operation(true, "Completed").hasFailed()).isFalse();
        assertThat(operation(false, "Failed").hasFailed()).isFalse();
    }

    private static Operation operation(Boolean isTerminal, String status) {
        return Operation.of(software.amazon.awssdk.services.lightsail.model.Operation.builder()
                .isTerminal(isTerminal)
                .status(status)
                .build());
    }
}
