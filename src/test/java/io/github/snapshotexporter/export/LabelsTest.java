package io.github.snapshotexporter.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.EbsSnapshotScript;
import io.github.snapshotexporter.localcloud.Ec2Fault;
import io.github.snapshotexporter.localcloud.ExportCall;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.ImageScript;
import io.github.snapshotexporter.world.InvocationDied;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes out of an export carries labels by which people find it, and the exporter knows what it has made. */
class LabelsTest extends OneSnapshotFixture {

    LabelsTest() {
        super(World.create().set("STACK_NAME", "my-exporter"));
        snapshot.fromResource("my-site").createdAt(World.BEGINNING.minus(Duration.ofHours(1)));
    }

    private ImageScript exportedImage() {
        world.send("my-site-1");
        world.settle();
        return image();
    }

    private ImageScript image() {
        return world.ec2().image(world.ec2().imageIds().getLast());
    }

    @Test
    void the_image_is_labelled_with_where_it_comes_from() {
        assertThat(exportedImage().tags())
                .containsEntry("Name", "my-site-1")
                .containsEntry("snapshot-exporter:stack", "my-exporter")
                .containsEntry("snapshot-exporter:source", "my-site")
                .containsEntry("snapshot-exporter:snapshot", "my-site-1")
                .containsEntry("snapshot-exporter:snapshot-arn", snapshot.arn())
                .containsEntry("snapshot-exporter:snapshot-created-at", "2026-11-22T01:00:00.000Z")
                .containsEntry("snapshot-exporter:generation", "1")
                .containsKey("snapshot-exporter:source-arn")
                .doesNotContainKeys("snapshot-exporter:run", "snapshot-exporter:adopted");
    }

    @Test
    void each_of_its_snapshots_has_the_same_labels() {
        snapshot.attachedDisk("data", 8);

        ImageScript image = exportedImage();

        assertThat(image.snapshots())
                .hasSize(2)
                .allSatisfy(disk -> assertThat(disk.tags()).isEqualTo(image.tags()));
        assertThat(world.ec2().count("CreateTags")).isEqualTo(1);
    }

    @Test
    void the_snapshot_of_an_exported_disk_is_labelled() {
        world.lightsail().diskSnapshot("my-data-1").exports(HALF_AN_HOUR);
        world.send("my-data-1");
        world.settle();

        EbsSnapshotScript exported =
                world.ec2().snapshot(world.ec2().snapshotIds().getLast());
        assertThat(exported.tags()).containsEntry("snapshot-exporter:snapshot", "my-data-1");
    }

    @Test
    void the_tags_of_the_lightsail_snapshot_go_along() {
        snapshot.tag("customer", "ACME").tag("key-only", "");

        assertThat(exportedImage().tags()).containsEntry("customer", "ACME").containsEntry("key-only", "");
    }

    @Test
    void a_tag_of_the_lightsail_snapshot_never_takes_the_place_of_a_label() {
        snapshot.tag("Name", "Mine").tag("snapshot-exporter:stack", "another").tag("snapshot-exporter:adopted", "x");

        assertThat(exportedImage().tags())
                .containsEntry("Name", "my-site-1")
                .containsEntry("snapshot-exporter:stack", "my-exporter")
                .doesNotContainKey("snapshot-exporter:adopted");
    }

    @Test
    void what_ec2_would_refuse_is_left_out_and_named_in_the_log() {
        snapshot.tag("aws:backup", "x").tag("k".repeat(128), "too long a key").tag("long", "v".repeat(256));

        assertThat(exportedImage().tags())
                .doesNotContainKeys("aws:backup", "k".repeat(128))
                .containsEntry("long", "v".repeat(255));
        assertThat(labelLine()).contains("aws:backup", "long", "k".repeat(128));
    }

    @Test
    void there_are_never_more_than_fifty_labels_and_the_exporters_come_first() {
        for (int i = 0; i < 50; i++) {
            snapshot.tag("tag-%02d".formatted(i), "x");
        }

        assertThat(exportedImage().tags())
                .hasSize(50)
                .containsKeys("Name", "snapshot-exporter:stack", "tag-00")
                .doesNotContainKey("tag-49");
        assertThat(labelLine()).contains("tag-49");
    }

    @Test
    void an_image_of_a_run_names_the_run() {
        world.send("{\"select\": {}, \"requestId\": \"tonight\"}");
        world.settle();

        assertThat(image().tags()).containsEntry("snapshot-exporter:run", "tonight");
    }

    @Test
    void what_was_exported_by_hand_is_labelled_as_adopted_and_not_as_ours() {
        snapshot.exportedByHand(ExportScript.succeeds().takes(Duration.ofMinutes(1)));
        world.clock().advance(Duration.ofMinutes(2));

        assertThat(exportedImage().tags())
                .containsEntry("snapshot-exporter:adopted", "my-exporter")
                .containsEntry("snapshot-exporter:snapshot", "my-site-1")
                .doesNotContainKey("snapshot-exporter:stack");
    }

