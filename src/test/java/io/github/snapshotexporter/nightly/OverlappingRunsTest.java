package io.github.snapshotexporter.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.localcloud.AcceptedExport;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.world.PublishedDocuments;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schedule's run, and one that somebody asks for by hand meanwhile, over the same snapshots. */
class OverlappingRunsTest {
    private static final String SCHEDULED = World.BEGINNING.toString();
    private static final String BY_HAND = "by-hand";

    private final World world = World.create().set("SELECTION_POLICY", "{\"latestPerSource\": true}");

    @AfterEach
    void end() {
        PublishedDocuments.assertValid(world);
        world.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 5, 8})
    void whenever_the_other_run_is_asked_for_each_snapshot_is_exported_once_and_both_reports_are_full(int batches) {
        for (String source : List.of("one", "two", "three")) {
            Night.instance(world, source + "-1", source);
        }
        world.lightsail().diskSnapshot("data-1").fromResource("data").exports(Night.succeeds());
        Night.schedule(world, World.BEGINNING);
        for (int i = 0; i < batches; i++) {
            world.deliverNext(Instant.MAX);
        }
        askByHand("{\"sources\": [\"one\", \"two\", \"data\"]}");

        world.settle();

        assertThat(acceptedByName()).isEqualTo(Map.of("one-1", 1L, "two-1", 1L, "three-1", 1L, "data-1", 1L));
        assertFull(SCHEDULED, "data-1", "one-1", "three-1", "two-1");
        assertFull(BY_HAND, Night.memberNames(world, BY_HAND).toArray(String[]::new));
        assertThat(world.deadLetters()).isEmpty();
    }

    private void assertFull(String runId, String... names) {
        JsonNode report = Night.report(world, runId);
        assertThat(report.path("status").asText()).isEqualTo("OK");
        assertThat(Night.lines(report))
                .extracting(line -> line.substring(0, line.indexOf(' ')))
                .containsExactlyInAnyOrder(names);
        assertThat(Night.lines(report)).allMatch(line -> line.endsWith("xported"));
        assertThat(report.path("members"))
                .allSatisfy(member -> assertThat(
                                member.path("destination").path("id").asText())
                        .isNotEmpty());
    }

    @Test
    void a_run_by_hand_over_what_is_in_progress_reports_the_same_ends_and_destinations() {
        Night.instance(world, "good-1", "good");
        world.lightsail()
                .instanceSnapshot("bad-1")
                .fromResource("bad")
                .exports(ExportScript.fails("No", "No.").takes(Duration.ofMinutes(40)));
        Night.schedule(world, World.BEGINNING);
        world.settle(Duration.ofMinutes(1));
        assertThat(world.lightsail().accepted()).hasSize(2);
        askByHand("{}");

        world.settle();

        JsonNode scheduled = Night.report(world, SCHEDULED);
        JsonNode byHand = Night.report(world, BY_HAND);
        assertThat(Night.lines(byHand)).containsExactly("bad-1 failed", "good-1 exported");
        assertThat(byHand.path("members")).isEqualTo(scheduled.path("members"));
        assertThat(byHand.path("id")).isNotEqualTo(scheduled.path("id"));
        assertThat(acceptedByName()).isEqualTo(Map.of("good-1", 1L, "bad-1", 3L));
    }

    @Test
    void both_runs_tell_of_a_snapshot_that_vanished_before_its_export() {
        Night.instance(world, "gone-1", "gone");
        Night.instance(world, "good-1", "good");
        Night.schedule(world, World.BEGINNING);
        askByHand("{}");
        world.deliver();
        assertThat(Night.memberNames(world, SCHEDULED)).hasSize(2);
        assertThat(Night.memberNames(world, BY_HAND)).hasSize(2);
        world.lightsail().remove("gone-1");

        world.settle();

        for (String run : List.of(SCHEDULED, BY_HAND)) {
            assertThat(Night.lines(Night.report(world, run))).containsExactly("gone-1 rejected", "good-1 exported");
        }
        assertThat(acceptedByName()).isEqualTo(Map.of("good-1", 1L));
    }

    @Test
    void each_export_tells_its_own_milestones_once_however_many_runs_wait_for_it() {
        Night.instance(world, "site-1", "site");
        Night.schedule(world, World.BEGINNING);
        askByHand("{}");

        world.settle();

        assertThat(Collections.frequency(world.publishedTypes(), "ExportStarted"))
                .isEqualTo(1);
        assertThat(Collections.frequency(world.publishedTypes(), "ExportSucceeded"))
                .isEqualTo(1);
        assertThat(Collections.frequency(world.publishedTypes(), "RunCompleted"))
                .isEqualTo(2);
        assertThat(world.publishedTypes()).hasSize(4);
    }

    private void askByHand(String select) {
        JsonNode answer = world.invoke(
                "{\"select\": %s, \"requestId\": \"%s\", \"requestedBy\": \"anna\"}".formatted(select, BY_HAND));
        assertThat(answer.path("outcome").asText()).isEqualTo("QUEUED");
    }

    private Map<String, Long> acceptedByName() {
        return world.lightsail().accepted().stream()
                .collect(Collectors.groupingBy(AcceptedExport::snapshotName, Collectors.counting()));
    }
}
