package io.github.snapshotexporter.export;

import static io.github.snapshotexporter.export.Interruptions.doBefore;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.localcloud.ExportCall;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.QueuedMessage;
import io.github.snapshotexporter.localcloud.SnapshotScript;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two requests for one automatic snapshot, at the same moment. */
class OwnCopyRacesTest {
    private static final String OF_A_DAY = "{\"sourceResourceName\": \"my-site\", \"restoreDate\": \"2026-11-21\"}";
    private static final String COPY = new AutoSnapshot(
                    ResourceType.INSTANCE_SNAPSHOT, "my-site", LocalDate.parse("2026-11-21"))
            .copyName()
            .value();

    private static final ExportCall DENIED = ExportCall.error("InvalidInputException", 400, "Not you.");

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
        doBefore(world, "Lightsail.GetInstanceSnapshot", () -> {
            world.invokeElsewhere(tracker);
        });
        world.invokeAndDelete(second, World.FUNCTION_TIMEOUT);

        world.settle();

        assertThat(world.lightsail().deleted()).hasSize(1);
        assertThat(world.publishedTypes()).doesNotContain("RequestRejected");
    }

    @Test
    void a_request_that_comes_while_a_failed_exports_copy_gives_way_to_the_next_one_is_not_rejected() {
        List<QueuedMessage> tracker = trackerOfFailedExport(copy -> {});
        world.send(OF_A_DAY);
        List<QueuedMessage> second = world.sqs().receive(world.queueUrl(), 1, World.VISIBILITY);
        // The first look was at the copy; the second one describes what is to be exported.
        doBefore(world, "Lightsail.GetInstanceSnapshot", 2, () -> {
            world.invokeElsewhere(tracker);
            world.clock().advance(Duration.ofSeconds(1));
            world.send(OF_A_DAY);
            world.deliverElsewhere();
        });
        world.invokeAndDelete(second, World.FUNCTION_TIMEOUT);
        assertThat(world.lightsail().copied()).hasSize(2);

        world.settle();

        assertThat(world.publishedTypes())
                .containsExactly("ExportStarted", "ExportFailed", "ExportStarted", "ExportSucceeded");
    }

    @Test
    void an_older_request_does_not_copy_again_what_was_given_up_and_deleted_while_it_looked() {
        AtomicReference<SnapshotScript> copy = new AtomicReference<>();
        world.lightsail()
                .instance("my-site")
                .withAutoSnapshots("2026-11-21")
                .copies(
                        made -> {
                            copy.set(made);
                            made.state("pending").onExport(DENIED);
                        },
                        made -> made.onExport(DENIED));
        String first = world.send(OF_A_DAY);
        world.deliver();
        assertThat(world.lightsail().copied()).hasSize(1);
        world.send(OF_A_DAY);
        world.clock().advance(Duration.ofMinutes(15));
        copy.get().state("available");
        List<QueuedMessage> both = world.sqs().receive(world.queueUrl(), 10, World.VISIBILITY);
        assertThat(both).hasSize(2);
        Map<Boolean, List<QueuedMessage>> isFirst = both.stream()
                .collect(
                        Collectors.partitioningBy(message -> message.messageId().equals(first)));
        doBefore(world, "Lightsail.GetInstanceSnapshot", () -> {
            world.invokeElsewhere(isFirst.get(true));
        });
        world.invokeAndDelete(isFirst.get(false), World.FUNCTION_TIMEOUT);

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportFailed");
        assertThat(world.lightsail().copied()).hasSize(1);
    }

    @Test
    void a_job_that_an_earlier_copys_end_answers_does_not_keep_the_next_copy_from_being_deleted() {
        world.lightsail()
                .instance("my-site")
                .withAutoSnapshots("2026-11-21")
                .copies(
                        made -> made.pendingForLooks(0).onExport(ExportCall.throttle(), DENIED),
                        made -> made.state("pending"));
        // Claims the first copy's export and is throttled.
        world.send(OF_A_DAY);
        world.deliver();
        assertThat(world.lightsail().copied()).hasSize(1);
        // Takes the claim over, and gives it up.
        world.send(OF_A_DAY);
        world.deliver();
        assertThat(world.publishedTypes()).containsExactly("ExportFailed");
        assertThat(world.lightsail().deleted()).hasSize(1);
        world.clock().advance(Duration.ofSeconds(1));
        // Begins the next copy.
        world.send(OF_A_DAY);
        world.deliver();
        assertThat(world.lightsail().copied()).hasSize(2);

        world.settle();

        assertThat(world.lightsail().snapshotNames()).isEmpty();
    }

    @Test
    void a_late_deletion_does_not_meet_the_next_copy() {
        List<QueuedMessage> tracker = trackerOfFailedExport(copy -> copy.pendingFor(Duration.ofMinutes(10)));
        doBefore(world, "Lightsail.DeleteInstanceSnapshot", () -> {
            world.clock().advance(Duration.ofSeconds(1));
            world.send(OF_A_DAY);
            world.deliverElsewhere();
        });
        world.invokeAndDelete(tracker, World.FUNCTION_TIMEOUT);

        world.settle();

        assertThat(world.lightsail().copied()).hasSize(2);
    }

    @Test
    void an_end_that_another_request_takes_up_at_this_moment_is_no_unexpected_exception() {
        world.set("EXPORT_DEADLINE", "PT3H");
        world.lightsail()
                .instance("my-site")
                .withAutoSnapshots("2026-11-21")
                .copies(made -> made.exports(ExportScript.succeeds().takes(Duration.ofDays(1))));
        world.send(OF_A_DAY);
        world.settle(Duration.ofHours(4));
        assertThat(world.publishedTypes()).contains("ExportAbandoned");
        world.clock().advance(Duration.ofMillis(1500));
        world.send(OF_A_DAY);
        world.send(OF_A_DAY);
        List<QueuedMessage> both = world.sqs().receive(world.queueUrl(), 10, World.VISIBILITY).stream()
                .filter(message -> message.body().equals(OF_A_DAY))
                .toList();
        assertThat(both).hasSize(2);
        // About to see whether the copy can be deleted now.
        AtomicBoolean once = doBefore(world, "Lightsail.GetExportSnapshotRecords", () -> {
            world.invokeElsewhere(both.subList(1, 2));
        });
        world.invokeAndDelete(both.subList(0, 1), World.FUNCTION_TIMEOUT);
        assertThat(once).isTrue();

        assertThat(world.log()).noneMatch(line -> line.toString().contains("an unexpected exception"));
    }

    @Test
    void a_copy_that_another_message_of_the_job_is_making_is_not_left_by_the_one_that_gives_up() {
        String request =
                "{\"sourceResourceName\": \"my-site\", \"restoreDate\": \"2026-11-21\", \"requestId\": \"order-7\"}";
        world.lightsail().instance("my-site").withAutoSnapshots("2026-11-21");
        world.send(request);
        List<QueuedMessage> first = world.sqs().receive(world.queueUrl(), 1, World.VISIBILITY);
        world.send(request);
        List<QueuedMessage> second = world.sqs().receive(world.queueUrl(), 1, World.VISIBILITY);
        doBefore(world, "Lightsail.CopySnapshot", () -> {
            // Received so often that it is given up.
            world.invokeElsewhere(List.of(Requests.received(second.getFirst(), 950)));
        });
        world.invokeAndDelete(first, World.FUNCTION_TIMEOUT);

        world.settle();

        assertThat(world.lightsail().copied()).hasSize(1);
        assertThat(world.lightsail().snapshotNames()).isEmpty();
    }

    @Test
    void two_receives_that_delete_a_copy_at_once_do_not_delete_the_next_one() {
        List<QueuedMessage> tracker = trackerOfFailedExport(copy -> copy.pendingFor(Duration.ofMinutes(10)));
        AtomicBoolean once = doBefore(world, "Lightsail.DeleteInstanceSnapshot", () -> {
            world.invokeElsewhere(tracker);
            world.clock().advance(Duration.ofSeconds(1));
            world.send(OF_A_DAY);
            world.deliverElsewhere();
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
    void the_next_copy_is_not_begun_while_somebody_is_about_to_delete_by_its_name() {
        List<QueuedMessage> tracker = trackerOfFailedExport(copy -> copy.pendingFor(Duration.ofMinutes(10)));
        AtomicBoolean once = doBefore(world, "Lightsail.DeleteInstanceSnapshot", () -> {
            world.lightsail().remove(COPY);
            world.clock().advance(Duration.ofSeconds(1));
            world.send(OF_A_DAY);
            world.deliverElsewhere();
        });
        world.invokeAndDelete(tracker, World.FUNCTION_TIMEOUT);
        assertThat(once).isTrue();

        world.settle();

        assertThat(world.lightsail().copied()).hasSize(2);
        assertThat(world.lightsail().snapshotNames()).isEmpty();
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

    /** Receives the tracker that is going to see that the only attempt has failed, and to delete its copy. */
    private List<QueuedMessage> trackerOfFailedExport(Consumer<SnapshotScript> nextCopy) {
        world.set("MAX_EXPORT_ATTEMPTS", "1");
        world.lightsail()
                .instance("my-site")
                .withAutoSnapshots("2026-11-21")
                .copies(copy -> copy.exports(ExportScript.fails("No", "No.").takes(Duration.ofMinutes(3))), nextCopy);
        world.send(OF_A_DAY);
        world.deliver();
        world.clock().advance(Duration.ofHours(1));
        List<QueuedMessage> tracker = world.sqs().receive(world.queueUrl(), 1, World.VISIBILITY);
        assertThat(tracker.getFirst().body()).contains("TrackExport");
        return tracker;
    }

    /** The second makes its whole step when the first has read the ledger and is about to look at Lightsail. */
    private void askTwiceAtOnce() {
        world.send(OF_A_DAY);
        List<QueuedMessage> first = world.sqs().receive(world.queueUrl(), 1, World.VISIBILITY);
        world.send(OF_A_DAY);
        List<QueuedMessage> second = world.sqs().receive(world.queueUrl(), 1, World.VISIBILITY);
        AtomicBoolean once = doBefore(world, "Lightsail.GetInstanceSnapshot", () -> {
            world.invokeElsewhere(second);
        });
        world.invokeAndDelete(first, World.FUNCTION_TIMEOUT);
        assertThat(once).isTrue();
        world.settle();
    }
}
