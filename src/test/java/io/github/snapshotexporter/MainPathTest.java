package io.github.snapshotexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MainPathTest {

    @Test
    void a_name_on_the_queue_becomes_one_export_that_is_told_from_start_to_end() {
        try (World world = World.create()) {
            world.lightsail()
                    .instanceSnapshot("my-site-1")
                    .fromResource("my-site")
                    .sizeInGb(40)
                    .pendingForLooks(2)
                    .exports(ExportScript.succeeds().takes(Duration.ofMinutes(30)));
            world.send("my-site-1");

            world.settle();

            assertThat(world.lightsail().accepted("my-site-1")).hasSize(1);
            assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
            assertThat(world.slots()).isEmpty();
            assertThat(world.deadLetters()).isEmpty();
        }
    }
}
