package io.github.snapshotexporter.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.localcloud.AcceptedExport;
import io.github.snapshotexporter.localcloud.Published;
import io.github.snapshotexporter.localcloud.QueuedMessage;
import io.github.snapshotexporter.world.PublishedDocuments;
import io.github.snapshotexporter.world.World;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Disturbs a run at every call of the fan-out and of the report, one after the other, for as many as it makes. The calls of
 * the exports between are disturbed elsewhere.
 */
class RunCrashTest {
    private static final int MOST_POINTS = 300;

    /** Does to one call what is tested. */
    private interface Disturbance {
        /** @param here holds once, for the call to disturb */
        void prepare(World world, Predicate<String> here);

        /** Handles one message. */
        default void handle(World world, List<QueuedMessage> message) {
            world.invokeAndDelete(message, World.FUNCTION_TIMEOUT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_invocation_that_dies_before_any_call_changes_nothing_in_the_end(RunCrashScenario scenario) {
        atEveryPoint(scenario, World::dieBeforeCall);
    }

    @ParameterizedTest
    @EnumSource
    void an_invocation_that_dies_after_any_call_changes_nothing_in_the_end(RunCrashScenario scenario) {
        atEveryPoint(scenario, World::dieAfterCall);
    }

    @ParameterizedTest
    @EnumSource
    void a_lost_answer_of_any_call_changes_nothing_in_the_end(RunCrashScenario scenario) {
        atEveryPoint(scenario, (world, here) -> world.tap().loseAnswers(here));
    }

    @ParameterizedTest
    @EnumSource
    void a_message_delivered_once_more_in_the_middle_changes_nothing_in_the_end(RunCrashScenario scenario) {
        atEveryPoint(scenario, new DeliveredTwice());
    }

    /** While the first delivery stands at the call, a second one is handled from its beginning to its end. */
    private static final class DeliveredTwice implements Disturbance {
        private List<QueuedMessage> message = List.of();

        @Override
        public void prepare(World world, Predicate<String> here) {
            world.tap().after(call -> {
                if (here.test(call)) {
                    world.invokeElsewhere(message);
                }
            });
        }

        @Override
        public void handle(World world, List<QueuedMessage> delivered) {
            message = delivered;
            Disturbance.super.handle(world, delivered);
        }
    }

    private static void atEveryPoint(RunCrashScenario scenario, Disturbance disturbance) {
        try (World world = World.create()) {
            for (int point = 1; point < MOST_POINTS; point++) {
                String run = "run" + point;
                scenario.begin(world, run);
                boolean reached = disturb(world, disturbance, point);
                assertAsExpected(scenario, world, run, scenario + " disturbed at call " + point);
                if (!reached) {
                    System.out.println(scenario + ": " + (point - 1) + " points");
                    return;
                }
                forget(world);
            }
        }
        throw new AssertionError("the run never ends by itself");
    }

    /**
     * Handles one message after the other, until none is left.
     *
     * @return whether there was such a point
     */
    private static boolean disturb(World world, Disturbance disturbance, int point) {
        AtomicBoolean ofRun = new AtomicBoolean();
        AtomicBoolean reached = new AtomicBoolean();
        AtomicInteger calls = new AtomicInteger();
        disturbance.prepare(
                world, call -> ofRun.get() && calls.incrementAndGet() == point && reached.compareAndSet(false, true));
        Optional<Instant> next = world.sqs().nextVisibleAt(world.queueUrl());
        while (next.isPresent()) {
            world.clock().advanceTo(next.get());
            List<QueuedMessage> one = world.sqs().receive(world.queueUrl(), 1, World.VISIBILITY);
            ofRun.set(isOfRun(one.getFirst().body()));
            disturbance.handle(world, one);
            next = world.sqs().nextVisibleAt(world.queueUrl());
        }
        world.calmDown();
        return reached.get();
    }

    private static boolean isOfRun(String body) {
        return body.contains("\"select\"") || body.contains("ReportRun");
    }

    private static void forget(World world) {
        world.sns().forgetPublished();
        world.sqs().forgetCalls();
        world.tap().forgetCalls();
        world.sqs().purge(world.queueUrl() + "-dead-letter");
    }

    private static void assertAsExpected(RunCrashScenario scenario, World world, String run, String context) {
        PublishedDocuments.assertValid(world);
        Set<JsonNode> reports = world.published().stream()
                .map(Published::document)
                .filter(document -> document.path("type").asText().equals("RunCompleted"))
                .collect(Collectors.toSet());
        assertThat(reports).as("different reports, " + context).hasSize(1);
        JsonNode report = reports.iterator().next();
        assertThat(report.path("runId").asText()).as(context).isEqualTo(run);
        assertThat(report.path("status").asText()).as(context).isEqualTo(scenario.status());
        assertThat(Night.lines(report))
                .as(context)
                .isEqualTo(scenario.members().stream()
                        .map(name -> name + " exported")
                        .toList());
        assertThat(Night.memberNames(world, run)).as(context).isEqualTo(scenario.members());
        assertThat(world.lightsail().accepted())
                .as("accepted exports, " + context)
                .extracting(AcceptedExport::snapshotName)
                .containsExactlyInAnyOrderElementsOf(scenario.members());
        assertThat(world.deadLetters())
                .as("dead letters, " + context)
                .hasSizeBetween(scenario.parked(), scenario.parked() * 2);
        assertThat(world.queued()).as("messages left, " + context).isEmpty();
        assertThat(world.slots()).as("slots taken, " + context).isEmpty();
    }
}
