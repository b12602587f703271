package io.github.snapshotexporter.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.Call;
import io.github.snapshotexporter.world.PublishedDocuments;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many calls of Lightsail a run costs. */
class RunCallsTest {
    private static final int INSTANCES = 12;
    private static final int DISKS = 8;
    private static final int PAGE_SIZE = 5;

    private final World world = World.create().set("MAX_IN_FLIGHT", "20");

    @BeforeEach
    void makeSnapshots() {
        world.lightsail().pageSize(PAGE_SIZE);
        IntStream.range(0, INSTANCES).forEach(i -> Night.instance(world, "site-" + i, "site-" + i));
        IntStream.range(0, DISKS)
                .forEach(i -> world.lightsail()
                        .diskSnapshot("data-" + i)
                        .fromResource("data-" + i)
                        .exports(Night.succeeds()));
        world.send(Night.everything("night-1"));
    }

    @AfterEach
    void end() {
        PublishedDocuments.assertValid(world);
        world.close();
    }

    @Test
    void the_selection_lists_each_kind_once_and_the_export_records_once_and_asks_for_no_single_snapshot() {
        world.deliver();

        assertThat(Night.memberNames(world, "night-1")).hasSize(INSTANCES + DISKS);
        assertThat(world.lightsail().counts())
                .isEqualTo(Map.of("GetInstanceSnapshots", 3L, "GetDiskSnapshots", 2L, "GetExportSnapshotRecords", 1L));
    }

    @Test
    void the_report_costs_no_call_of_lightsail() {
        world.deliver();
        Night.settleByMinutes(world);
        long calls = world.lightsail().calls().size();
        world.clock().advance(Duration.ofDays(1));
        world.send("{\"job\": \"ReportRun\", \"runId\": \"night-1\"}");

        world.settle();

        assertThat(world.lightsail().calls()).hasSize((int) calls);
    }

    @Test
    void an_export_costs_one_description_one_call_and_its_looks() {
        world.deliver();
        world.lightsail().forgetCalls();

        Night.settleByMinutes(world);

        Map<String, Long> counts = world.lightsail().counts();
        System.out.println("calls of Lightsail for " + (INSTANCES + DISKS) + " exports of a run: " + counts);
        assertThat(world.only("RunCompleted").path("summary").path("exported").asInt())
                .isEqualTo(INSTANCES + DISKS);
        assertThat(counts.get("GetInstanceSnapshot")).isEqualTo(INSTANCES);
        assertThat(counts.get("GetDiskSnapshot")).isEqualTo(DISKS);
        assertThat(counts.get("ExportSnapshot")).isEqualTo(INSTANCES + DISKS);
        assertThat(counts.keySet())
                .containsExactly(
                        "ExportSnapshot",
                        "GetDiskSnapshot",
                        "GetExportSnapshotRecords",
                        "GetInstanceSnapshot",
                        "GetOperation");
    }

    @Test
    void each_export_is_described_and_called_once_by_its_own_name() {
        world.deliver();
        world.lightsail().forgetCalls();

        Night.settleByMinutes(world);

        assertThat(namesIn("ExportSnapshot", "sourceSnapshotName")).doesNotHaveDuplicates();
        assertThat(namesIn("GetInstanceSnapshot", "instanceSnapshotName")).doesNotHaveDuplicates();
        assertThat(namesIn("GetDiskSnapshot", "diskSnapshotName")).doesNotHaveDuplicates();
        assertThat(namesIn("GetOperation", "operationId").stream()
                        .collect(Collectors.groupingBy(id -> id, Collectors.counting())))
                .hasSize(INSTANCES + DISKS)
                .allSatisfy((id, looks) ->
                        assertThat(looks).as("looks at one operation").isLessThanOrEqualTo(8));
    }

    @Test
    void exports_that_end_together_share_the_listings_of_the_records() {
        world.deliver();
        world.lightsail().forgetCalls();

        Night.settleByMinutes(world);

        long listings = world.lightsail().calls().stream()
                .filter(call -> call.operation().equals("GetExportSnapshotRecords"))
                .filter(call -> !call.input().has("pageToken"))
                .count();
        assertThat(listings).isBetween(1L, (INSTANCES + DISKS) / 2L - 1);
    }

    private List<String> namesIn(String operation, String member) {
        return world.lightsail().calls().stream()
                .filter(call -> call.operation().equals(operation))
                .map(Call::input)
                .map(input -> input.path(member).asText())
                .toList();
    }
}
