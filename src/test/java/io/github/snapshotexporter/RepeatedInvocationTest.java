package io.github.snapshotexporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.localcloud.SnapshotScript;
import io.github.snapshotexporter.world.EventFiles;
import io.github.snapshotexporter.world.InvocationDied;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lambda delivers an asynchronous invocation up to three times, and clients ask again after a minute without an answer. */
class RepeatedInvocationTest {
    private static final String FORCED = "{\"sourceSnapshotName\": \"my-site-1\", \"force\": true}";
    private static final String UNFORCED = EventFiles.text("direct_request");
    private static final Duration BETWEEN = Duration.ofSeconds(61);

    private final World world = World.create();

    @AfterEach
    void end() {
        world.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {30, 1800})
    void a_forced_request_that_lambda_delivers_again_is_one_export(long seconds) {
        mySite(Duration.ofSeconds(seconds));

        for (int i = 0; i < 3; i++) {
            JsonNode answer = world.invokeAs("lambda-request-1", FORCED);
            assertThat(answer.path("outcome").textValue()).isEqualTo("STARTED");
            assertThat(answer.path("jobId").textValue()).isEqualTo("lambda-request-1");
            assertThat(answer.path("operations")).hasSize(1);
            world.settle(BETWEEN);
            world.clock().advance(BETWEEN);
        }
        world.settle();

        assertExportedOnce();
    }

    @Test
    void a_request_that_lambda_delivers_again_after_its_end_is_answered_as_the_first_time() {
        mySite(Duration.ofSeconds(30));
        JsonNode first = world.invokeAs("lambda-request-1", UNFORCED);
        world.settle();
        world.clock().advance(Duration.ofHours(1));

        JsonNode again = world.invokeAs("lambda-request-1", UNFORCED);

        assertThat(again.path("outcome")).isEqualTo(first.path("outcome"));
        world.settle();
        assertExportedOnce();
    }

    @Test
    void an_invocation_that_dies_after_it_was_queued_and_is_delivered_again_is_one_export() {
        mySite(Duration.ofMinutes(30));
        world.dieAfterCall("Sqs.SendMessage"::equals);
        assertThatThrownBy(() -> world.invokeAs("lambda-request-1", FORCED)).isInstanceOf(InvocationDied.class);
        world.calmDown();
        world.clock().advance(BETWEEN);

        world.invokeAs("lambda-request-1", FORCED);

        world.settle();
        assertExportedOnce();
    }

    @Test
    void a_rejected_request_that_lambda_delivers_again_is_rejected_once() {
        JsonNode first = world.invokeAs("lambda-request-1", UNFORCED);
        world.clock().advance(BETWEEN);

        JsonNode again = world.invokeAs("lambda-request-1", UNFORCED);

        assertThat(again).isEqualTo(first);
        assertThat(again.path("outcome").textValue()).isEqualTo("REJECTED");
        world.settle();
        assertThat(world.publishedTypes()).containsExactly("RequestRejected");
        assertThat(world.deadLetters()).hasSize(1);
    }

    @Test
    void a_rejected_request_that_lambda_delivers_again_stays_rejected_though_the_snapshot_is_there_now() {
        JsonNode first = world.invokeAs("lambda-request-1", UNFORCED);
        mySite(Duration.ofSeconds(30));
        world.clock().advance(BETWEEN);

        JsonNode again = world.invokeAs("lambda-request-1", UNFORCED);

        assertThat(again).isEqualTo(first);
        world.settle();
        assertThat(world.lightsail().accepted()).isEmpty();
    }

    @Test
    void a_given_up_export_that_lambda_asks_for_again_is_answered_as_rejected() {
        mySite(Duration.ofSeconds(30));
        world.lightsail().faultAlways("ExportSnapshot", Fault.error("InvalidInputException", 400, "No"));
        JsonNode first = world.invokeAs("lambda-request-1", UNFORCED);
        world.clock().advance(BETWEEN);

        JsonNode again = world.invokeAs("lambda-request-1", UNFORCED);

        assertThat(first.path("outcome").textValue()).isEqualTo("REJECTED");
        assertThat(again).isEqualTo(first);
    }

    @Test
    void a_request_that_lambda_delivers_again_does_not_take_the_export_of_a_later_one_for_its_own() {
        mySite(Duration.ofMinutes(30));
        world.invokeAs("lambda-request-1", UNFORCED);
        world.settle();
        world.clock().advance(Duration.ofHours(1));
        world.invokeAs("lambda-request-2", FORCED);

        JsonNode again = world.invokeAs("lambda-request-1", UNFORCED);

        assertThat(again.path("outcome").textValue()).isEqualTo("IN_PROGRESS");
    }

