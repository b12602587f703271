package io.github.snapshotexporter.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.SnapshotScript;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;

/** One snapshot whose export takes half an hour, in a world of its own, and what tests of its life have in common. */
abstract class OneSnapshotFixture {
    static final ExportScript HALF_AN_HOUR = ExportScript.succeeds().takes(Duration.ofMinutes(30));

    /** As long as a receive keeps an export for itself. */
    static final Duration LEASE = World.FUNCTION_TIMEOUT.plusSeconds(10);

    final World world;
    final SnapshotScript snapshot;

    OneSnapshotFixture() {
        this(World.create());
    }

    OneSnapshotFixture(World world) {
        this.world = world;
        snapshot = world.lightsail().instanceSnapshot("my-site-1").exports(HALF_AN_HOUR);
    }

    @AfterEach
    void close() {
        world.close();
    }

    /** The ledger's item of its export. */
    ExportView item() {
        return ExportView.of(world, snapshot.arn());
    }

    /** Exports the snapshot. */
    void succeed() {
        world.send("my-site-1");
        world.settle();
        world.clock().advance(Duration.ofMinutes(1));
    }

    /** Delivers until the snapshot's export has this status. */
    void settleUntil(String status) {
        Instant end = world.clock().instant().plus(Duration.ofDays(3));
        while (!item().status().equals(status)) {
            assertThat(world.deliverNext(end)).as("comes to be " + status).isTrue();
        }
    }
}
