package io.github.snapshotexporter.export;

import static io.github.snapshotexporter.export.Steps.reasonIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.snapshotexporter.localcloud.ExportCall;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.localcloud.SnapshotScript;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Listings grow with the account: they end with the invocation at the latest, and a page token that repeats ends them too. */
class LongListingsTest extends OneSnapshotFixture {
    private static final String RECORDS = "GetExportSnapshotRecords";
    private static final Fault EXPIRED = Fault.error("InvalidInputException", 400, "The page token has expired.");

    @Test
    void records_that_one_invocation_cannot_list_are_listed_in_the_next_one() {
        recordsAreMoreThanOneInvocationCanList();
        world.send("my-site-1");

        while (!world.queued().isEmpty()) {
            Instant next = world.sqs().nextVisibleAt(world.queueUrl()).orElseThrow();
            world.clock().advanceTo(next);
            Instant begun = world.clock().instant();
            world.deliver();
            assertThat(Duration.between(begun, world.clock().instant())).isLessThan(World.FUNCTION_TIMEOUT);
        }

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
    }

    @Test
    void a_page_token_that_is_refused_later_lets_a_requests_listing_begin_anew() {
        recordsAreMoreThanOneInvocationCanList();
        world.send("my-site-1");
        world.deliver();

        world.lightsail().fault(RECORDS, EXPIRED);
        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
        assertThat(world.lightsail().accepted("my-site-1")).hasSize(1);
    }

    @Test
    void a_page_token_that_is_refused_later_lets_a_trackers_listing_begin_anew() {
        exportedByHand(130);
        world.send("my-site-1");
        settleUntil("Started");
        world.lightsail().pageSize(1);
        slow(RECORDS, Duration.ofMillis(500));
        long before = world.lightsail().count(RECORDS);
        while (world.lightsail().count(RECORDS) == before) {
            assertThat(world.deliverNext(World.BEGINNING.plus(Duration.ofDays(1))))
                    .isTrue();
        }

        world.lightsail().fault(RECORDS, EXPIRED);
        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GetOperation", RECORDS})
    void what_refuses_a_trackers_question_ends_no_export(String operation) {
        world.send("my-site-1");
        settleUntil("Started");

        world.lightsail().fault(operation, EXPIRED, EXPIRED);
        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
    }

    @Test
    void records_that_never_come_to_an_end_fail_the_request_at_the_deadline_with_the_reason() {
        world.lightsail().neverEnding(RECORDS);
        world.send("my-site-1");

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("RequestRejected");
        assertThat(reasonIn(world, "RequestRejected")).isEqualTo("RetryDeadline");
        assertThat(world.only("RequestRejected").path("error").path("message").textValue())
                .contains("page token");
        assertThat(world.deadLetters()).hasSize(1);
        assertThat(world.slots()).isEmpty();
    }

    @Test
    void operations_that_never_come_to_an_end_do_not_keep_an_export_from_being_adopted() {
        world.lightsail().neverEnding("GetOperationsForResource");
        snapshot.onExport(ExportCall.errorAfterAccepting("ServiceException", 500, "oops"));
        world.send("my-site-1");

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
        assertThat(world.lightsail().accepted()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GetInstanceSnapshots", "GetDiskSnapshots", "GetInstances", "GetDisks", RECORDS})
    void a_run_whose_listing_never_ends_fails_with_the_reason(String operation) {
        world.lightsail().neverEnding(operation);
        world.send("{\"select\": {\"includeAutomatic\": true}}");

        world.settle();

        assertThat(world.only("RunCompleted").path("status").textValue()).isEqualTo("FAILED");
        assertThat(world.only("RunCompleted").path("error").path("message").textValue())
                .contains(operation, "page token");
    }

    @Test
    void a_run_whose_export_records_one_invocation_cannot_list_goes_on_in_the_next_one() {
        recordsAreMoreThanOneInvocationCanList();
        world.send("{\"select\": {\"sources\": [\"my-site\"]}, \"requestId\": \"night\"}");

        world.settle();

        assertThat(world.only("RunCompleted").path("status").textValue()).isEqualTo("OK");
        assertThat(world.lightsail().accepted("my-site-1")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"GetInstanceSnapshots", RECORDS})
    void a_dry_run_that_takes_too_long_says_so(String operation) {
        exportedByHand(130);
        world.lightsail().pageSize(1);
        slow(operation, Duration.ofMillis(500));

        Instant begun = world.clock().instant();
        assertThatThrownBy(() -> world.invoke("{\"select\": {\"dryRun\": true}}"))
                .hasMessageContaining(operation)
                .hasMessageContaining("in the time of this invocation");
        assertThat(Duration.between(begun, world.clock().instant())).isLessThan(World.FUNCTION_TIMEOUT);
    }

    @Test
    void a_dry_run_whose_listing_never_ends_says_so() {
        world.lightsail().neverEnding("GetInstanceSnapshots");

        assertThatThrownBy(() -> world.invoke("{\"select\": {\"dryRun\": true}}"))
                .hasMessageContaining("GetInstanceSnapshots")
                .hasMessageContaining("page token");
    }

    @Test
    void twenty_thousand_records_cost_one_listing_for_a_request_and_one_for_its_end() {
        exportedByHand(20_000);
        world.lightsail().pageSize(1_000);
        world.send("my-site-1");

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
        assertThat(world.lightsail().count(RECORDS)).isEqualTo(20 + 21);
    }

    private void recordsAreMoreThanOneInvocationCanList() {
        exportedByHand(130);
        world.lightsail().pageSize(1);
        slow(RECORDS, Duration.ofMillis(500));
    }

    private void slow(String operation, Duration call) {
        world.tap().before(name -> {
            if (name.equals("Lightsail." + operation)) {
                world.clock().advance(call);
            }
        });
    }

    private void exportedByHand(int times) {
        Instant longAgo = World.BEGINNING.minus(Duration.ofDays(30));
        for (int i = 0; i < times; i++) {
            SnapshotScript other =
                    world.lightsail().instanceSnapshot("other-" + i).createdAt(longAgo);
            other.exportedByHand(longAgo, ExportScript.succeeds().takes(Duration.ofMinutes(1)));
        }
    }
}
