package io.github.snapshotexporter.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.localcloud.ExportCall;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.QueuedMessage;
import io.github.snapshotexporter.world.PublishedDocuments;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A whole night: what is exported, and what is reported. */
class NightTest {
    private final World world = World.create();

    @AfterEach
    void end() {
        PublishedDocuments.assertValid(world);
        world.close();
    }

    @Test
    void a_run_without_anything_to_do_reports_that_all_is_well() {
        world.send(Night.everything("night-1"));

        world.settle();

        JsonNode report = world.only("RunCompleted");
        assertThat(report.path("status").asText()).isEqualTo("OK");
        assertThat(report.path("runId").asText()).isEqualTo("night-1");
        assertThat(Night.counts(report)).isEmpty();
        assertThat(report.path("members")).isEmpty();
        assertThat(world.deadLetters()).isEmpty();
    }

    @Test
    void the_report_is_correct_to_the_entry_and_has_the_failures_first() {
        world.set("RUN_DEADLINE", "PT6H");
        Night.instance(world, "good-1", "good");
        Night.instance(world, "taken-1", "taken");
        world.lightsail().instanceSnapshot("bad-1").fromResource("bad").exports(ExportScript.fails("No", "No."));
        world.lightsail()
                .instanceSnapshot("refused-1")
                .onExport(ExportCall.error("InvalidInputException", 400, "Not this one."));
        world.lightsail().diskSnapshot("slow-1").fromResource("slow").exports(ExportScript.never());
        Night.instance(world, "gone-1", "gone");
        world.send(Night.everything("night-1"));
        world.deliver();
        world.lightsail().remove("gone-1");
        world.lightsail()
                .snapshot("taken-1")
                .exportedByHand(ExportScript.succeeds().takes(Duration.ZERO));

        JsonNode report = Night.untilReported(world);

        assertThat(report.path("status").asText()).isEqualTo("PARTIAL");
        assertThat(Night.lines(report))
                .containsExactly(
                        "bad-1 failed",
                        "refused-1 failed",
                        "gone-1 rejected",
                        "slow-1 unfinished",
                        "good-1 exported",
                        "taken-1 exported");
        assertThat(Night.counts(report))
                .isEqualTo(Map.of(
                        "selected", 6, "exported", 2, "failed", 2, "rejected", 1, "unfinished", 1, "exportedGb", 40));
        assertThat(report.path("members").path(2).path("reason").asText()).isEqualTo("SnapshotNotFound");
        assertThat(report.path("durationSeconds").asLong()).isBetween(6 * 3600L, 6 * 3600L + 900);
    }

    @Test
    void a_member_that_somebody_else_exports_meanwhile_is_reported_as_already_exported() {
        Night.instance(world, "site-1", "site");
        world.send(Night.everything("night-1"));
        world.deliver();
        QueuedMessage asked = world.queued().stream()
                .filter(message -> message.body().contains("ExportRequest"))
                .findFirst()
                .orElseThrow();
        List<QueuedMessage> held = world.sqs().receive(world.queueUrl(), 10, Duration.ofHours(1));
        assertThat(held).extracting(QueuedMessage::messageId).contains(asked.messageId());
        world.send("site-1");
        world.settle(Duration.ofMinutes(50));

        world.settle();

        assertThat(Night.lines(world.only("RunCompleted"))).containsExactly("site-1 alreadyExported");
        assertThat(world.only("RunCompleted").path("status").asText()).isEqualTo("OK");
        assertThat(world.lightsail().accepted("site-1")).hasSize(1);
    }

    @Test
    void a_run_of_which_nothing_is_exported_has_failed() {
        world.lightsail().instanceSnapshot("bad-1").exports(ExportScript.fails("No", "No."));
        world.send(Night.everything("night-1"));

        world.settle();

        JsonNode report = world.only("RunCompleted");
        assertThat(report.path("status").asText()).isEqualTo("FAILED");
        assertThat(report.has("error")).isFalse();
        assertThat(Night.lines(report)).containsExactly("bad-1 failed");
    }

    @Test
    void what_was_exported_by_hand_before_is_not_selected() {
        Night.instance(world, "site-1", "site")
                .exportedByHand(ExportScript.succeeds().takes(Duration.ofMinutes(5)));
        Night.instance(world, "shop-1", "shop");
        world.clock().advance(Duration.ofHours(1));
        world.send(Night.everything("night-1"));

        world.settle();

        assertThat(Night.lines(world.only("RunCompleted"))).containsExactly("shop-1 exported");
        assertThat(world.lightsail().accepted("site-1")).hasSize(1);
    }

    @Test
    void a_pending_newest_snapshot_counts_and_is_waited_for() {
        Night.instance(world, "site-1", "site").createdAt(World.BEGINNING.minus(Duration.ofHours(5)));
        Night.instance(world, "site-2", "site").createdAt(World.BEGINNING).pendingFor(Duration.ofHours(2));
        world.send(Night.request("night-1", "{\"latestPerSource\": true}"));

        world.settle();

        assertThat(Night.lines(world.only("RunCompleted"))).containsExactly("site-2 exported");
        assertThat(world.lightsail().accepted("site-1")).isEmpty();
    }

    @Test
    void an_instance_and_a_disk_snapshot_of_one_source_name_are_two_members() {
        Night.instance(world, "system-1", "site");
        world.lightsail().diskSnapshot("data-1").fromResource("site").exports(Night.succeeds());
        world.send(Night.request("night-1", "{\"latestPerSource\": true}"));

        world.settle();

        assertThat(Night.lines(world.only("RunCompleted"))).containsExactly("data-1 exported", "system-1 exported");
    }

    @Test
    void the_next_night_exports_only_what_is_new() {
        Night.instance(world, "site-1", "site");
        Night.instance(world, "shop-1", "shop");
        world.send(Night.everything("night-1"));
        world.settle();
        world.clock().advance(Duration.ofHours(20));
        Night.instance(world, "site-2", "site");
        world.sns().forgetPublished();
        world.send(Night.everything("night-2"));

        world.settle();

        assertThat(Night.lines(world.only("RunCompleted"))).containsExactly("site-2 exported");
        assertThat(world.lightsail().accepted()).hasSize(3);
    }

    @Test
    void a_late_report_of_another_night_does_not_count_for_this_one() {
        Night.instance(world, "site-1", "site").exports(ExportScript.succeeds().takes(Duration.ofHours(30)));
        world.send(Night.everything("night-1"));
        JsonNode first = Night.untilReported(world);
        world.sns().forgetPublished();
        world.clock().advance(Duration.ofHours(1));
        world.send(Night.everything("night-2"));

        world.settle();

        assertThat(Night.lines(first)).containsExactly("site-1 unfinished");
        assertThat(Night.lines(world.only("RunCompleted"))).containsExactly("site-1 unfinished");
        assertThat(world.publishedTypes()).contains("ExportSucceeded");
        assertThat(world.lightsail().accepted("site-1")).hasSize(1);
    }
}
