package io.github.snapshotexporter.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.ImageScript;
import io.github.snapshotexporter.world.EventFiles;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Somebody asks what the rules do not keep, or to let it go: that goes with all its snapshots. */
class RetentionTest extends ImagesFixture {

    @Test
    void a_dry_run_tells_of_each_image_what_would_become_of_it_and_why() {
        exportDays("my-site", 3);

        assertThat(dryRun("{\"keepLast\": 2, \"keepWithin\": \"P1D\", \"dryRun\": true}"))
                .containsExactly("my-site-1 Expired", "my-site-3 Kept Last Within Newest", "my-site-2 Kept Last");
    }

    @Test
    void a_dry_run_counts_and_describes() {
        exportDays("my-site", 2);

        JsonNode answer = world.invoke("{\"retain\": {\"keepLast\": 1, \"dryRun\": true}}");

        assertThat(answer.path("dryRun").asBoolean()).isTrue();
        assertThat(answer.path("kept").asInt()).isEqualTo(1);
        assertThat(answer.path("expired").asInt()).isEqualTo(1);
        JsonNode expired = answer.path("decisions").path(0);
        assertThat(expired.path("imageId").asText()).isEqualTo(ec2.imageIds().getFirst());
        assertThat(expired.path("fromResourceName").asText()).isEqualTo("my-site");
        assertThat(expired.path("snapshotCreatedAt").asText()).startsWith("2026-11-22T02:00:");
        assertThat(expired.path("sizeInGb").asInt()).isEqualTo(40);
    }

    @Test
    void the_file_of_an_event_asks_for_a_dry_run() {
        exportDays("my-site", 1);

        assertThat(world.invoke(EventFiles.text("direct_retain-dry-run"))
                        .path("kept")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void a_dry_run_in_the_queue_is_rejected_because_nobody_would_get_the_answer() {
        exportDays("my-site", 2);
        world.sns().forgetPublished();

        world.send("{\"retain\": {\"keepLast\": 1, \"dryRun\": true}}");
        world.settle();

        assertThat(world.only("RequestRejected").path("error").path("message").asText())
                .contains("dryRun is answered to a direct invocation only");
        assertThat(ec2.imageIds()).hasSize(2);
    }

    @Test
    void a_dry_run_deletes_and_writes_nothing() {
        exportDays("my-site", 3);
        world.tap().forgetCalls();

        dryRun("{\"keepLast\": 1, \"dryRun\": true}");

        assertThat(ec2.imageIds()).hasSize(3);
        assertThat(world.tap().calls())
                .allMatch(call -> call.startsWith("Ec2.Describe")
                        || call.equals("DynamoDb.Query")
                        || call.equals("Lightsail.GetExportSnapshotRecords"));
    }

    @Test
    void a_message_lets_go_what_the_dry_run_has_told_of() {
        List<ImageScript> images = exportDays("my-site", 3);

        JsonNode told = retain("{\"keepLast\": 2}");

        assertThat(ids(told.path("expired"))).containsExactly(images.getFirst().id());
        assertThat(ec2.deregistered()).containsExactly(images.getFirst().id());
        assertThat(told.path("images").path("kept").asInt()).isEqualTo(2);
        assertThat(told.path("images").path("keptGb").asInt()).isEqualTo(80);
        assertThat(told.path("images").path("expired").asInt()).isEqualTo(1);
        assertThat(told.path("images").path("failed").asInt()).isZero();
        assertThat(told.path("images").path("oldest").asText()).startsWith("2026-11-23T02:00:");
    }

    @Test
    void all_snapshots_of_an_image_go_with_it() {
        world.lightsail()
                .instanceSnapshot("with-disk")
                .fromResource("my-site")
                .createdAt(now())
                .attachedDisk("data", 8)
                .exports(ExportScript.succeeds().takes(Duration.ofSeconds(20)));
        world.send("with-disk");
        world.settle();
        world.clock().advance(Duration.ofDays(1));
        List<String> disks = ec2.snapshotIds();
        exportDays("my-site", 1);

        retain("{\"keepLast\": 1}");

        assertThat(ec2.deletedSnapshots())
                .containsExactlyInAnyOrderElementsOf(disks)
                .hasSize(2);
    }

    @Test
    void the_snapshots_of_exported_disks_are_let_go_too() {
        for (int day = 1; day <= 2; day++) {
            world.lightsail()
                    .diskSnapshot("data-" + day)
                    .fromResource("data")
                    .createdAt(now())
                    .exports(ExportScript.succeeds().takes(Duration.ofSeconds(20)));
            world.send("data-" + day);
            world.settle();
            world.clock().advance(Duration.ofDays(1));
        }
        String first = ec2.snapshotIds().getFirst();

        JsonNode told = retain("{\"keepLast\": 1}");

        assertThat(ids(told.path("expired"))).containsExactly(first);
        assertThat(ec2.deletedSnapshots()).containsExactly(first);
    }

    @Test
    void a_direct_invocation_queues_what_is_no_dry_run() {
        exportDays("my-site", 2);
        world.sns().forgetPublished();

        JsonNode answer = world.invoke("{\"retain\": {\"keepLast\": 1}, \"requestId\": \"tidy\"}");
        world.settle();

        assertThat(answer.path("outcome").asText()).isEqualTo("QUEUED");
        assertThat(world.only("RetentionCompleted").path("jobId").asText()).isEqualTo("tidy");
    }

    @Test
    void a_request_that_comes_twice_is_told_under_one_id() {
        exportDays("my-site", 2);
        world.sns().forgetPublished();

        world.send("{\"retain\": {\"keepLast\": 1}, \"requestId\": \"tidy\"}");
        world.send("{\"retain\": {\"keepLast\": 1}, \"requestId\": \"tidy\"}");
        world.settle();

        assertThat(world.published())
                .extracting(message -> message.document().path("id").asText())
                .isNotEmpty()
                .containsOnly(world.published().getFirst().document().path("id").asText());
    }

    @Test
    void only_the_sources_that_are_named_are_meant() {
        exportDays("my-site", 2);
        exportDays("my-shop", 2);

        JsonNode told = retain("{\"keepLast\": 1, \"sources\": [\"my-shop\"]}");

        assertThat(told.path("expired")).hasSize(1);
        assertThat(told.path("expired").path(0).path("sourceSnapshotName").asText())
                .isEqualTo("my-shop-1");
        assertThat(told.path("images").path("kept").asInt()).isEqualTo(3);
    }

    @Test
    void what_is_let_go_is_not_exported_again() {
        exportDays("my-site", 2);
        retain("{\"keepLast\": 1}");
        world.sns().forgetPublished();

        world.send("{\"select\": {}, \"requestId\": \"tonight\"}");
        world.settle();

        assertThat(world.lightsail().accepted()).hasSize(2);
        assertThat(world.only("RunCompleted")
                        .path("leftOut")
                        .path("AlreadyExported")
                        .asInt())
                .isEqualTo(2);
    }
}
