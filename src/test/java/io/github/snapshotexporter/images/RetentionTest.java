package io.github.snapshotexporter.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.localcloud.EbsSnapshotScript;
import io.github.snapshotexporter.localcloud.Ec2Fault;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.localcloud.ImageScript;
import io.github.snapshotexporter.world.EventFiles;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What the rules do not keep is let go with all its snapshots, and nothing else ever is. */
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

    @Test
    void a_protected_image_is_told_as_not_let_go_and_tried_again() {
        List<ImageScript> images = exportDays("my-site", 2);
        images.getFirst().deregistrationProtection(true);

        JsonNode told = retain("{\"keepLast\": 1}");
        images.getFirst().deregistrationProtection(false);
        JsonNode toldLater = retain("{\"keepLast\": 1}");

        assertThat(ids(told.path("notExpired")))
                .containsExactly(images.getFirst().id());
        assertThat(told.path("notExpired").path(0).path("message").asText()).isNotBlank();
        assertThat(told.path("images").path("kept").asInt()).isEqualTo(2);
        assertThat(ids(toldLater.path("expired")))
                .containsExactly(images.getFirst().id());
    }

    @Test
    void an_image_that_somebody_else_deletes_meanwhile_is_as_good_as_let_go() {
        ImageScript image = exportDays("my-site", 2).getFirst();
        world.tap().before(call -> {
            if (call.equals("Ec2.DeregisterImage")) {
                image.deregisteredByHand();
            }
        });

        JsonNode told = retain("{\"keepLast\": 1}");

        assertThat(ids(told.path("expired"))).containsExactly(image.id());
        assertThat(told.path("images").path("failed").asInt()).isZero();
    }

    @Test
    void an_image_that_somebody_else_has_deleted_before_is_not_counted_and_its_snapshots_are_left() {
        ImageScript image = exportDays("my-site", 2).getFirst();
        image.deregisteredByHand();

        JsonNode told = retain("{\"keepLast\": 1}");

        assertThat(told.path("images").path("kept").asInt()).isEqualTo(1);
        assertThat(told.path("expired")).isEmpty();
        assertThat(ec2.deletedSnapshots()).isEmpty();
    }

    /** Both have seen the image stand without an intent; the one that is refused must not undo the other's. */
    @Test
    void a_refusal_of_one_receive_does_not_hide_what_another_one_that_died_has_begun() {
        ImageScript image = exportDays("my-site", 2).getFirst();
        world.tap().before(call -> {
            if (call.equals("Ec2.DeregisterImage")) {
                // The other one has deregistered it, and dies; this one's call is refused.
                image.deregisteredByHand();
                ec2.fault("DeregisterImage", Ec2Fault.denied("DeregisterImage"));
            }
        });
        retain("{\"keepLast\": 1}");
        world.calmDown();

        JsonNode told = retain("{\"keepLast\": 1}");

        assertThat(ids(told.path("expired"))).containsExactly(image.id());
        assertThat(ec2.deletedSnapshots()).hasSize(1);
    }

    @Test
    void an_image_that_is_gone_when_somebody_has_just_begun_to_let_it_go_is_not_forgotten() {
        ImageScript image = exportDays("my-site", 2).getFirst();
        AtomicBoolean other = new AtomicBoolean();
        world.tap().after(call -> {
            if (call.equals("DynamoDb.Query") && other.compareAndSet(false, true)) {
                // The other one notes the intent, deregisters the image, and dies.
                world.dynamoDb()
                        .updateItem(request -> request.tableName(world.table())
                                .key(imageKey(image))
                                .updateExpression("SET lettingGo = :other")
                                .expressionAttributeValues(Map.of(":other", AttributeValue.fromS("other"))));
                image.deregisteredByHand();
            }
        });
        retain("{\"keepLast\": 1}");
        world.calmDown();

        retain("{\"keepLast\": 1}");

        assertThat(ec2.deletedSnapshots()).hasSize(1);
    }

    @Test
    void snapshots_that_could_not_be_deleted_are_deleted_the_next_time() {
        ImageScript image = exportDays("my-site", 2).getFirst();
        ec2.faultAlways("DeleteSnapshot", Ec2Fault.denied("DeleteSnapshot"));
        JsonNode told = retain("{\"keepLast\": 1}");
        ec2.clearFaults();

        JsonNode toldLater = retain("{\"keepLast\": 1}");

        assertThat(ids(told.path("notExpired"))).containsExactly(image.id());
        assertThat(ids(toldLater.path("expired"))).containsExactly(image.id());
        assertThat(ec2.deletedSnapshots()).hasSize(1);
    }

    @Test
    void nothing_is_let_go_where_ec2_does_not_tell_what_stands() {
        exportDays("my-site", 3);
        ec2.faultAlways("DescribeImages", Fault.drop());

        JsonNode told = retain("{\"keepLast\": 1}");

        assertThat(told.path("images").path("unreadable").asText()).isNotBlank();
        assertThat(told.path("images").path("kept").asInt()).isEqualTo(3);
        assertThat(ec2.deregistered()).isEmpty();
    }

    @Test
    void a_listing_that_never_ends_keeps_everything() {
        exportDays("my-site", 3);
        ec2.pageSize(5).neverEnding("DescribeImages");

        assertThat(retain("{\"keepLast\": 1}").path("expired")).isEmpty();
    }

    @Test
    void a_run_without_rules_tells_what_stands() {
        exportDays("my-site", 2);

        JsonNode report = night("tonight");

        assertThat(report.path("images").path("kept").asInt()).isEqualTo(2);
        assertThat(report.path("images").path("keptGb").asInt()).isEqualTo(80);
        assertThat(report.path("images").path("hasRules").asBoolean()).isFalse();
        assertThat(report.path("images").path("monthlyUsdAtMost").asDouble()).isEqualTo(4.0);
        assertThat(report.path("expired")).isEmpty();
        assertThat(ec2.imageIds()).hasSize(2);
    }

    @Test
    void round_costs_are_written_as_people_do() {
        exportedBefore("my-site", 10);

        night("tonight");

        assertThat(world.published().getLast().message()).contains("monthlyUsdAtMost\\\":20.0");
    }

    @Test
    void a_run_lets_go_by_the_rules_of_the_stack_before_its_report() {
        List<ImageScript> images = exportDays("my-site", 3);
        world.set("KEEP_LAST", "1");

        JsonNode report = night("tonight");

        assertThat(ids(report.path("expired")))
                .containsExactlyInAnyOrder(images.get(0).id(), images.get(1).id());
        assertThat(report.path("images").path("hasRules").asBoolean()).isTrue();
        assertThat(ec2.imageIds()).containsExactly(images.get(2).id());
    }

    @Test
    void nothing_expires_while_no_new_images_come() {
        exportDays("my-site", 3);
        world.set("KEEP_DAILY", "3").set("KEEP_WITHIN", "P2D");
        world.clock().advance(Duration.ofDays(400));

        assertThat(night("much-later").path("expired")).isEmpty();
    }

    @Test
    void a_report_costs_one_query_and_one_listing_of_images() {
        exportDays("my-site", 3);
        ec2.forgetCalls();

        night("tonight");

        assertThat(ec2.counts()).containsOnlyKeys("DescribeImages");
        assertThat(ec2.count("DescribeImages")).isEqualTo(1);
    }

    @Test
    void the_e_mail_tells_what_stands_what_was_let_go_and_what_it_costs() {
        exportDays("my-site", 3);
        world.set("KEEP_LAST", "2");
        night("tonight");

        String text = world.published().getLast().email();

        assertThat(text)
                .contains("In EC2: 2 images, 80 GB at most, the oldest of 2026-11-23.")
                .contains("Let go:\n  " + ec2.deregistered().getFirst() + "  my-site-1\n")
                .endsWith("They cost USD 4.00 a month at most.\n");
    }
}
