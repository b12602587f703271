package io.github.snapshotexporter.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.QueuedMessage;
import io.github.snapshotexporter.localcloud.SnapshotScript;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two requests for one automatic snapshot, at the same moment. */
class OwnCopyRacesTest {
    private static final String OF_A_DAY = "{\"sourceResourceName\": \"my-site\", \"restoreDate\": \"2026-11-21\"}";
    private static final String COPY = new AutoSnapshot(
                    ResourceType.INSTANCE_SNAPSHOT, "my-site", LocalDate.parse("2026-11-21"))
            .copyName()
            .value();

    private final World world = World.create();

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void a_copy_that_a_given_up_request_is_deleting_is_not_exported_by_another_one_at_that_moment() {
        AtomicReference<SnapshotScript> copy = new AtomicReference<>();
        world.lightsail().instance("my-site").withAutoSnapshots("2026-11-21").copies(made -> {
            copy.set(made);
            made.state("pending").exports(ExportScript.succeeds().takes(Duration.ofHours(1)));
        });
        world.send(OF_A_DAY);
        AtomicBoolean once = new AtomicBoolean();
        AtomicBoolean deletedUnderExport = new AtomicBoolean();
        world.tap().after(call -> {
            // The given-up request has looked for exports of the copy, and is about to delete it.
            if (call.equals("Lightsail.GetExportSnapshotRecords") && !once.getAndSet(true)) {
                copy.get().state("available");
                world.send(OF_A_DAY);
                List<QueuedMessage> second = world.sqs().receive(world.queueUrl(), 1, World.VISIBILITY);
                assertThat(second).hasSize(1);
                world.invokeElsewhere(second);
            }
            if (call.equals("Lightsail.DeleteInstanceSnapshot")
                    && !world.lightsail().accepted(COPY).isEmpty()
                    && world.lightsail()
                            .recordState(
                                    world.lightsail().accepted(COPY).getFirst().recordName())
                            .equals("Started")) {
                deletedUnderExport.set(true);
            }
        });

        world.settle();

        assertThat(once).isTrue();
        assertThat(deletedUnderExport).isFalse();
    }

    @Test
    void a_request_that_comes_while_the_export_ends_and_its_copy_is_deleted_is_not_rejected() {
        world.lightsail()
                .instance("my-site")
                .withAutoSnapshots("2026-11-21")
                .copies(made -> made.exports(ExportScript.succeeds().takes(Duration.ofMinutes(3))));
        world.send(OF_A_DAY);
        world.deliver();
        world.clock().advance(Duration.ofHours(1));
        List<QueuedMessage> tracker = world.sqs().receive(world.queueUrl(), 1, World.VISIBILITY);
        assertThat(tracker)
                .singleElement()
                .satisfies(message -> assertThat(message.body()).contains("TrackExport"));
        world.send(OF_A_DAY);
        List<QueuedMessage> second = world.sqs().receive(world.queueUrl(), 1, World.VISIBILITY);
        AtomicBoolean once = new AtomicBoolean();
        world.tap().before(call -> {
            if (call.equals("Lightsail.GetInstanceSnapshot") && !once.getAndSet(true)) {
                world.invokeElsewhere(tracker);
            }
        });
        world.invokeAndDelete(second, World.FUNCTION_TIMEOUT);

        world.settle();

        assertThat(world.lightsail().deleted()).hasSize(1);
        assertThat(world.publishedTypes()).doesNotContain("RequestRejected");
    }

