package io.github.snapshotexporter.export;

import static io.github.snapshotexporter.export.Steps.reasonIn;
import static io.github.snapshotexporter.world.World.BEGINNING;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.localcloud.Call;
import io.github.snapshotexporter.localcloud.ExportCall;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.SnapshotScript;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The table of how an export ends, row by row. */
class ExportEndTableTest {
    private static final Duration EXPORT_DEADLINE = Duration.ofHours(2);
    private static final Duration RESULT_DEADLINE = Duration.ofMinutes(40);
    private static final ExportScript SUCCEEDS = ExportScript.succeeds().takes(Duration.ofMinutes(10));
    private static final ExportScript FAILS =
            ExportScript.fails("InternalError", "The disk was full.").takes(Duration.ofMinutes(10));

    private final World world = World.create();
    private final SnapshotScript snapshot = world.lightsail().instanceSnapshot("my-site-1");

    @BeforeEach
    void shortenDeadlines() {
        world.set("EXPORT_DEADLINE", EXPORT_DEADLINE.toString())
                .set("RESULT_DEADLINE", RESULT_DEADLINE.toString())
                .set("MAX_EXPORT_ATTEMPTS", "1");
    }

    @AfterEach
    void close() {
        world.close();
    }

    // Record Succeeded

    @Test
    void record_succeeded_and_operation_succeeded_is_a_success_with_its_destination() {
        export(SUCCEEDS);

        JsonNode end = world.only("ExportSucceeded");
        assertThat(end.path("destination").path("id").textValue()).startsWith("ami-");
        assertThat(end.path("destination").path("service").textValue()).isEqualTo("Aws::EC2::Image");
        assertThat(end.path("operations").path(0).path("status").textValue()).isEqualTo("Succeeded");
    }

    @Test
    void a_disk_snapshot_becomes_a_snapshot() {
        world.lightsail().diskSnapshot("my-disk-1").exports(SUCCEEDS);
        world.send("my-disk-1");

        world.settle();

        assertThat(world.only("ExportSucceeded").path("destination").path("id").textValue())
                .startsWith("snap-");
    }

    @Test
    void an_operation_that_completed_has_succeeded() {
        export(SUCCEEDS.operationStatus("Completed"));

        assertThat(world.only("ExportSucceeded").has("destination")).isTrue();
        assertThat(endedAfter()).isLessThan(Duration.ofMinutes(30));
    }

    @Test
    void record_succeeded_and_operation_unknown_is_a_success_with_its_destination() {
        export(SUCCEEDS.operationForgotten());

        assertThat(world.only("ExportSucceeded").has("destination")).isTrue();
        assertThat(world.lightsail().count("GetOperation"))
                .as("asked for in vain, until it cannot be the lag of something new any more")
                .isBetween(2L, 4L);
    }

    @Test
    void record_succeeded_and_no_operation_returned_is_a_success_with_its_destination() {
        snapshot.onExport(ExportCall.acceptWithoutOperations());

        export(SUCCEEDS);

        assertThat(world.only("ExportSucceeded").has("destination")).isTrue();
        assertThat(world.lightsail().count("GetOperation")).isZero();
    }

    @Test
    void record_succeeded_and_operation_not_terminal_is_a_success_at_the_deadline() {
        snapshot.onExport(ExportCall.acceptWithOperations(2));

        export(SUCCEEDS.operationsEndApart(Duration.ofDays(1)).recordEndsAfterOperation(Duration.ofDays(-1)));

        assertThat(world.only("ExportSucceeded").has("destination")).isTrue();
        assertThat(world.only("ExportSucceeded")
                        .path("operations")
                        .path(1)
                        .path("isTerminal")
                        .booleanValue())
                .isFalse();
    }

    // Record Failed

    @Test
    void record_failed_is_a_failure_with_the_reason_of_the_operation() {
        export(FAILS);

        JsonNode error = world.only("ExportFailed").path("error");
        assertThat(error.path("reason").textValue()).isEqualTo("ExportFailed");
        assertThat(error.path("code").textValue()).isEqualTo("InternalError");
        assertThat(error.path("message").textValue()).isEqualTo("The disk was full.");
        assertThat(world.deadLetters()).isEmpty();
        assertThat(world.slots()).isEmpty();
    }

    @Test
    void record_failed_and_operation_unknown_is_a_failure() {
        export(FAILS.operationForgotten());

        assertThat(reasonIn(world, "ExportFailed")).isEqualTo("ExportFailed");
    }

    @Test
    void record_failed_and_no_operation_returned_is_a_failure() {
        snapshot.onExport(ExportCall.acceptWithoutOperations());

        export(FAILS);

        assertThat(reasonIn(world, "ExportFailed")).isEqualTo("ExportFailed");
    }

    // Record Started

    @Test
    void record_started_is_followed_until_the_deadline_of_the_export_though_its_operation_succeeded() {
        export(SUCCEEDS.recordStaysStarted());

        assertAbandonedAtTheDeadline();
    }

    @Test
    void record_started_is_followed_until_the_deadline_of_the_export_though_its_operation_failed() {
        export(FAILS.recordStaysStarted());

        assertAbandonedAtTheDeadline();
    }

    @Test
    void record_started_is_followed_until_it_ends_after_its_operation() {
        export(SUCCEEDS.recordEndsAfterOperation(Duration.ofMinutes(50)));

        assertThat(world.only("ExportSucceeded").has("destination")).isTrue();
        assertThat(endedAfter()).isGreaterThanOrEqualTo(Duration.ofMinutes(60));
    }

    @Test
    void record_started_and_operation_not_terminal_is_abandoned_at_the_deadline() {
        export(ExportScript.never());

        assertAbandonedAtTheDeadline();
    }

