package io.github.snapshotexporter.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** More automatic snapshots on one page than Lightsail can be asked for at once. */
class ThrottledSourcesTest {
    private final World world = World.create();

    @AfterEach
    void end() {
        world.close();
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
}
