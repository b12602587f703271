package io.github.snapshotexporter.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.localcloud.Published;
import io.github.snapshotexporter.localcloud.QueuedMessage;
import io.github.snapshotexporter.world.PublishedDocuments;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Selecting once, asking once, reporting once. */
class FanOutTest {
    private final World world = World.create();

    @AfterEach
    void end() {
        PublishedDocuments.assertValid(world);
        world.close();
    }

    @Test
    void a_repeated_request_of_a_run_neither_selects_nor_sends_again() {
        Night.instance(world, "site-1", "site");
        world.send(Night.everything("night-1"));
        world.deliver();
        Night.instance(world, "late-1", "late");
        world.lightsail().forgetCalls();
        long sent = world.sqs().count("SendMessageBatch");
        world.send(Night.everything("night-1"));

        world.settle();

        assertThat(world.lightsail().count("GetInstanceSnapshots")).isZero();
        assertThat(world.sqs().count("SendMessageBatch")).isEqualTo(sent);
        assertThat(Night.lines(world.only("RunCompleted"))).containsExactly("site-1 exported");
    }

    @Test
    void members_that_a_crashed_receive_has_written_count_for_the_limit() {
        Night.instance(world, "site-1", "site");
        world.dieAfterCall("DynamoDb.TransactWriteItems"::equals);
        world.send(Night.request("night-1", "{\"limit\": 1}"));
        world.deliver();
        world.calmDown();
        assertThat(Night.memberNames(world, "night-1")).containsExactly("site-1");
        Night.instance(world, "site-2", "site").createdAt(world.clock().instant());

        world.settle();

        assertThat(Night.lines(world.only("RunCompleted"))).containsExactly("site-1 exported");
    }

    @Test
    void a_listing_is_not_made_again_where_only_the_export_records_could_not_be_listed() {
        Night.instance(world, "site-1", "site");
        world.lightsail().fault("GetExportSnapshotRecords", Fault.throttle());
        world.send(Night.everything("night-1"));

        world.settle();

        assertThat(world.lightsail().count("GetInstanceSnapshots")).isEqualTo(1);
        assertThat(Night.lines(world.only("RunCompleted"))).containsExactly("site-1 exported");
    }

    @Test
    void a_dry_run_in_a_queue_message_is_refused_and_exports_nothing() {
        Night.instance(world, "site-1", "site");
        world.send("{\"select\": {\"dryRun\": true}}");

        world.settle();

        assertThat(world.only("RequestRejected").path("error").path("message").asText())
                .contains("direct invocation only");
        assertThat(world.deadLetters()).hasSize(1);
        assertThat(world.lightsail().accepted()).isEmpty();
    }

    @Test
    void two_messages_of_one_run_at_once_lead_to_one_set_of_members_and_one_report() {
        Night.instance(world, "site-1", "site");
        Night.instance(world, "shop-1", "shop");
        world.send(Night.everything("night-1"));
        world.send(Night.everything("night-1"));

        world.settle();

        assertThat(Night.memberNames(world, "night-1")).containsExactly("shop-1", "site-1");
        assertThat(Night.lines(world.only("RunCompleted"))).containsExactly("shop-1 exported", "site-1 exported");
        assertThat(world.lightsail().accepted()).hasSize(2);
        assertThat(world.lightsail().count("GetInstanceSnapshots")).isEqualTo(1);
    }

    @Test
    void two_runs_at_once_export_each_snapshot_once_and_report_both() {
        Night.instance(world, "site-1", "site");
        world.send(Night.everything("night-1"));
        world.send(Night.everything("night-2"));

        world.settle();

        assertThat(world.lightsail().accepted("site-1")).hasSize(1);
        assertThat(world.published().stream()
                        .map(Published::document)
                        .filter(document -> document.path("type").asText().equals("RunCompleted"))
                        .map(document -> document.path("runId").asText() + " " + Night.lines(document)))
                .containsExactlyInAnyOrder("night-1 [site-1 exported]", "night-2 [site-1 exported]");
    }

    @Test
    void members_are_marked_as_sent() {
        Night.instance(world, "site-1", "site");
        world.send(Night.everything("night-1"));

        world.deliver();

        assertThat(Night.members(world, "night-1"))
                .allSatisfy(member -> assertThat(member.get("sent").bool()).isTrue());
        assertThat(world.item("run#night-1", "run").get("state").s()).isEqualTo("Dispatched");
    }

    @Test
    void requests_that_sqs_has_not_taken_are_sent_later_and_the_others_not_again() {
        for (int i = 1; i <= 12; i++) {
            Night.instance(world, "site-" + i, "site-" + i);
        }
        world.sqs().failBatchEntries("SendMessageBatch", 500, "InternalError", 3);
        world.send(Night.everything("night-1"));
        world.deliver();
        assertThat(Night.members(world, "night-1").stream().filter(member -> member.containsKey("sent")))
                .hasSize(9);
        assertThat(requests()).hasSize(9);

        world.settle(Duration.ofMinutes(1));

        assertThat(Night.members(world, "night-1").stream().filter(member -> member.containsKey("sent")))
                .hasSize(12);
        world.settle();
        assertThat(world.only("RunCompleted").path("summary").path("exported").asInt())
                .isEqualTo(12);
        assertThat(world.lightsail().accepted()).hasSize(12);
    }

    @Test
    void requests_that_sqs_never_takes_end_at_the_deadline_and_the_rest_is_reported() {
        world.set("RETRY_DEADLINE", "PT1H");
        Night.instance(world, "site-1", "site");
        world.sqs().failBatchEntries("SendMessageBatch", 400, "InvalidMessageContents", 100_000);
        world.send(Night.everything("night-1"));

        world.settle();

        assertThat(Night.lines(world.only("RunCompleted"))).containsExactly("site-1 unfinished");
        assertThat(world.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.messageAttributes()).containsEntry("reason", "RetryDeadline"));
    }

    @Test
    void a_report_that_cannot_be_published_is_published_later_with_the_same_id_and_content() {
        Night.instance(world, "site-1", "site");
        world.send(Night.everything("night-1"));
        world.settle(Duration.ofMinutes(10));
        world.sns().fault(500, "InternalError", 3);

        world.settle();

        assertThat(world.only("RunCompleted").path("status").asText()).isEqualTo("OK");
        assertThat(world.deadLetters()).isEmpty();
    }

    @Test
    void a_report_published_without_an_answer_is_repeated_with_the_same_id_and_content() {
        world.send(Night.everything("night-1"));
        world.deliver();
        world.sns().loseAnswers(3);

        world.settle();

        List<Published> reports = world.published();
        assertThat(reports).hasSizeGreaterThan(1);
        assertThat(reports).allSatisfy(report -> assertThat(report).isEqualTo(reports.getFirst()));
    }

    @Test
    void a_report_that_can_never_be_published_is_kept_in_the_dead_letter_queue() {
        world.set("RETRY_DEADLINE", "PT1H");
        world.sns().failAlways(500, "InternalError");
        world.send(Night.everything("night-1"));

        world.settle();

        assertThat(world.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.messageAttributes())
                        .containsEntry("reason", "RetryDeadline")
                        .containsEntry("published", "false"));
    }

    private List<QueuedMessage> requests() {
        return world.queued().stream()
                .filter(message -> message.body().contains("ExportRequest"))
                .toList();
    }
}
