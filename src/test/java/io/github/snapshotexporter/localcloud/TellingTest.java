package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.Screen.Verb;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class TellingTest {

    @Test
    void a_run_tells_what_it_has_chosen_and_left_out() throws IOException {
        assertThat(told("""
                {"step": "select", "decision": "the members of the run are chosen", "run": "night-1", "selected": 4,
                 "members": 4, "leftOut": "{NotLatest=2, TooOld=1}"}"""))
                .isEqualTo(new Telling(
                        Verb.DECIDES,
                        "chooses 4 snapshots and writes them down as the run; leaves out: 2 NotLatest, 1 TooOld"));
    }

    @Test
    void a_run_that_leaves_out_nothing_does_not_speak_of_it() throws IOException {
        assertThat(told("""
                {"step": "select", "decision": "the members of the run are chosen", "selected": 1, "leftOut": "{}"}""").text()).isEqualTo("chooses 1 snapshot and writes them down as the run");
    }

    @Test
    void a_deleted_copy_is_told_with_the_call_that_deletes_it() throws IOException {
        String line = """
                {"step": "copy", "decision": "the copy is deleted", "snapshot": "auto-1",
                 "arn": "arn:aws:lightsail:eu-central-1:111122223333:DiskSnapshot/1"}""";

        assertThat(told(line))
                .isEqualTo(new Telling(
                        Verb.CALLS, "DeleteDiskSnapshot: the copy, which is the exporter's own by the ledger"));
    }

    @Test
    void a_copy_that_is_somebody_elses_is_told_as_the_log_has_it() throws IOException {
        assertThat(told("{\"step\": \"copy\", \"decision\": \"not deleted: somebody else's\"}")
                        .text())
                .isEqualTo("copy not deleted: somebody else's");
    }

    @Test
    void a_waiting_run_says_what_it_waits_for() throws IOException {
        assertThat(told("""
                {"step": "receive", "decision": "come back", "reason": "RunUnfinished", "delaySeconds": 2}"""))
                .isEqualTo(new Telling(
                        Verb.WAITS, "some that were chosen have not ended; the message comes back in about 2 s"));
    }

    private static Telling told(String line) throws IOException {
        return Telling.of(Json.parse(line)).orElseThrow();
    }
}
