package io.github.snapshotexporter.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.time.LocalDate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two things that a listing shows, and that are one member: DynamoDB refuses to write one item twice in a transaction. */
class TwinMembersTest {
    private static final String SITE = new AutoSnapshot(
                    ResourceType.INSTANCE_SNAPSHOT, "site", LocalDate.parse("2026-11-21"))
            .copyName()
            .value();

    private final World world = World.create();

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void another_stacks_copy_of_an_automatic_snapshot_and_that_snapshot_are_one_member() {
        world.lightsail().instance("site").withAutoSnapshots("2026-11-21");
        world.lightsail()
                .instanceSnapshot(SITE)
                .fromResource("site")
                .fromAutoSnapshot()
                .exports(Night.succeeds());
        Night.instance(world, "other-1", "other");
        world.send(Night.request("night-1", "{\"includeAutomatic\": true}"));

        world.settle(Duration.ofHours(2));

        assertThat(Night.memberNames(world, "night-1")).containsExactly(SITE, "other-1");
        assertThat(world.publishedTypes()).contains("RunCompleted");
    }
}
