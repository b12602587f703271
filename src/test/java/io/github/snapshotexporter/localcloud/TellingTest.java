package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.Screen.Verb;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TellingTest {

    @Test
    void a_run_tells_what_it_has_chosen_and_left_out() throws IOException {
        assertThat(told("""
                {"step": "select", "decision": "the members of the run are chosen", "run": "night-1", "selected": 4,
                 "members": 4, "leftOut": "{NotLatest=2, TooOld=1}"}"""))
                .isEqualTo(new Telling(
                        Verb.DECIDES,
                        "chooses 4 snapshots and notes them in its table; leaves out: 2 NotLatest, 1 TooOld"));
    }

    @Test
    void a_run_that_leaves_out_nothing_does_not_speak_of_it() throws IOException {
        assertThat(told("""
                {"step": "select", "decision": "the members of the run are chosen", "selected": 1, "leftOut": "{}"}""").text()).isEqualTo("chooses 1 snapshot and notes it in its table");
    }

    @Test
    void a_deleted_copy_is_told_with_the_call_that_deletes_it() throws IOException {
        String line = """
                {"step": "copy", "decision": "the copy is deleted", "snapshot": "auto-1",
                 "arn": "arn:aws:lightsail:eu-central-1:111122223333:DiskSnapshot/1"}""";

        assertThat(told(line))
                .isEqualTo(new Telling(
                        Verb.CALLS, "DeleteDiskSnapshot: the copy, which by its table the exporter has made itself"));
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

    /** The words that the code has for itself would have to be explained first. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'step': 'claim', 'generation': '1', 'attempt': '1'}",
                "{'step': 'claim', 'generation': '2', 'attempt': '2'}",
                "{'step': 'look', 'record': 'ExportSnapshotRecord-b8f772a1-0000-0000-0000-000000000000'}",
                "{'step': 'look', 'decision': 'Lightsail lists no export of it'}",
                "{'step': 'select', 'decision': 'the members of the run are chosen', 'selected': 2, 'leftOut': '{}'}",
                "{'step': 'copy', 'decision': 'the copy is deleted', 'arn': ':DiskSnapshot/1'}",
                "{'step': 'label', 'decision': 'the image is labelled'}",
                "{'step': 'expire', 'decision': 'the image is let go', 'destination': 'ami-0'}",
                "{'step': 'receive', 'decision': 'done', 'reason': 'ExportStarted'}",
                "{'step': 'receive', 'decision': 'done', 'reason': 'InProgress'}",
                "{'step': 'receive', 'decision': 'done', 'reason': 'RunDispatched'}",
                "{'step': 'receive', 'decision': 'come back', 'reason': 'LeaseHeld'}",
                "{'step': 'receive', 'decision': 'come back', 'reason': 'SlotsTaken'}"
            })
    void what_is_told_needs_none_of_the_codes_own_words(String line) throws IOException {
        assertThat(told(line.replace('\'', '"')).text())
                .doesNotContainPattern("generation|adopt|ledger|claim|hands? over|lease|slot|parked|the run");
    }

    private static Telling told(String line) throws IOException {
        return Telling.of(Json.parse(line)).orElseThrow();
    }
}
