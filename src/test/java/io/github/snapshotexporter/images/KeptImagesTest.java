package io.github.snapshotexporter.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.EbsSnapshotScript;
import io.github.snapshotexporter.localcloud.Ec2Fault;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.ImageScript;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever the rules say, an image stays that is held, used, shared, unknown or not ours. */
class KeptImagesTest extends ImagesFixture {

    @Test
    void an_image_with_the_label_keep_is_held_whatever_its_value() {
        exportDays("my-site", 3).getFirst().tag("snapshot-exporter:keep", "");

        assertThat(dryRun("{\"keepLast\": 1, \"dryRun\": true}")).contains("my-site-1 Kept Held", "my-site-2 Expired");
        retain("{\"keepLast\": 1}");
        assertThat(ec2.imageIds()).hasSize(2);
    }

    @Test
    void an_image_that_an_instance_or_a_launch_template_uses_is_kept() {
        List<ImageScript> images = exportDays("my-site", 3);
        images.get(0).usedByInstance("i-0123456789abcdef0");
        images.get(1).usedByLaunchTemplate("lt-0123456789abcdef0");

        assertThat(dryRun("{\"keepLast\": 1, \"dryRun\": true}"))
                .contains("my-site-1 Kept InUse", "my-site-2 Kept InUse");
        assertThat(retain("{\"keepLast\": 1}").path("expired")).isEmpty();
    }

    @Test
    void an_image_whose_snapshot_is_part_of_another_image_is_kept() {
        List<ImageScript> images = exportDays("my-site", 2);
        ec2.newImage("made-from-it")
                .device("/dev/sda1", images.getFirst().snapshots().getFirst());

        assertThat(dryRun("{\"keepLast\": 1, \"dryRun\": true}")).contains("my-site-1 Kept InUse");
    }

    @Test
    void an_image_that_is_shared_is_kept_and_so_is_one_whose_snapshot_is() {
        List<ImageScript> images = exportDays("my-site", 3);
        images.get(0).sharedWith("999988887777");
        images.get(1).snapshots().getFirst().sharedWith("999988887777");

        assertThat(dryRun("{\"keepLast\": 1, \"dryRun\": true}"))
                .contains("my-site-1 Kept Shared", "my-site-2 Kept Shared");
    }

    @Test
    void an_image_of_which_nobody_knows_who_uses_it_is_kept() {
        exportDays("my-site", 2);
        ec2.faultAlways("DescribeImageReferences", Ec2Fault.denied("DescribeImageReferences"));

        assertThat(dryRun("{\"keepLast\": 1, \"dryRun\": true}")).contains("my-site-1 Kept UseUnknown");
        assertThat(retain("{\"keepLast\": 1}").path("expired")).isEmpty();
        assertThat(ec2.imageIds()).hasSize(2);
    }

    @Test
    void an_image_of_which_nobody_knows_whether_it_is_shared_is_kept() {
        exportDays("my-site", 2);
        ec2.faultAlways("DescribeSnapshotAttribute", Ec2Fault.denied("DescribeSnapshotAttribute"));

        assertThat(dryRun("{\"keepLast\": 1, \"dryRun\": true}")).contains("my-site-1 Kept UseUnknown");
    }

    @Test
    void an_image_that_was_never_seen_to_be_usable_is_kept_and_takes_no_place() {
        ec2.faultAlways("DescribeImages", Ec2Fault.denied("DescribeImages"));
        export("my-site", "unseen");
        ec2.clearFaults();
        world.clock().advance(Duration.ofDays(1));
        exportDays("my-site", 1);

        assertThat(dryRun("{\"keepLast\": 1, \"dryRun\": true}"))
                .containsExactly("my-site-1 Kept Last Newest", "unseen Kept NotVerified");
    }

    @Test
    void an_image_that_is_disabled_still_stands_and_is_kept() {
        List<ImageScript> images = exportDays("my-site", 2);
        images.getFirst().state("disabled");

        assertThat(retain("{\"keepLast\": 1}").path("images").path("kept").asInt())
                .isEqualTo(2);
        assertThat(dryRun("{\"keepLast\": 1, \"dryRun\": true}"))
                .containsExactly("my-site-2 Kept Last Newest", "my-site-1 Kept NotVerified");
    }

    @Test
    void an_image_that_was_disabled_for_a_night_is_let_go_when_it_is_enabled_again() {
        List<ImageScript> images = exportDays("my-site", 2);
        images.getFirst().state("disabled");
        retain("{\"keepLast\": 1}");
        images.getFirst().state(null);

        assertThat(ids(retain("{\"keepLast\": 1}").path("expired")))
                .containsExactly(images.getFirst().id());
    }

    @Test
    void an_image_whose_snapshot_is_part_of_a_disabled_image_is_kept() {
        List<ImageScript> images = exportDays("my-site", 2);
        ec2.newImage("made-from-it")
                .device("/dev/sda1", images.getFirst().snapshots().getFirst())
                .state("disabled");

        assertThat(dryRun("{\"keepLast\": 1, \"dryRun\": true}")).contains("my-site-1 Kept InUse");
    }

