package io.github.snapshotexporter.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.world.World;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One instance whose automatic snapshots Lightsail does not list. */
class OneBadSourceTest {
    private final World world = World.create();

    @AfterEach
    void end() {
        world.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"InvalidInputException", "OperationFailureException"})
    void one_source_that_cannot_be_asked_does_not_keep_all_other_snapshots_from_being_exported(String error) {
        Night.instance(world, "other-1", "other");
        world.lightsail().instance("site").withAutoSnapshots("2026-11-21");
        Fault[] always = new Fault[1000];
        Arrays.fill(always, Fault.error(error, 400, "Not this one."));
        world.lightsail().faultFor("site", "GetAutoSnapshots", always);
        world.send(Night.request("night-1", "{\"includeAutomatic\": true}"));

        world.settle();

        assertThat(world.lightsail().accepted("other-1")).hasSize(1);
        JsonNode report = world.only("RunCompleted");
        assertThat(report.path("status").asText()).isEqualTo("OK");
        assertThat(report.path("leftOut").path("SourceRefused").asInt()).isEqualTo(1);
    }
}
