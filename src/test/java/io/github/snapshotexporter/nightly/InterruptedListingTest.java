package io.github.snapshotexporter.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.world.PublishedDocuments;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Listings that take longer than one invocation may. */
class InterruptedListingTest {
    /** As many slots as snapshots: waiting for one is not what is tested here. */
    private final World world = World.create().set("MAX_IN_FLIGHT", "14");

    @BeforeEach
    void listManyPagesSlowly() {
        world.lightsail().pageSize(2);
        IntStream.rangeClosed(1, 9).forEach(i -> Night.instance(world, "site-" + i, "site-" + i));
        IntStream.rangeClosed(1, 5)
                .forEach(i -> world.lightsail()
                        .diskSnapshot("disk-" + i)
                        .fromResource("disk-" + i)
                        .exports(Night.succeeds()));
        world.tap().after(call -> {
            if (call.equals("Lightsail.GetInstanceSnapshots") || call.equals("Lightsail.GetDiskSnapshots")) {
                world.clock().advance(Duration.ofSeconds(12));
            }
        });
        world.send(Night.everything("night-1"));
    }

    @AfterEach
    void end() {
        PublishedDocuments.assertValid(world);
        world.close();
    }

    @Test
    void the_next_receive_goes_on_where_the_last_one_has_left_off() {
        untilDispatched("night-1");

        assertThat(Night.memberNames(world, "night-1")).hasSize(14);
        assertThat(world.lightsail().count("GetInstanceSnapshots")).isEqualTo(5);
        assertThat(world.lightsail().count("GetDiskSnapshots")).isEqualTo(3);
    }

    @Test
    void everything_that_an_interrupted_listing_has_found_is_exported_and_reported() {
        untilDispatched("night-1");
        world.lightsail().pageSize(100);

        Night.settleByMinutes(world);

        assertThat(world.only("RunCompleted").path("status").asText()).isEqualTo("OK");
        assertThat(world.only("RunCompleted").path("summary").path("exported").asInt())
                .isEqualTo(14);
    }

    @Test
    void it_comes_back_before_the_time_is_up_and_frees_the_run() {
        world.deliver();

        assertThat(world.lightsail().count("GetInstanceSnapshots")).isEqualTo(4);
        assertThat(world.clock().instant()).isBefore(World.BEGINNING.plus(World.FUNCTION_TIMEOUT));
        assertThat(world.item("run#night-1", "run")).containsKey("placeToken").doesNotContainKey("leaseUntil");
        assertThat(Night.memberNames(world, "night-1")).isEmpty();
    }

    @Test
    void a_token_that_is_refused_later_lets_the_listing_begin_anew() {
        world.deliver();
        world.lightsail()
                .fault(
                        "GetInstanceSnapshots",
                        Fault.error("InvalidInputException", 400, "The page token has expired."));

        untilDispatched("night-1");

        assertThat(Night.memberNames(world, "night-1")).hasSize(14);
        assertThat(world.lightsail().count("GetInstanceSnapshots")).isEqualTo(4 + 1 + 5);
    }

    @Test
    void trouble_in_the_middle_of_the_listing_does_not_lose_the_pages_before() {
        world.lightsail().fault("GetInstanceSnapshots", Fault.none(), Fault.none(), Fault.throttle(), Fault.throttle());

        untilDispatched("night-1");

        assertThat(Night.memberNames(world, "night-1")).hasSize(14);
        assertThat(world.lightsail().count("GetInstanceSnapshots")).isEqualTo(5 + 2);
    }

    @Test
    void the_choice_is_the_same_as_without_an_interruption() {
        world.sqs().purge(world.queueUrl());
        world.send(Night.request("interrupted", "{\"latestPerSource\": true, \"limit\": 3}"));
        untilDispatched("interrupted");
        world.tap().after(call -> {});
        world.sqs().purge(world.queueUrl());
        world.send(Night.request("at-once", "{\"latestPerSource\": true, \"limit\": 3}"));
        untilDispatched("at-once");

        assertThat(receivesThatRanOutOfTime()).isEqualTo(2);
        assertThat(Night.memberNames(world, "interrupted"))
                .isEqualTo(Night.memberNames(world, "at-once"))
                .hasSize(3);
    }

    private long receivesThatRanOutOfTime() {
        return world.log().stream()
                .filter(line -> line.path("reason").asText().equals("TimeShort"))
                .count();
    }

    /** Delivers until all members are asked for: nothing is exported before. */
    private void untilDispatched(String run) {
        while (!world.item("run#" + run, "run").containsKey("state")
                || !world.item("run#" + run, "run").get("state").s().equals("Dispatched")) {
            world.deliverNext(Instant.MAX);
        }
    }
}