    @Test
    void an_image_that_was_exported_by_hand_is_not_ours() {
        world.lightsail()
                .instanceSnapshot("by-hand")
                .fromResource("my-site")
                .createdAt(now())
                .exportedByHand(ExportScript.succeeds().takes(Duration.ZERO));
        world.clock().advance(Duration.ofMinutes(1));
        world.send("by-hand");
        world.settle();
        world.clock().advance(Duration.ofDays(1));
        exportDays("my-site", 1);

        assertThat(dryRun("{\"keepLast\": 1, \"dryRun\": true}")).contains("by-hand Kept NotOurs");
        assertThat(retain("{\"keepLast\": 1}").path("expired")).isEmpty();
    }

    @Test
    void an_image_whose_label_was_taken_off_is_not_ours_any_more() {
        exportDays("my-site", 2).getFirst().withoutTag("snapshot-exporter:stack");

        assertThat(dryRun("{\"keepLast\": 1, \"dryRun\": true}")).contains("my-site-1 Kept NotOurs");
    }

    @Test
    void an_image_with_the_label_of_another_stack_is_not_ours() {
        exportDays("my-site", 2).getFirst().tag("snapshot-exporter:stack", "another");

        assertThat(dryRun("{\"keepLast\": 1, \"dryRun\": true}")).contains("my-site-1 Kept NotOurs");
    }

    @Test
    void an_image_that_says_it_is_of_another_snapshot_is_not_ours() {
        exportDays("my-site", 2).getFirst().tag("snapshot-exporter:snapshot-arn", "arn:of-another");

        assertThat(dryRun("{\"keepLast\": 1, \"dryRun\": true}")).contains("my-site-1 Kept NotOurs");
    }

    @Test
    void somebody_elses_image_with_our_labels_is_never_looked_at() {
        List<ImageScript> images = exportDays("my-site", 2);
        ImageScript foreign = ec2.newImage("foreign");
        images.getFirst().tags().forEach(foreign::tag);

        retain("{\"keepLast\": 1}");

        assertThat(ec2.imageIds()).contains(foreign.id());
    }

    @Test
    void a_snapshot_whose_label_was_taken_off_stays_when_its_image_goes() {
        ImageScript image = exportDays("my-site", 2).getFirst();
        EbsSnapshotScript disk = image.snapshots().getFirst().withoutTag("snapshot-exporter:stack");

        retain("{\"keepLast\": 1}");

        assertThat(ec2.deregistered()).containsExactly(image.id());
        assertThat(ec2.snapshotIds()).contains(disk.id());
    }

    @Test
    void copies_of_automatic_snapshots_that_were_all_made_today_are_each_of_their_own_day() {
        List<String> days = List.of("2026-11-20", "2026-11-21", "2026-11-18", "2026-11-19");
        automaticSnapshots(days);
        days.forEach(this::exportAutomaticSnapshot);

        List<String> decided = dryRun("{\"keepDaily\": 3, \"dryRun\": true}").stream()
                .map(text -> text.replaceAll("auto-my-site-(.*)-[0-9a-f]{12}", "$1"))
                .toList();

        assertThat(decided)
                .containsExactly(
                        "2026-11-18 Expired",
                        "2026-11-21 Kept Daily Newest",
                        "2026-11-20 Kept Daily",
                        "2026-11-19 Kept Daily");
    }

    @Test
    void a_snapshot_of_last_week_does_not_take_the_place_of_tonights() {
        automaticSnapshots(List.of("2026-11-15"));
        export("my-site", "tonight");
        world.clock().advance(Duration.ofHours(9));
        exportAutomaticSnapshot("2026-11-15");

        assertThat(dryRun("{\"keepDaily\": 1, \"dryRun\": true}")).last().isEqualTo("tonight Kept Daily Newest");
    }

    @Test
    void an_instance_made_anew_under_an_old_name_is_another_source() {
        exportDays("my-site", 1);
        world.lightsail()
                .instanceSnapshot("of-the-new-one")
                .fromResource("my-site")
                .fromResourceMadeAnew()
                .createdAt(now())
                .exports(ExportScript.succeeds().takes(Duration.ofSeconds(20)));
        world.send("of-the-new-one");
        world.settle();

        assertThat(dryRun("{\"keepLast\": 1, \"dryRun\": true}"))
                .allMatch(decision -> decision.contains("Kept Last Newest"))
                .hasSize(2);
    }

    private void automaticSnapshots(List<String> days) {
        world.lightsail()
                .instance("my-site")
                .withAutoSnapshots(days.toArray(String[]::new))
                .copies(copy -> copy.exports(ExportScript.succeeds().takes(Duration.ofSeconds(20))));
    }

    private void exportAutomaticSnapshot(String day) {
        world.send("{\"sourceResourceName\": \"my-site\", \"restoreDate\": \"" + day + "\"}");
        world.settle();
    }
}
