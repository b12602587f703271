package io.github.snapshotexporter.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NightTest {
    private final World world = World.create();

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void a_night_exports_what_is_selected_and_reports_in_the_end() {
        world.lightsail().instanceSnapshot("site-1").fromResource("site");
        world.lightsail().instanceSnapshot("site-2").fromResource("site");
        world.lightsail().diskSnapshot("data-1").fromResource("data");
        world.lightsail().instanceSnapshot("shop-1").fromResource("shop").exports(ExportScript.fails("No", "No."));
        world.lightsail().instanceSnapshot("done-1").fromResource("done").exportedByHand(ExportScript.succeeds());
        world.clock().advance(Duration.ofHours(1));
        world.send("{\"select\": {\"latestPerSource\": false}, \"requestId\": \"night-1\", \"requestedBy\": \"schedule\"}");

        world.settle();

        JsonNode report = world.only("RunCompleted");
        assertThat(report.path("status").asText()).isEqualTo("PARTIAL");
        assertThat(report.path("summary").path("selected").asInt()).isEqualTo(4);
        assertThat(report.path("summary").path("exported").asInt()).isEqualTo(3);
        assertThat(report.path("summary").path("failed").asInt()).isEqualTo(1);
        assertThat(report.path("members").path(0).path("sourceSnapshotName").asText())
                .isEqualTo("shop-1");
    }
}
