package io.github.snapshotexporter.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.world.PublishedDocuments;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Listings that take longer than one invocation may. */
class InterruptedListingTest {
    private final World world = World.create();

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
        world.settle();

        assertThat(Night.memberNames(world, "night-1")).hasSize(14);
        assertThat(world.lightsail().count("GetInstanceSnapshots")).isEqualTo(5);
        assertThat(world.lightsail().count("GetDiskSnapshots")).isEqualTo(3);
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

        world.settle();

        assertThat(Night.memberNames(world, "night-1")).hasSize(14);
        assertThat(world.lightsail().count("GetInstanceSnapshots")).isEqualTo(4 + 1 + 5);
        assertThat(world.only("RunCompleted").path("status").asText()).isEqualTo("OK");
    }

    @Test
    void trouble_in_the_middle_of_the_listing_does_not_lose_the_pages_before() {
        world.lightsail().fault("GetInstanceSnapshots", Fault.none(), Fault.none(), Fault.throttle(), Fault.throttle());

        world.settle();

        assertThat(Night.memberNames(world, "night-1")).hasSize(14);
        assertThat(world.lightsail().count("GetInstanceSnapshots")).isEqualTo(5 + 2);
        assertThat(world.only("RunCompleted").path("status").asText()).isEqualTo("OK");
    }

    @Test
    void the_choice_is_the_same_as_without_an_interruption() {
        world.send(Night.request("night-2", "{\"latestPerSource\": true, \"limit\": 3}"));
        world.tap().after(call -> {});
        world.send(Night.request("night-3", "{\"latestPerSource\": true, \"limit\": 3}"));
        List<String> interrupted = namesOf("night-2");
        List<String> atOnce = namesOf("night-3");

        assertThat(interrupted).isEqualTo(atOnce).hasSize(3);
    }

    private List<String> namesOf(String run) {
        while (Night.memberNames(world, run).size() < 3
                && world.deliverNext(world.clock().instant().plus(Duration.ofMinutes(10)))) {
            // Each step is a batch.
        }
        return Night.memberNames(world, run);
    }
}