    // No record

    @Test
    void no_record_and_operation_failed_is_a_failure_at_once() {
        export(FAILS.neverListed());

        assertThat(world.only("ExportFailed").path("error").path("code").textValue())
                .isEqualTo("InternalError");
        assertThat(endedAfter()).isLessThan(Duration.ofMinutes(30));
    }

    @Test
    void no_record_and_operation_succeeded_is_a_success_without_destination_that_says_so_at_the_deadline() {
        export(SUCCEEDS.neverListed());

        JsonNode end = world.only("ExportSucceeded");
        assertThat(end.has("destination")).isFalse();
        assertThat(end.path("error").path("message").textValue()).contains("no export record");
        assertThat(endedAfter())
                .isBetween(
                        RESULT_DEADLINE.plusMinutes(10),
                        RESULT_DEADLINE.plusMinutes(10).plusMinutes(30));
        assertThat(world.deadLetters()).isEmpty();
    }

    @Test
    void a_record_that_appears_before_the_deadline_of_the_result_is_a_success_with_its_destination() {
        export(SUCCEEDS.recordListedAfter(Duration.ofMinutes(35)));

        assertThat(world.only("ExportSucceeded").has("destination")).isTrue();
    }

    @Test
    void no_record_and_operation_unknown_is_abandoned_at_the_deadline() {
        export(SUCCEEDS.neverListed().operationForgotten());

        assertAbandonedAtTheDeadline();
    }

    @Test
    void no_record_and_no_operation_returned_is_abandoned_at_the_deadline() {
        snapshot.onExport(ExportCall.acceptWithoutOperations());

        export(SUCCEEDS.neverListed());

        assertAbandonedAtTheDeadline();
    }

    @Test
    void no_record_and_operation_not_terminal_is_abandoned_at_the_deadline() {
        export(ExportScript.never().neverListed());

        assertAbandonedAtTheDeadline();
    }

    // Several operations

    @Test
    void of_several_operations_the_first_that_is_not_terminal_is_asked() {
        snapshot.onExport(ExportCall.acceptWithOperations(3));

        export(SUCCEEDS.operationsEndApart(Duration.ofMinutes(5)));

        List<String> operations =
                world.lightsail().accepted("my-site-1").getFirst().operationIds();
        List<String> asked = world.lightsail().calls().stream()
                .filter(call -> call.operation().equals("GetOperation"))
                .map(call -> call.input().path("operationId").textValue())
                .toList();
        assertThat(asked).isSortedAccordingTo((a, b) -> Integer.compare(operations.indexOf(a), operations.indexOf(b)));
        assertThat(asked).contains(operations.toArray(String[]::new));
        assertThat(world.only("ExportSucceeded").path("operations")).hasSize(3);
    }

    @Test
    void several_operations_have_failed_if_one_has() {
        snapshot.onExport(ExportCall.acceptWithOperations(3));

        export(FAILS.neverListed().failingInLastOperationOnly());

        assertThat(world.only("ExportFailed").path("error").path("message").textValue())
                .isEqualTo("The disk was full.");
    }

    @Test
    void several_operations_have_failed_as_soon_as_one_has() {
        snapshot.onExport(ExportCall.acceptWithOperations(2));

        export(FAILS.neverListed().operationsEndApart(Duration.ofHours(1)));

        assertThat(endedAfter()).isLessThan(Duration.ofMinutes(30));
    }

    @Test
    void several_operations_have_not_succeeded_before_all_have() {
        snapshot.onExport(ExportCall.acceptWithOperations(2));

        export(SUCCEEDS.neverListed().operationsEndApart(Duration.ofMinutes(30)));

        assertThat(endedAfter()).isGreaterThanOrEqualTo(RESULT_DEADLINE.plusMinutes(40));
    }

    // Bounds

    @Test
    void the_clock_of_the_result_runs_also_for_operations_that_had_ended_when_the_export_was_accepted() {
        snapshot.exports(SUCCEEDS.neverListed());
        world.send("my-site-1");
        world.deliver();
        writeOperations("""
                [{"id": "op-1", "isTerminal": true, "status": "Succeeded"}]""");

        world.settle(Duration.ofDays(1));

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
    }

    private void export(ExportScript script) {
        snapshot.exports(script);
        world.send("my-site-1");
        world.settle();
    }

    private Duration endedAfter() {
        return Duration.between(
                BEGINNING, ExportView.of(world, snapshot.arn()).time("endedAt").orElseThrow());
    }

    private void assertAbandonedAtTheDeadline() {
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportAbandoned");
        assertThat(reasonIn(world, "ExportAbandoned")).isEqualTo("ExportDeadline");
        assertThat(endedAfter()).isBetween(EXPORT_DEADLINE, EXPORT_DEADLINE.plusMinutes(15));
        assertThat(world.deadLetters()).hasSize(1);
        assertThat(world.slots()).isEmpty();
        Instant lastCall = world.lightsail().calls().stream()
                .map(Call::at)
                .max(Instant::compareTo)
                .orElseThrow();
        assertThat(lastCall).as("looked once more at the deadline").isEqualTo(BEGINNING.plus(endedAfter()));
    }

    private void writeOperations(String operations) {
        world.dynamoDb()
                .updateItem(request -> request.tableName(world.table())
                        .key(java.util.Map.of(
                                "pk",
                                software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS(
                                        "snapshot#" + snapshot.arn()),
                                "sk",
                                software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS("export")))
                        .updateExpression("SET operations = :operations")
                        .expressionAttributeValues(java.util.Map.of(
                                ":operations",
                                software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS(operations))));
    }
}
