package io.github.snapshotexporter.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.EbsSnapshotScript;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.ImageScript;
import io.github.snapshotexporter.localcloud.QueuedMessage;
import io.github.snapshotexporter.localcloud.SnapshotScript;
import io.github.snapshotexporter.world.PublishedDocuments;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Disturbs a retention at every call, one after the other: what is to be let go is gone with all its snapshots in the end,
 * and nothing else is.
 */
class RetentionCrashTest {
    private static final int MOST_POINTS = 100;

    /** Does to one call what is tested; {@code here} holds once. */
    private interface Disturbance {
        void prepare(World world, Predicate<String> here, List<QueuedMessage> message);
    }

    @Test
    void an_invocation_that_dies_before_any_call_changes_nothing_in_the_end() {
        atEveryPoint((world, here, message) -> world.dieBeforeCall(here));
    }

    @Test
    void an_invocation_that_dies_after_any_call_changes_nothing_in_the_end() {
        atEveryPoint((world, here, message) -> world.dieAfterCall(here));
    }

    @Test
    void a_lost_answer_of_any_call_changes_nothing_in_the_end() {
        atEveryPoint((world, here, message) -> world.tap().loseAnswers(here));
    }

    @Test
    void a_message_delivered_once_more_in_the_middle_changes_nothing_in_the_end() {
        atEveryPoint((world, here, message) -> world.tap().after(call -> {
            if (here.test(call)) {
                world.invokeElsewhere(message);
            }
        }));
    }

    /** All in one world, with a site for each point. */
    private static void atEveryPoint(Disturbance disturbance) {
        try (World world = World.create().set("STACK_NAME", "my-exporter")) {
            for (int point = 1; point < MOST_POINTS; point++) {
                if (!isReached(world, disturbance, point)) {
                    System.out.println("retention: " + (point - 1) + " points");
                    assertThat(point).isGreaterThan(10);
                    return;
                }
            }
        }
        throw new AssertionError("the retention never ends by itself");
    }

    private static boolean isReached(World world, Disturbance disturbance, int point) {
        String site = "site-" + point;
        Map<String, ImageScript> images = exported(world, site);
        ImageScript expiring = images.get(site + "-1");
        List<String> disks =
                expiring.snapshots().stream().map(EbsSnapshotScript::id).toList();
        images.get(site + "-2").tag("snapshot-exporter:keep", "");
        world.sns().forgetPublished();
        List<String> standing = new ArrayList<>(world.ec2().imageIds());
        standing.remove(expiring.id());
        List<String> deleted = new ArrayList<>(world.ec2().deletedSnapshots());
        deleted.addAll(disks);
        AtomicInteger calls = new AtomicInteger();
        AtomicBoolean reached = new AtomicBoolean();
        String retain = "{\"retain\": {\"keepLast\": 1, \"sources\": [\"" + site + "\"]}}";

        world.send(retain);
        List<QueuedMessage> message = world.sqs().receive(world.queueUrl(), 1, World.VISIBILITY);
        disturbance.prepare(
                world, call -> calls.incrementAndGet() == point && reached.compareAndSet(false, true), message);
        world.invokeAndDelete(message, World.FUNCTION_TIMEOUT);
        world.calmDown();
        world.settle();
        // What a dying invocation has begun, the next retention ends.
        world.send(retain);
        world.settle();

        String context = "disturbed at call " + point;
        assertThat(world.ec2().imageIds()).as(context).isEqualTo(standing);
        assertThat(Set.copyOf(world.ec2().deletedSnapshots())).as(context).isEqualTo(Set.copyOf(deleted));
        assertThat(Set.copyOf(expired(world))).as(context).containsExactly(expiring.id());
        assertThat(world.deadLetters()).as(context).isEmpty();
        PublishedDocuments.assertValid(world);
        return reached.get();
    }

    private static List<String> expired(World world) {
        List<String> ids = new ArrayList<>();
        world.published()
                .forEach(message ->
                        ids.addAll(ImagesFixture.ids(message.document().path("expired"))));
        return ids;
    }

    /** One a day, by their names; the oldest has two disks. */
    private static Map<String, ImageScript> exported(World world, String site) {
        for (int day = 1; day <= 3; day++) {
            SnapshotScript snapshot = world.lightsail()
                    .instanceSnapshot(site + "-" + day)
                    .fromResource(site)
                    .createdAt(world.clock().instant().minus(Duration.ofDays(4 - day)))
                    .exports(ExportScript.succeeds().takes(Duration.ofSeconds(20)));
            if (day == 1) {
                snapshot.attachedDisk("data", 8);
            }
            world.send(site + "-" + day);
        }
        world.settle();
        world.clock().advance(Duration.ofDays(1));
        return world.ec2().imageIds().stream()
                .map(world.ec2()::image)
                .filter(image -> image.name().startsWith(site + "-"))
                .collect(Collectors.toMap(ImageScript::name, image -> image));
    }
}