    @Test
    void a_request_that_comes_while_a_failed_exports_copy_gives_way_to_the_next_one_is_not_rejected() {
        world.set("MAX_EXPORT_ATTEMPTS", "1");
        world.lightsail()
                .instance("my-site")
                .withAutoSnapshots("2026-11-21")
                .copies(copy -> copy.exports(ExportScript.fails("No", "No.").takes(Duration.ofMinutes(3))), copy -> {});
        world.send(OF_A_DAY);
        world.deliver();
        world.clock().advance(Duration.ofHours(1));
        List<QueuedMessage> tracker = world.sqs().receive(world.queueUrl(), 1, World.VISIBILITY);
        world.send(OF_A_DAY);
        List<QueuedMessage> second = world.sqs().receive(world.queueUrl(), 1, World.VISIBILITY);
        AtomicInteger looks = new AtomicInteger();
        world.tap().before(call -> {
            // The first look was at the copy; the second one describes what is to be exported.
            if (call.equals("Lightsail.GetInstanceSnapshot") && looks.incrementAndGet() == 2) {
                world.invokeElsewhere(tracker);
                world.clock().advance(Duration.ofSeconds(1));
                world.send(OF_A_DAY);
                world.deliverElsewhere();
            }
        });
        world.invokeAndDelete(second, World.FUNCTION_TIMEOUT);
        assertThat(world.lightsail().copied()).hasSize(2);

        world.settle();

        assertThat(world.publishedTypes())
                .containsExactly("ExportStarted", "ExportFailed", "ExportStarted", "ExportSucceeded");
    }

    @Test
    void two_receives_that_delete_a_copy_at_once_do_not_delete_the_next_one() {
        world.set("MAX_EXPORT_ATTEMPTS", "1");
        world.lightsail()
                .instance("my-site")
                .withAutoSnapshots("2026-11-21")
                .copies(
                        copy -> copy.exports(ExportScript.fails("No", "No.").takes(Duration.ofMinutes(3))),
                        copy -> copy.pendingFor(Duration.ofMinutes(10)));
        world.send(OF_A_DAY);
        world.deliver();
        world.clock().advance(Duration.ofHours(1));
        List<QueuedMessage> tracker = world.sqs().receive(world.queueUrl(), 1, World.VISIBILITY);
        AtomicBoolean once = new AtomicBoolean();
        world.tap().before(call -> {
            if (call.equals("Lightsail.DeleteInstanceSnapshot") && !once.getAndSet(true)) {
                world.invokeElsewhere(tracker);
                world.clock().advance(Duration.ofSeconds(1));
                world.send(OF_A_DAY);
                world.deliverElsewhere();
            }
        });
        world.invokeAndDelete(tracker, World.FUNCTION_TIMEOUT);
        assertThat(once).isTrue();

        world.settle();

        assertThat(world.publishedTypes())
                .containsExactly("ExportStarted", "ExportFailed", "ExportStarted", "ExportSucceeded");
        assertThat(world.lightsail().copied()).hasSize(2);
        assertThat(world.lightsail().deleted()).hasSize(2);
    }

    @Test
    void a_copy_that_another_request_makes_at_this_moment_is_not_taken_for_somebody_elses() {
        world.lightsail().instance("my-site").withAutoSnapshots("2026-11-21");

        askTwiceAtOnce();

        assertThat(world.lightsail().copied()).hasSize(1);
        assertThat(world.lightsail().accepted()).hasSize(1);
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
    }

    @Test
    void the_next_copy_that_another_request_makes_at_this_moment_is_not_taken_for_somebody_elses() {
        world.set("MAX_EXPORT_ATTEMPTS", "1");
        world.lightsail()
                .instance("my-site")
                .withAutoSnapshots("2026-11-21")
                .copies(copy -> copy.exports(ExportScript.fails("No", "No.")), copy -> {});
        world.send(OF_A_DAY);
        world.settle();
        world.clock().advance(Duration.ofMinutes(1));

        askTwiceAtOnce();

        assertThat(world.lightsail().copied()).hasSize(2);
        assertThat(world.publishedTypes())
                .containsExactly("ExportStarted", "ExportFailed", "ExportStarted", "ExportSucceeded");
    }

    /** The second makes its whole step when the first has read the ledger and is about to look at Lightsail. */
    private void askTwiceAtOnce() {
        world.send(OF_A_DAY);
        List<QueuedMessage> first = world.sqs().receive(world.queueUrl(), 1, World.VISIBILITY);
        world.send(OF_A_DAY);
        List<QueuedMessage> second = world.sqs().receive(world.queueUrl(), 1, World.VISIBILITY);
        AtomicBoolean once = new AtomicBoolean();
        world.tap().before(call -> {
            if (call.equals("Lightsail.GetInstanceSnapshot") && !once.getAndSet(true)) {
                world.invokeElsewhere(second);
            }
        });
        world.invokeAndDelete(first, World.FUNCTION_TIMEOUT);
        assertThat(once).isTrue();
        world.settle();
    }
}
