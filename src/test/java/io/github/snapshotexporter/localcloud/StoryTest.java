package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.Story.Ending;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class StoryTest {
    @AutoClose
    private final LightsailEmulator lightsail = LightsailEmulator.start(Clock.systemUTC());

    private final Observed observed = new Observed();

    @Test
    void a_run_without_a_report_has_not_ended() {
        assertThat(problems(Story.reported("the night", "event", new Ending("RunCompleted, OK", "1 of 1 exported"))))
                .containsExactly("the night (event) has not ended");
    }

    @Test
    void a_run_that_is_reported_as_expected_is_no_problem() throws IOException {
        observed.published(Json.parse("""
                {"type": "RunCompleted", "status": "PARTIAL", "summary": {"selected": 4, "exported": 3},
                 "leftOut": {"TooOld": 1, "NotLatest": 2}}"""));

        assertThat(problems(
                        Story.reported("the night", "event", new Ending("RunCompleted, PARTIAL", "3 of 4 exported"))))
                .isEmpty();
        assertThat(problems(
                        Story.leftOut("the night", "others", new Ending("3 not selected", "2 NotLatest, 1 TooOld"))))
                .isEmpty();
    }

    @Test
    void a_run_that_leaves_out_something_else_is_a_problem() throws IOException {
        observed.published(Json.parse("{\"type\": \"RunCompleted\", \"leftOut\": {\"TooOld\": 1}}"));

        assertThat(problems(Story.leftOut("the night", "others", new Ending("1 not selected", "1 NotLatest"))))
                .hasSize(1);
    }

    private List<String> problems(Story story) {
        return story.problems(observed, lightsail);
    }
}
