package io.github.snapshotexporter.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.world.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A listing that goes on although Lightsail is in trouble now and then. */
class TroubleBetweenPagesTest {
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
}
