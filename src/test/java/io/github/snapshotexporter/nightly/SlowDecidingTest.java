package io.github.snapshotexporter.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An invocation that dies while it decides must not let the next one die at the same place. */
class SlowDecidingTest {
    private final World world = World.create();
    private Instant begun;

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void listing_and_deciding_that_do_not_fit_into_one_invocation_do_fit_into_two() {
        world.lightsail().pageSize(2);
        IntStream.rangeClosed(1, 5).forEach(i -> Night.instance(world, "site-" + i, "site-" + i));
        world.send(Night.everything("night-1"));
        // 36 s for three pages of snapshots, one for those of disks, 30 s for the export records: each fits by itself.
        world.dieAfterCall(call -> {
            world.clock()
                    .advance(
                            switch (call) {
                                case "Lightsail.GetInstanceSnapshots" -> Duration.ofSeconds(12);
                                case "Lightsail.GetExportSnapshotRecords" -> Duration.ofSeconds(30);
                                default -> Duration.ZERO;
                            });
            return world.clock().instant().isAfter(begun.plus(World.FUNCTION_TIMEOUT));
        });

        for (int i = 0; i < 6; i++) {
            world.clock().advanceTo(world.sqs().nextVisibleAt(world.queueUrl()).orElseThrow());
            begun = world.clock().instant();
            world.deliver(1, World.FUNCTION_TIMEOUT);
        }

        world.calmDown();
        assertThat(Night.memberNames(world, "night-1")).hasSize(5);
    }
}
