package io.github.snapshotexporter.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.localcloud.Published;
import io.github.snapshotexporter.localcloud.QueuedMessage;
import io.github.snapshotexporter.world.World;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Disturbs each scenario at every call of every client, one after the other, for as many as it makes: nobody lists the
 * points, so a new effect is covered when it is added.
 */
class CrashTest {
    private static final int MOST_POINTS = 500;

    /** What somebody is told who asks too late. */
    private static final String SAID_AGAIN = "AlreadyExported";

    @ParameterizedTest
    @EnumSource
    void an_invocation_that_dies_after_any_call_changes_nothing_in_the_end(CrashScenario scenario) {
        try (World world = newWorld()) {
            atEveryPoint(scenario, world, (name, point) -> {
                AtomicInteger calls = new AtomicInteger();
                AtomicBoolean reached = new AtomicBoolean();
                world.dieAfterCall(call -> calls.incrementAndGet() == point && reached.compareAndSet(false, true));
                scenario.begin(world, name);
                world.settle();
                return reached.get();
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_message_delivered_twice_at_once_changes_nothing_in_the_end(CrashScenario scenario) {
        try (World world = newWorld()) {
            atEveryPoint(scenario, world, (name, point) -> {
                scenario.begin(world, name);
                AtomicInteger calls = new AtomicInteger();
                CountDownLatch held = new CountDownLatch(1);
                CountDownLatch letGo = new CountDownLatch(1);
                world.tap().after(call -> {
                    if (calls.incrementAndGet() == point) {
                        held.countDown();
                        await(letGo);
                    }
                });
                while (held.getCount() > 0 && deliverNextTwiceWhereHeld(world, held, letGo)) {
                    // Each step is a batch.
                }
                world.settle();
                return held.getCount() == 0;
            });
        }
    }

    /** Delivers the next batch; where that is held in the middle, delivers the same once more meanwhile. */
    private static boolean deliverNextTwiceWhereHeld(World world, CountDownLatch held, CountDownLatch letGo) {
        if (world.sqs().nextVisibleAt(world.queueUrl()).isEmpty()) {
            return false;
        }
        world.clock().advanceTo(world.sqs().nextVisibleAt(world.queueUrl()).get());
        List<QueuedMessage> batch = world.sqs().receive(world.queueUrl(), 10, World.VISIBILITY);
        Thread first = Thread.ofVirtual().start(() -> world.invokeAndDelete(batch, World.FUNCTION_TIMEOUT));
        waitUntilHeldOrOver(first, held);
        if (held.getCount() == 0) {
            world.invokeElsewhere(batch);
            letGo.countDown();
        }
        join(first);
        return true;
    }

    @ParameterizedTest
    @EnumSource
    void a_lost_answer_of_any_call_but_lightsails_changes_nothing_in_the_end(CrashScenario scenario) {
        try (World world = newWorld()) {
            atEveryPoint(scenario, world, (name, point) -> {
                AtomicInteger answers = new AtomicInteger();
                AtomicBoolean reached = new AtomicBoolean();
                world.tap()
                        .loseAnswers(call -> !call.startsWith("Lightsail")
                                && answers.incrementAndGet() == point
                                && reached.compareAndSet(false, true));
                scenario.begin(world, name);
                world.settle();
                return reached.get();
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_message_of_the_exporters_own_sent_once_more_changes_nothing_in_the_end(CrashScenario scenario) {
        try (World world = newWorld()) {
            String name = "twice";
            scenario.begin(world, name);
            Set<String> sent = new HashSet<>();
            boolean more = true;
            while (more) {
                world.queued().stream()
                        .map(QueuedMessage::body)
                        .filter(body -> body.contains("\"job\":") && sent.add(body))
                        .forEach(world::send);
                more = world.deliverNext(Instant.MAX);
            }
            // Those of older attempts come last as well.
            sent.forEach(world::send);
            world.settle();
            assertAsExpected(scenario, world, name, "with its messages sent again");
        }
    }

    /** A failure is begun anew by a later request, and so is what was forced: those are left out. */
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {
                "FAILS_EVERY_TIME",
                "IS_REFUSED_BY_LIGHTSAIL",
                "IS_NOT_THERE",
                "IS_ABANDONED_AT_THE_DEADLINE",
                "IS_ASKED_FOR_DIRECTLY",
                "IS_FORCED_AGAIN",
                "IS_ASKED_FOR_AGAIN",
                "IS_A_COPY_THAT_WAS_BEGUN_WITHOUT_AN_ANSWER"
            })
    void somebody_else_who_asks_for_the_same_at_any_call_changes_nothing_in_the_end(CrashScenario scenario) {
        try (World world = newWorld()) {
            atEveryPoint(scenario, world, (name, point) -> {
                scenario.begin(world, name);
                String request = world.queued().getLast().body();
                AtomicInteger calls = new AtomicInteger();
                world.tap().after(call -> {
                    if (calls.incrementAndGet() == point) {
                        world.send(request);
                        world.deliverElsewhere();
                    }
                });
                world.settle();
                assertThat(world.publishedTypes())
                        .as("disturbed at call " + point)
                        .doesNotContain("RequestRejected");
                return calls.get() >= point;
            });
        }
    }

    /** Its exports are not followed for long, because each receive of a tracker is some more points. */
    private static World newWorld() {
        return World.create().set("EXPORT_DEADLINE", "PT5M");
    }

    private interface Disturbed {
        /** @return whether the scenario reached the point */
        boolean runs(String snapshotName, int point);
    }

    private static void atEveryPoint(CrashScenario scenario, World world, Disturbed disturbed) {
        for (int point = 1; point < MOST_POINTS; point++) {
            String name = "snapshot-" + point;
            boolean reached = disturbed.runs(name, point);
            world.calmDown();
            assertAsExpected(scenario, world, name, "disturbed at call " + point);
            if (!reached) {
                System.out.println(scenario + ": " + (point - 1) + " points");
                return;
            }
        }
        throw new AssertionError("the scenario never ends by itself");
    }

    private static void assertAsExpected(CrashScenario scenario, World world, String name, String how) {
        String context = scenario + " " + how;
        String exported = scenario.exported(name);
        assertThat(world.lightsail().accepted(exported))
                .as("accepted exports, " + context)
                .hasSize(scenario.accepted());
        assertThat(world.queued()).as("messages left, " + context).isEmpty();
        assertThat(world.slots()).as("slots taken, " + context).isEmpty();
        assertPublished(scenario, world, exported, context);
        assertThat(world.deadLetters().stream()
                        .filter(letter ->
                                exported.equals(letter.messageAttributes().get("sourceSnapshotName"))))
                .as("dead letters, " + context)
                .hasSizeBetween(scenario.parked(), scenario.parked() * 2);
        if (!scenario.status().isEmpty()) {
            assertThat(world.exportItem(scenario.arn(world, name)).get("status").s())
                    .as("status, " + context)
                    .isEqualTo(scenario.status());
        }
        scenario.check(world, name);
    }

    private static void assertPublished(CrashScenario scenario, World world, String name, String context) {
        Map<String, Set<JsonNode>> contentsById = world.published().stream()
                .map(Published::document)
                .filter(document ->
                        name.equals(document.path("sourceSnapshotName").textValue()))
                .collect(Collectors.groupingBy(document -> document.path("id").textValue(), Collectors.toSet()));
        assertThat(contentsById.values())
                .as("contents published under one id, " + context)
                .allSatisfy(contents -> assertThat(contents).hasSize(1));
        Map<String, Long> milestones = contentsById.values().stream()
                .map(contents -> contents.iterator().next().path("type").textValue())
                .collect(Collectors.groupingBy(type -> type, Collectors.counting()));
        if (!scenario.published().contains(SAID_AGAIN)) {
            milestones.remove(SAID_AGAIN);
        }
        assertThat(milestones.keySet()).as("milestones, " + context).isEqualTo(scenario.published());
        assertThat(milestones.values())
                .as("milestones of each type, " + context)
                .containsOnly((long) scenario.milestonesOfEachType());
    }

    private static void waitUntilHeldOrOver(Thread thread, CountDownLatch held) {
        try {
            while (thread.isAlive() && !held.await(1, TimeUnit.MILLISECONDS)) {
                // Until one of the two.
            }
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(120, TimeUnit.SECONDS)) {
                throw new IllegalStateException("held for too long");
            }
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
