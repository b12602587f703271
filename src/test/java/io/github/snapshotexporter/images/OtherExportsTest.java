package io.github.snapshotexporter.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.localcloud.ImageScript;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Images of exports that the ledger does not list: a dry run shows them as not ours, and none is ever let go. */
class OtherExportsTest extends ImagesFixture {

    @Test
    void what_was_exported_by_hand_is_shown_as_not_ours() {
        exportDays("my-site", 2);
        exportByHand("by-hand");

        assertThat(dryRun("{\"keepLast\": 1, \"dryRun\": true}"))
                .containsExactlyInAnyOrder("my-site-1 Expired", "my-site-2 Kept Last Newest", "by-hand Kept NotOurs");
    }

    @Test
    void it_is_described_as_its_record_does() {
        exportByHand("by-hand");

        JsonNode decision = world.invoke("{\"retain\": {\"keepLast\": 1, \"dryRun\": true}}")
                .path("decisions")
                .path(0);

        assertThat(decision.path("imageId").asText()).isEqualTo(ec2.imageIds().getFirst());
        assertThat(decision.path("fromResourceName").asText()).isEqualTo("my-site");
        assertThat(decision.path("snapshotCreatedAt").asText()).startsWith("2026-11-2");
        assertThat(decision.path("sizeInGb").asInt()).isEqualTo(48);
    }

    @Test
    void a_disk_that_was_exported_by_hand_is_shown_with_its_size() {
        world.lightsail()
                .diskSnapshot("data-1")
                .sizeInGb(64)
                .fromResource("data")
                .createdAt(now())
                .exports(ExportScript.succeeds().takes(Duration.ofSeconds(20)));
        export("data-1");

        JsonNode decision = world.invoke("{\"retain\": {\"keepLast\": 1, \"dryRun\": true}}")
                .path("decisions")
                .path(0);

        assertThat(decision.path("imageId").asText())
                .isEqualTo(ec2.snapshotIds().getFirst());
        assertThat(decision.path("sizeInGb").asInt()).isEqualTo(64);
    }

    @Test
    void what_an_earlier_version_has_exported_is_kept_as_not_ours() {
        List<ImageScript> images = exportDays("my-site", 3);
        forgetImages();

        assertThat(dryRun("{\"keepLast\": 1, \"dryRun\": true}"))
                .containsExactlyInAnyOrder(
                        "my-site-1 Kept NotOurs", "my-site-2 Kept NotOurs", "my-site-3 Kept NotOurs");
        retain("{\"keepLast\": 1}");
        assertThat(ec2.imageIds())
                .containsExactlyElementsOf(images.stream().map(ImageScript::id).toList());
    }

    @Test
    void what_is_gone_is_not_shown() {
        exportByHand("by-hand");
        ec2.remove(ec2.imageIds().getFirst());

        assertThat(dryRun("{\"keepLast\": 1, \"dryRun\": true}")).isEmpty();
    }

    @Test
    void what_the_exporter_has_let_go_is_not_shown_again() {
        exportDays("my-site", 2);
        retain("{\"keepLast\": 1}");

        assertThat(dryRun("{\"keepLast\": 1, \"dryRun\": true}")).containsExactly("my-site-2 Kept Last Newest");
    }

    @Test
    void only_the_sources_that_are_asked_about_are_shown() {
        exportByHand("by-hand");

        assertThat(dryRun("{\"keepLast\": 1, \"dryRun\": true, \"sources\": [\"another-site\"]}"))
                .isEmpty();
    }

    @Test
    void where_lightsail_does_not_list_its_records_the_others_are_not_shown_and_the_log_says_so() {
        exportDays("my-site", 1);
        exportByHand("by-hand");
        world.lightsail().faultAlways("GetExportSnapshotRecords", Fault.error("AccessDeniedException", 400, "No"));

        assertThat(dryRun("{\"keepLast\": 1, \"dryRun\": true}")).containsExactly("my-site-1 Kept Last Newest");
        assertThat(world.log())
                .anyMatch(line -> line.toString().contains("exports that the ledger does not list are not shown"));
    }

    private void exportByHand(String name) {
        world.lightsail()
                .instanceSnapshot(name)
                .fromResource("my-site")
                .createdAt(now())
                .attachedDisk("data", 8)
                .exports(ExportScript.succeeds().takes(Duration.ofSeconds(20)));
        export(name);
    }

    private void export(String name) {
        world.aws().lightsail().exportSnapshot(request -> request.sourceSnapshotName(name));
        world.clock().advance(Duration.ofDays(1));
        // Its result is there once somebody has seen that the record has ended.
        world.aws().lightsail().getExportSnapshotRecords(request -> {});
    }
}
