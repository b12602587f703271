package io.github.snapshotexporter.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.localcloud.Published;
import io.github.snapshotexporter.world.PublishedDocuments;
import io.github.snapshotexporter.world.World;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Disturbs a run at every call of the fan-out and of the report, one after the other, for as many as it makes. */
class RunCrashTest {
    private static final int MOST_POINTS = 300;

    /** A run that has to come out the same wherever it is disturbed. */
    enum Scenario {
        EXPORTS_ALL("OK", 3, 0) {
            @Override
            void begin(World world, String run) {
                snapshots(world, run);
                world.send(Night.request(run, "{\"namePattern\": \"" + run + "-*\"}"));
            }
        },
        IS_INTERRUPTED_WHILE_LISTING("OK", 3, 0) {
            @Override
            void begin(World world, String run) {
                world.lightsail().clearFaults();
                world.lightsail().pageSize(3).fault("GetInstanceSnapshots", Fault.none(), Fault.throttle());
                snapshots(world, run);
                Night.instance(world, "other-" + run + "-1", "one");
                Night.instance(world, "other-" + run + "-2", "one");
                world.send(Night.request(run, "{\"namePattern\": \"" + run + "-*\"}"));
                world.deliver();
                world.lightsail().pageSize(100);
            }
        },
        SELECTS_NOTHING("OK", 0, 0) {
            @Override
            void begin(World world, String run) {
                world.send(Night.request(run, "{\"namePattern\": \"" + run + "-*\"}"));
            }
        },
        CANNOT_LIST("FAILED", 0, 1) {
            @Override
            void begin(World world, String run) {
                world.lightsail().faultAlways("GetDiskSnapshots", Fault.error("AccessDeniedException", 400, "No."));
                snapshots(world, run);
                world.send(Night.request(run, "{\"namePattern\": \"" + run + "-*\"}"));
            }
        };

        private final String status;
        private final int members;
        private final int parked;

        Scenario(String status, int members, int parked) {
            this.status = status;
            this.members = members;
            this.parked = parked;
        }

        abstract void begin(World world, String run);

        private static void snapshots(World world, String run) {
            Night.instance(world, run + "-one", "one");
            Night.instance(world, run + "-two", "two");
            world.lightsail().diskSnapshot(run + "-data").exports(Night.succeeds());
        }
    }

    private interface Disturbance {
        /** @return whether the point was reached, to be asked in the end */
        AtomicBoolean at(World world, int point);
    }

    @ParameterizedTest
    @EnumSource
    void an_invocation_that_dies_before_any_call_changes_nothing_in_the_end(Scenario scenario) {
        atEveryPoint(scenario, (world, point) -> {
            AtomicBoolean reached = new AtomicBoolean();
            AtomicInteger calls = new AtomicInteger();
            world.dieBeforeCall(call -> calls.incrementAndGet() == point && reached.compareAndSet(false, true));
            return reached;
        });
    }

    @ParameterizedTest
    @EnumSource
    void an_invocation_that_dies_after_any_call_changes_nothing_in_the_end(Scenario scenario) {
        atEveryPoint(scenario, (world, point) -> {
            AtomicBoolean reached = new AtomicBoolean();
            AtomicInteger calls = new AtomicInteger();
            world.dieAfterCall(call -> calls.incrementAndGet() == point && reached.compareAndSet(false, true));
            return reached;
        });
    }

    @ParameterizedTest
    @EnumSource
    void a_lost_answer_of_any_call_changes_nothing_in_the_end(Scenario scenario) {
        atEveryPoint(scenario, (world, point) -> {
            AtomicBoolean reached = new AtomicBoolean();
            AtomicInteger answers = new AtomicInteger();
            world.tap().loseAnswers(call -> answers.incrementAndGet() == point && reached.compareAndSet(false, true));
            return reached;
        });
    }

    private static void atEveryPoint(Scenario scenario, Disturbance disturbance) {
        try (World world = World.create()) {
            for (int point = 1; point < MOST_POINTS; point++) {
                String run = "run" + point;
                AtomicBoolean reached = disturbance.at(world, point);
                scenario.begin(world, run);
                world.settle();
                world.calmDown();
                assertAsExpected(scenario, world, run, scenario + " disturbed at call " + point);
                if (!reached.get()) {
                    return;
                }
                world.lightsail().snapshotNames().forEach(world.lightsail()::remove);
                world.sns().forgetPublished();
                world.sqs().purge(world.deadLetters().isEmpty() ? world.queueUrl() : deadLetterQueue(world));
            }
        }
        throw new AssertionError("the run never ends by itself");
    }

    private static String deadLetterQueue(World world) {
        return world.queueUrl() + "-dead-letter";
    }

    private static void assertAsExpected(Scenario scenario, World world, String run, String context) {
        PublishedDocuments.assertValid(world);
        Set<JsonNode> reports = world.published().stream()
                .map(Published::document)
                .filter(document -> document.path("type").asText().equals("RunCompleted"))
                .collect(Collectors.toSet());
        assertThat(reports).as("different reports, " + context).hasSize(1);
        JsonNode report = reports.iterator().next();
        assertThat(report.path("status").asText()).as(context).isEqualTo(scenario.status);
        List<String> lines = Night.lines(report);
        assertThat(lines).as(context).hasSize(scenario.members).allMatch(line -> line.endsWith(" exported"));
        assertThat(Night.memberNames(world, run)).as(context).hasSize(scenario.members);
        assertThat(world.lightsail().accepted().stream()
                        .filter(export -> export.snapshotName().startsWith(run + "-")))
                .as("accepted exports, " + context)
                .hasSize(scenario.members);
        assertThat(world.deadLetters())
                .as("dead letters, " + context)
                .hasSizeBetween(scenario.parked, scenario.parked * 2);
        assertThat(world.queued()).as("messages left, " + context).isEmpty();
        assertThat(world.slots()).as("slots taken, " + context).isEmpty();
    }
}
