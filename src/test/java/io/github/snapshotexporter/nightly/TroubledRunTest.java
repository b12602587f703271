package io.github.snapshotexporter.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.localcloud.QueuedMessage;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs for which Lightsail or SQS are slow, throttle, or refuse. */
class TroubledRunTest {
    private final World world = World.create();

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void trouble_now_and_then_does_not_end_a_listing_that_goes_on_between() {
        world.set("RETRY_DEADLINE", "PT1H").set("RUN_DEADLINE", "P3D");
        world.lightsail().pageSize(1);
        Fault[] faults = new Fault[60];
        for (int i = 0; i < 60; i++) {
            Night.instance(world, "site-" + i, "site-" + i);
            faults[i] = i % 2 == 0 ? Fault.none() : Fault.throttle();
        }
        world.lightsail().fault("GetInstanceSnapshots", faults);
        world.send(Night.request("night-1", "{\"limit\": 1}"));

        world.settle();

        assertThat(world.only("RunCompleted").path("status").asText()).isEqualTo("OK");
    }

    @Test
    void sources_of_which_some_are_throttled_each_time_are_asked_for_little_by_little() {
        world.set("RETRY_DEADLINE", "PT1H").set("RUN_DEADLINE", "P3D");
        for (int i = 1; i <= 12; i++) {
            world.lightsail().instance("site-" + i).withAutoSnapshots("2026-11-21");
        }
        // Of 12 calls at once Lightsail takes 8.
        Fault[] faults = new Fault[12 * 100];
        for (int i = 0; i < faults.length; i++) {
            faults[i] = i % 12 < 8 ? Fault.none() : Fault.throttle();
        }
        world.lightsail().fault("GetAutoSnapshots", faults);
        world.send(Night.request("night-1", "{\"includeAutomatic\": true, \"limit\": 1}"));

        world.settle(Duration.ofHours(3));

        assertThat(world.item("run#night-1", "run").get("state").s()).isEqualTo("Dispatched");
    }

    @ParameterizedTest
    @ValueSource(strings = {"InvalidInputException", "OperationFailureException"})
    void one_source_that_cannot_be_asked_does_not_keep_all_other_snapshots_from_being_exported(String error) {
        Night.instance(world, "other-1", "other");
        world.lightsail().instance("site").withAutoSnapshots("2026-11-21");
        Fault[] always = new Fault[1000];
        Arrays.fill(always, Fault.error(error, 400, "Not this one."));
        world.lightsail().faultFor("site", "GetAutoSnapshots", always);
        world.send(Night.request("night-1", "{\"includeAutomatic\": true}"));

        world.settle();

        assertThat(world.lightsail().accepted("other-1")).hasSize(1);
        JsonNode report = world.only("RunCompleted");
        assertThat(report.path("status").asText()).isEqualTo("OK");
        assertThat(report.path("leftOut").path("SourceRefused").asInt()).isEqualTo(1);
    }

    @Test
    void listing_and_deciding_that_do_not_fit_into_one_invocation_do_fit_into_two() {
        world.lightsail().pageSize(2);
        IntStream.rangeClosed(1, 5).forEach(i -> Night.instance(world, "site-" + i, "site-" + i));
        world.send(Night.everything("night-1"));
        AtomicReference<Instant> begun = new AtomicReference<>();
        // 36 s for three pages of snapshots, one for those of disks, 30 s for the export records: each fits by itself.
        world.dieAfterCall(call -> {
            world.clock()
                    .advance(
                            switch (call) {
                                case "Lightsail.GetInstanceSnapshots" -> Duration.ofSeconds(12);
                                case "Lightsail.GetExportSnapshotRecords" -> Duration.ofSeconds(30);
                                default -> Duration.ZERO;
                            });
            return world.clock().instant().isAfter(begun.get().plus(World.FUNCTION_TIMEOUT));
        });

        for (int i = 0; i < 6; i++) {
            world.clock().advanceTo(world.sqs().nextVisibleAt(world.queueUrl()).orElseThrow());
            begun.set(world.clock().instant());
            world.deliver(1, World.FUNCTION_TIMEOUT);
        }

        world.calmDown();
        assertThat(Night.memberNames(world, "night-1")).hasSize(5);
    }

    @Test
    void moved_back_after_sqs_had_taken_nothing_for_long_the_run_has_its_time_anew() {
        world.set("RETRY_DEADLINE", "PT1H").set("RUN_DEADLINE", "P3D");
        Night.instance(world, "site-1", "site");
        world.sqs().failBatchEntries("SendMessageBatch", 400, "InvalidMessageContents", 100_000);
        world.send(Night.everything("night-1"));
        world.settle(Duration.ofHours(3));
        QueuedMessage letter = world.deadLetters().getFirst();
        world.sqs().clearFaults();
        world.sqs().failBatchEntries("SendMessageBatch", 500, "InternalError", 1);
        world.send(letter.body(), Map.copyOf(letter.messageAttributes()));

        world.settle();

        assertThat(Night.lines(world.only("RunCompleted"))).containsExactly("site-1 exported");
        assertThat(world.deadLetters()).hasSize(1);
    }
}
