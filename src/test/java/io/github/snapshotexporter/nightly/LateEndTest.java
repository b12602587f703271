package io.github.snapshotexporter.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.Published;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Exports that end after the report of their run, which can tell of them only as unfinished. */
class LateEndTest {
    private final World world = World.create().set("RUN_DEADLINE", "PT1H");

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void a_success_after_the_report_is_told_as_one_outside_of_runs() {
        Night.instance(world, "site-1", "site").exports(ExportScript.succeeds().takes(Duration.ofHours(3)));
        world.send(Night.everything("night-1"));

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "RunCompleted", "ExportSucceeded");
        assertThat(world.only("ExportSucceeded").path("runId").textValue()).isEqualTo("night-1");
        assertThat(succeeded().attributes()).doesNotContainKey("runId");
        assertThat(succeeded().email()).contains("reported before this");
    }

    @Test
    void a_success_before_the_report_is_told_as_one_of_its_run() {
        Night.instance(world, "site-1", "site");
        world.send(Night.everything("night-1"));

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded", "RunCompleted");
        assertThat(succeeded().attributes()).containsKey("runId");
    }

    private Published succeeded() {
        return world.published().stream()
                .filter(message -> message.document().path("type").asText().equals("ExportSucceeded"))
                .findFirst()
                .orElseThrow();
    }
}