    @Test
    void a_rejected_request_that_a_person_moves_back_is_asked_again() {
        world.invokeAs("lambda-request-1", UNFORCED);
        world.settle();
        mySite(Duration.ofSeconds(30));
        world.clock().advance(BETWEEN);

        world.deadLetters().forEach(kept -> world.send(kept.body(), kept.messageAttributes()));

        world.settle();
        assertThat(world.publishedTypes()).containsExactly("RequestRejected", "ExportStarted", "ExportSucceeded");
    }

    @Test
    void what_was_exported_before_is_told_once_to_an_invocation_that_lambda_delivers_again() {
        mySite(Duration.ofSeconds(30));
        world.invokeAs("lambda-request-1", UNFORCED);
        world.settle();
        world.clock().advance(Duration.ofHours(1));
        JsonNode first = world.invokeAs("lambda-request-2", UNFORCED);
        world.settle();
        world.clock().advance(BETWEEN);

        JsonNode again = world.invokeAs("lambda-request-2", UNFORCED);

        assertThat(again).isEqualTo(first);
        assertThat(again.path("outcome").textValue()).isEqualTo("ALREADY_EXPORTED");
        world.settle();
        assertThat(world.publishedTypes()).containsOnlyOnce("AlreadyExported");
    }

    @Test
    void a_selection_that_lambda_delivers_again_is_one_run() {
        mySite(Duration.ofSeconds(30));

        JsonNode first = world.invokeAs("lambda-request-1", "{\"select\": {}}");
        world.settle();
        world.clock().advance(BETWEEN);
        JsonNode again = world.invokeAs("lambda-request-1", "{\"select\": {}}");
        world.settle();

        assertThat(first.path("jobId").textValue()).isEqualTo("lambda-request-1");
        assertThat(again).isEqualTo(first);
        assertThat(world.publishedTypes()).containsOnlyOnce("RunCompleted");
    }

    @Test
    void a_selection_that_lambda_delivers_again_does_not_begin_its_failed_run_anew() {
        world.lightsail().faultAlways("GetInstanceSnapshots", Fault.error("AccessDeniedException", 400, "Not you."));
        world.invokeAs("lambda-request-1", "{\"select\": {}}");
        world.settle();
        world.clock().advance(BETWEEN);

        world.invokeAs("lambda-request-1", "{\"select\": {}}");
        world.settle();

        assertThat(world.publishedTypes()).containsExactly("RunCompleted");
    }

    @Test
    void a_client_that_forces_again_in_a_new_invocation_joins_the_forced_export_that_is_under_way() {
        mySite(Duration.ofMinutes(30));

        assertThat(world.invoke(FORCED).path("outcome").textValue()).isEqualTo("STARTED");
        for (int i = 0; i < 3; i++) {
            world.settle(BETWEEN);
            world.clock().advance(BETWEEN);
            assertThat(world.invoke(FORCED).path("outcome").textValue()).isEqualTo("IN_PROGRESS");
        }
        world.settle();

        assertExportedOnce();
    }

    @Test
    void a_forced_request_with_an_id_of_its_own_is_another_one_and_rejected_while_the_first_is_under_way() {
        mySite(Duration.ofMinutes(30));
        world.invoke(FORCED);

        JsonNode other = world.invoke(
                "{\"sourceSnapshotName\": \"my-site-1\", \"force\": true, \"requestId\": \"another-one\"}");

        assertThat(other.path("reason").textValue()).isEqualTo("ExportInProgress");
    }

    @Test
    void a_forced_invocation_that_joined_and_is_delivered_again_after_the_end_is_no_other_export() {
        mySite(Duration.ofMinutes(30));
        world.invoke(FORCED);
        assertThat(world.invokeAs("lambda-request-2", FORCED).path("outcome").textValue())
                .isEqualTo("IN_PROGRESS");
        world.settle();
        world.clock().advance(Duration.ofHours(1));

        world.invokeAs("lambda-request-2", FORCED);

        world.settle();
        assertExportedOnce();
    }

    private void assertExportedOnce() {
        assertThat(world.lightsail().accepted("my-site-1")).hasSize(1);
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
        assertThat(world.deadLetters()).isEmpty();
    }

    private SnapshotScript mySite(Duration time) {
        return world.lightsail()
                .instanceSnapshot("my-site-1")
                .exports(ExportScript.succeeds().takes(time));
    }
}
