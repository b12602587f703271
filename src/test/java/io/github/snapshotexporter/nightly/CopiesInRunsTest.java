package io.github.snapshotexporter.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.QueuedMessage;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Copies of automatic snapshots that a run meets. */
class CopiesInRunsTest {
    private static final String SITE = new AutoSnapshot(
                    ResourceType.INSTANCE_SNAPSHOT, "site", LocalDate.parse("2026-11-21"))
            .copyName()
            .value();

    private static final String REQUEST = "{\"sourceResourceName\": \"site\", \"restoreDate\": \"2026-11-21\"}";

    private final World world = World.create();

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void an_own_copy_that_was_deleted_after_it_was_listed_is_still_known_as_one() {
        runOverCopyWhoseExportFailsMeanwhile(() -> {});

        assertThat(Night.lines(world.only("RunCompleted"))).containsExactly(SITE + " exported");
    }

    @Test
    void an_own_copy_that_has_given_way_to_the_next_one_since_it_was_listed_is_still_known_as_one() {
        runOverCopyWhoseExportFailsMeanwhile(() -> {
            world.send(REQUEST);
            world.deliverElsewhere();
            assertThat(world.lightsail().copied()).hasSize(2);
        });

        assertThat(Night.lines(world.only("RunCompleted"))).containsExactly(SITE + " exported");
    }

    /** DynamoDB refuses to write one item twice in a transaction. */
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

    /**
     * Lets a run list a copy whose export fails, so that it is deleted before the run judges it.
     *
     * @param next what happens then, before the run goes on
     */
    private void runOverCopyWhoseExportFailsMeanwhile(Runnable next) {
        world.set("MAX_EXPORT_ATTEMPTS", "1");
        world.lightsail()
                .instance("site")
                .withAutoSnapshots("2026-11-21")
                .copies(
                        copy -> copy.exports(ExportScript.fails("No", "No.").takes(Duration.ofHours(1))),
                        copy -> copy.exports(Night.succeeds()));
        world.send(REQUEST);
        world.settle(Duration.ofHours(1));
        assertThat(world.lightsail().snapshotNames()).containsExactly(SITE);
        world.clock().advanceTo(world.sqs().nextVisibleAt(world.queueUrl()).orElseThrow());
        world.clock().advance(Duration.ofMinutes(15));
        List<QueuedMessage> tracker = world.sqs().receive(world.queueUrl(), 1, World.VISIBILITY);
        world.send(Night.request("night-1", "{\"includeAutomatic\": true, \"latestPerSource\": true}"));
        AtomicBoolean listed = new AtomicBoolean();
        world.tap().after(call -> {
            if (call.equals("Lightsail.GetInstances") && !listed.getAndSet(true)) {
                world.invokeElsewhere(tracker);
                world.clock().advance(Duration.ofSeconds(1));
                next.run();
            }
        });
        world.deliver(1, World.FUNCTION_TIMEOUT);
        assertThat(world.lightsail().deleted()).hasSize(1);
        world.settle();
    }
}
