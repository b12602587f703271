package io.github.snapshotexporter.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.settings.Deadlines;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhaseTest {
    private static final Deadlines DEADLINES = new Deadlines(
            Duration.ofHours(1),
            Duration.ofHours(2),
            Duration.ofHours(3),
            Duration.ofHours(4),
            Duration.ofHours(5),
            Duration.ofHours(6),
            Duration.ofHours(7));

    @ParameterizedTest
    @CsvSource({
        "APPEARING,PT15M,SKIPPED",
        "PENDING,PT2H,PENDING_DEADLINE",
        "SLOT,PT3H,NO_SLOT",
        "VANISHED,PT7H,SNAPSHOT_NOT_FOUND",
        "DENIED,PT7H,ACCESS_DENIED",
        "RETRY,PT1H,RETRY_DEADLINE",
        "EXPORTING,PT4H,EXPORT_DEADLINE"
    })
    void each_phase_has_its_deadline_and_what_it_is_given_up_with(Phase phase, Duration deadline, Reason reason) {
        assertThat(phase.deadline(DEADLINES)).isEqualTo(deadline);
        assertThat(phase.onDeadline()).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "APPEARING,false,false",
        "PENDING,false,false",
        "SLOT,false,false",
        "VANISHED,true,true",
        "DENIED,true,true",
        "RETRY,true,false",
        "EXPORTING,false,false"
    })
    void trouble_is_told_from_waiting_and_the_brief_from_the_long(Phase phase, boolean trouble, boolean brief) {
        assertThat(phase.isTrouble()).isEqualTo(trouble);
        assertThat(phase.isBrief()).isEqualTo(brief);
    }
}