    @Test
    void what_was_exported_by_hand_and_is_found_after_a_doubtful_call_is_not_ours() {
        snapshot.exportedByHand(
                world.clock().instant().minus(Duration.ofMinutes(5)),
                ExportScript.succeeds()
                        .takes(Duration.ofMinutes(1))
                        .recordListedAfter(Duration.ofMinutes(5).plusSeconds(1)));
        snapshot.onExport(ExportCall.error("ServiceException", 500, "Internal failure"));

        assertThat(exportedImage().tags())
                .containsKey("snapshot-exporter:adopted")
                .doesNotContainKey("snapshot-exporter:stack");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void what_is_exported_by_hand_while_own_calls_are_refused_is_not_ours(int refused) {
        snapshot.onExport(ExportCall.throttle(), ExportCall.throttle());
        world.send("my-site-1");
        for (int n = 0; n < refused; n++) {
            assertThat(world.deliverNext(World.BEGINNING.plus(Duration.ofHours(1))))
                    .isTrue();
        }

        snapshot.exportedByHand(ExportScript.succeeds().takes(Duration.ofMinutes(1)));
        world.settle();

        assertThat(image().tags())
                .containsKey("snapshot-exporter:adopted")
                .doesNotContainKey("snapshot-exporter:stack");
    }

    @Test
    void what_a_call_without_an_answer_has_made_after_one_that_was_refused_is_ours() {
        snapshot.onExport(
                ExportCall.throttle(), ExportCall.errorAfterAccepting("ServiceException", 500, "Internal failure"));

        assertThat(exportedImage().tags())
                .containsEntry("snapshot-exporter:stack", "my-exporter")
                .doesNotContainKey("snapshot-exporter:adopted");
    }

    @Test
    void what_a_call_without_an_answer_has_made_and_is_found_after_one_that_was_refused_is_ours() {
        snapshot.exports(ExportScript.succeeds().takes(Duration.ofMinutes(1)).recordListedAfter(Duration.ofMinutes(3)))
                .onExport(
                        ExportCall.errorAfterAccepting("ServiceException", 500, "Internal failure"),
                        ExportCall.throttle(),
                        ExportCall.throttle(),
                        ExportCall.throttle(),
                        ExportCall.throttle(),
                        ExportCall.throttle());

        assertThat(exportedImage().tags())
                .containsEntry("snapshot-exporter:stack", "my-exporter")
                .doesNotContainKey("snapshot-exporter:adopted");
        assertThat(world.lightsail().accepted()).hasSize(1);
    }

    @Test
    void an_own_export_that_comes_through_after_it_was_abandoned_is_ours() {
        world.set("EXPORT_DEADLINE", "PT2H");
        snapshot.exports(ExportScript.succeeds().takes(Duration.ofHours(3)));
        world.send("my-site-1");
        world.settle();
        assertThat(world.publishedTypes()).contains("ExportAbandoned");
        world.clock().advance(Duration.ofMinutes(1));

        world.send("my-site-1");
        world.settle();

        assertThat(world.lightsail().accepted()).hasSize(1);
        assertThat(image().tags())
                .containsEntry("snapshot-exporter:stack", "my-exporter")
                .doesNotContainKey("snapshot-exporter:adopted");
    }

    @Test
    void what_an_own_call_without_an_answer_has_made_is_ours() {
        snapshot.onExport(ExportCall.errorAfterAccepting("ServiceException", 500, "Internal failure"));

        assertThat(exportedImage().tags())
                .containsEntry("snapshot-exporter:stack", "my-exporter")
                .doesNotContainKey("snapshot-exporter:adopted");
        assertThat(world.only("ExportSucceeded").path("adopted").asBoolean()).isTrue();
    }

    @Test
    void a_label_that_cannot_be_given_is_tried_again() {
        world.ec2().fault("CreateTags", Ec2Fault.unavailable(), Ec2Fault.unavailable(), Ec2Fault.unavailable());

        assertThat(exportedImage().tags()).containsKey("snapshot-exporter:stack");
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
    }

    @Test
    void labels_that_are_denied_for_hours_end_nothing() {
        world.ec2().faultAlways("CreateTags", Ec2Fault.denied("CreateTags"));

        assertThat(exportedImage().tags()).isEmpty();
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
        assertThat(world.deadLetters()).isEmpty();
        assertThat(labelLine()).contains("UnauthorizedOperation");
    }

    @Test
    void the_end_is_told_before_the_labels_are_given() {
        world.ec2().faultAlways("CreateTags", Ec2Fault.unavailable());
        world.send("my-site-1");

        settleUntil("Succeeded");

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
    }

    private String labelLine() {
        return world.log().stream()
                .filter(line -> line.path("step").asText().equals("label"))
                .map(Object::toString)
                .reduce("", (all, line) -> all + line);
    }

    @Test
    void an_image_whose_tracker_is_lost_is_labelled_by_the_one_that_the_next_request_sends() {
        AtomicBoolean died = Interruptions.doBefore(world, "Ec2.CreateTags", () -> {
            throw new InvocationDied("before the image is labelled");
        });
        world.send("my-site-1");
        while (!died.get() && world.deliverNext(World.BEGINNING.plus(Duration.ofHours(2)))) {}
        world.sqs().purge(world.queueUrl());
        world.ec2().fault("CreateTags", Ec2Fault.unavailable(), Ec2Fault.unavailable(), Ec2Fault.unavailable());
        world.send("my-site-1");

        world.settle();

        assertThat(image().tags()).containsEntry("snapshot-exporter:stack", "my-exporter");
    }
}
