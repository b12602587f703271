package io.github.snapshotexporter.export;

import static io.github.snapshotexporter.export.Interruptions.doBefore;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.localcloud.ExportCall;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.localcloud.QueuedMessage;
import io.github.snapshotexporter.localcloud.ResourceScript;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Automatic snapshots: copy, wait, export, delete the own copy. */
class AutoSnapshotExportTest {
    private static final String OF_A_DAY = "{\"sourceResourceName\": \"my-site\", \"restoreDate\": \"2026-11-21\"}";
    private static final String LATEST =
            "{\"sourceResourceName\": \"my-site\", \"useLatestRestorableAutoSnapshot\": true}";
    private static final String COPY = new AutoSnapshot(
                    ResourceType.INSTANCE_SNAPSHOT, "my-site", LocalDate.parse("2026-11-21"))
            .copyName()
            .value();

    private static final String EVENT_OF_THE_COPY =
            "{\"source\": \"aws.lightsail\", \"detail-type\": \"AWS API Call via CloudTrail\", \"detail\": {"
                    + "\"eventSource\": \"lightsail.amazonaws.com\", \"eventName\": \"CopySnapshot\","
                    + " \"requestParameters\": {\"targetSnapshotName\": \"" + COPY + "\"}}}";

    private final World world = World.create();
    private final ResourceScript site =
            world.lightsail().instance("my-site").withAutoSnapshots("2026-11-21", "2026-11-20");

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void an_automatic_snapshot_is_copied_exported_and_its_copy_deleted() {
        world.send(OF_A_DAY);

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
        assertThat(world.only("ExportSucceeded").path("sourceSnapshotName").asText())
                .isEqualTo(COPY);
        assertThat(world.lightsail().copied()).hasSize(1);
        assertThat(world.lightsail().accepted(COPY)).hasSize(1);
        assertCopyDeleted();
        assertThat(world.deadLetters()).isEmpty();
        assertThat(world.slots()).isEmpty();
    }

    @Test
    void a_disks_automatic_snapshot_is_exported_too() {
        world.lightsail().disk("my-disk").withAutoSnapshots("2026-11-21");
        world.send("{\"sourceResourceName\": \"my-disk\", \"restoreDate\": \"2026-11-21\"}");

        world.settle();

        assertThat(world.only("ExportSucceeded")
                        .path("snapshot")
                        .path("resourceType")
                        .asText())
                .isEqualTo("DiskSnapshot");
        assertThat(world.lightsail().snapshotNames()).isEmpty();
    }

    @Test
    void the_latest_is_the_newest_that_succeeded() {
        site.withAutoSnapshot("2026-11-22", "Failed");
        world.send(LATEST);

        world.settle();

        assertThat(world.lightsail().accepted(COPY)).hasSize(1);
    }

    @Test
    void the_latest_stays_the_one_it_was_while_its_copy_is_made() {
        site.copies(copy -> copy.pendingFor(Duration.ofHours(3)));
        world.send(LATEST);
        world.deliver();
        site.withAutoSnapshots("2026-11-22");

        world.settle();

        assertThat(world.lightsail().copied()).hasSize(1);
        assertThat(world.lightsail().accepted(COPY)).hasSize(1);
    }

    @Test
    void a_direct_invocation_may_ask_for_it() {
        assertThat(world.invoke(OF_A_DAY).path("outcome").asText()).isIn("STARTED", "WAITING");

        world.settle();

        assertThat(world.only("ExportSucceeded").path("sourceSnapshotName").asText())
                .isEqualTo(COPY);
    }

    @Test
    void there_being_none_is_said() {
        world.send("{\"sourceResourceName\": \"my-site\", \"restoreDate\": \"2026-11-01\"}");
        world.send("{\"sourceResourceName\": \"nobody\", \"useLatestRestorableAutoSnapshot\": true}");

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("RequestRejected", "RequestRejected");
        assertThat(world.published().toString())
                .contains("automatic snapshot of 2026-11-01 of my-site")
                .contains("automatic snapshot of nobody");
        assertThat(world.lightsail().copied()).isEmpty();
    }

    @Test
    void a_pending_copy_is_waited_for() {
        site.copies(copy -> copy.pendingFor(Duration.ofHours(2)));
        world.send(OF_A_DAY);

        world.settle(Duration.ofHours(1));
        assertThat(world.lightsail().accepted(COPY)).isEmpty();

        world.settle();
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
        assertThat(world.lightsail().count("CopySnapshot")).isEqualTo(1);
        assertCopyDeleted();
    }

    @Test
    void a_copy_that_never_becomes_ready_is_given_up_and_deleted() {
        site.copies(copy -> copy.state("pending"));
        world.send(OF_A_DAY);

        world.settle();

        assertThat(reason("RequestRejected")).isEqualTo("PendingDeadline");
        assertCopyDeleted();
    }

    @Test
    void a_copy_that_fails_is_given_up_and_deleted() {
        site.copies(copy -> copy.pendingForLooks(2).endsInError());
        world.send(OF_A_DAY);

        world.settle();

        assertThat(reason("RequestRejected")).isEqualTo("SnapshotFailed");
        assertThat(world.deadLetters()).hasSize(1);
        assertCopyDeleted();
    }

    @Test
    void a_failed_copy_that_cannot_be_deleted_at_once_is_deleted_later() {
        site.copies(copy -> copy.endsInError());
        world.lightsail().fault("DeleteInstanceSnapshot", Fault.throttle(), Fault.throttle());
        world.send(OF_A_DAY);

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("RequestRejected");
        assertThat(world.deadLetters()).hasSize(1);
        assertCopyDeleted();
    }

    @Test
    void an_export_that_fails_for_good_leaves_no_copy() {
        site.copies(copy -> copy.exports(ExportScript.fails("No", "No.")));
        world.send(OF_A_DAY);

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportFailed");
        assertThat(world.lightsail().accepted(COPY)).hasSize(3);
        assertCopyDeleted();
    }

    @Test
    void an_export_that_is_refused_leaves_no_copy() {
        world.lightsail().faultAlways("ExportSnapshot", Fault.error("InvalidInputException", 400, "No"));
        world.send(OF_A_DAY);

        world.settle();

        assertThat(reason("ExportFailed")).isEqualTo("InvalidInput");
        assertCopyDeleted();
    }

    @Test
    void a_refused_export_whose_copy_cannot_be_deleted_at_once_leaves_none_in_the_end() {
        world.lightsail().faultAlways("ExportSnapshot", Fault.error("InvalidInputException", 400, "No"));
        world.lightsail().fault("DeleteInstanceSnapshot", Fault.throttle(), Fault.throttle());
        world.send(OF_A_DAY);

        world.settle();

        assertThat(world.lightsail().count("DeleteInstanceSnapshot")).isEqualTo(3);
        assertCopyDeleted();
    }

    @Test
    void without_time_for_the_call_no_copy_is_begun() {
        world.send(OF_A_DAY);

        world.deliver(1, Duration.ofSeconds(20));

        assertThat(world.lightsail().count("CopySnapshot")).isZero();
        assertThat(world.log()).anyMatch(line -> line.path("reason").asText().equals("TimeShort"));
    }

    @Test
    void without_time_for_the_call_a_copy_that_another_receive_was_about_to_make_is_not_made() {
        Interruptions.dieBefore(world, "Lightsail.CopySnapshot");
        world.send(OF_A_DAY);
        world.deliver();
        world.clock().advance(World.VISIBILITY);

        world.deliver(1, Duration.ofSeconds(20));

        assertThat(world.lightsail().count("CopySnapshot")).isZero();
        assertThat(world.log()).anyMatch(line -> line.path("reason").asText().equals("TimeShort"));
    }

    @Test
    void somebody_elses_snapshot_with_the_copys_name_is_neither_overwritten_nor_exported_nor_deleted() {
        world.lightsail().instanceSnapshot(COPY);
        world.send(OF_A_DAY);

        world.settle();

        assertThat(reason("RequestRejected")).isEqualTo("CopyNameTaken");
        assertThat(world.deadLetters()).hasSize(1);
        assertThat(world.lightsail().count("CopySnapshot")).isZero();
        assertThat(world.lightsail().accepted()).isEmpty();
        assertThat(world.lightsail().snapshotNames()).containsExactly(COPY);
    }

    @Test
    void a_name_that_somebody_takes_after_the_intent_is_theirs() {
        writeTheIntent();
        world.lightsail().instanceSnapshot(COPY).fromAutoSnapshot();

        world.settle();

        assertThatTheNameIsTheirs();
    }

    @Test
    void a_snapshot_that_somebody_makes_of_the_source_itself_under_the_copys_name_is_theirs() {
        writeTheIntent();
        world.lightsail()
                .instanceSnapshot(COPY)
                .fromResource("my-site")
                .createdAt(world.clock().instant());

        world.settle();

        assertThatTheNameIsTheirs();
    }

    @Test
    void a_copy_that_somebody_has_made_long_before_the_intent_is_theirs() {
        writeTheIntent();
        world.lightsail()
                .instanceSnapshot(COPY)
                .fromResource("my-site")
                .fromAutoSnapshot()
                .createdAt(world.clock().instant().minus(Duration.ofMinutes(2)));

        world.settle();

        assertThatTheNameIsTheirs();
    }

    @Test
    void a_copy_that_vanishes_before_its_export_is_made_again() {
        world.send(OF_A_DAY);
        // The first look found the name free, the second one found the copy; the third one describes it.
        doBefore(world, "Lightsail.GetInstanceSnapshot", 3, () -> {
            world.lightsail().remove(COPY);
        });

        world.settle();

        assertThat(world.lightsail().copied()).hasSize(2);
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
        assertCopyDeleted();
    }

    @Test
    void a_claimed_export_whose_copy_vanishes_is_given_up() {
        site.copies(copy -> copy.pendingForLooks(0).onExport(ExportCall.throttle()));
        world.send(OF_A_DAY);
        world.deliver();
        assertThat(world.slots()).hasSize(1);
        world.lightsail().remove(COPY);

        world.settle();

        assertThat(reason("RequestRejected")).isEqualTo("SnapshotNotFound");
        assertThat(world.slots()).isEmpty();
        assertThat(world.lightsail().copied()).hasSize(1);
    }

    @Test
    void a_copy_is_known_as_own_where_lightsails_clock_is_half_a_minute_behind() {
        site.copies(copy -> copy.createdAt(world.clock().instant().minus(Duration.ofSeconds(30))));
        world.send(OF_A_DAY);

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
        assertCopyDeleted();
    }

    @Test
    void asked_for_twice_it_is_copied_and_exported_once() {
        world.send(OF_A_DAY);
        world.settle();
        world.clock().advance(Duration.ofMinutes(1));
        world.send(OF_A_DAY);
        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded", "AlreadyExported");
        assertThat(world.lightsail().copied()).hasSize(1);
        assertCopyDeleted();
    }

    @Test
    void asked_for_many_times_at_once_it_is_copied_and_exported_once() {
        for (int i = 0; i < 8; i++) {
            world.send(i % 2 == 0 ? OF_A_DAY : LATEST);
        }

        world.settle();

        assertThat(world.lightsail().copied()).hasSize(1);
        assertThat(world.lightsail().accepted()).hasSize(1);
        assertThat(world.publishedTypes()).contains("ExportSucceeded").doesNotContain("RequestRejected");
        assertThat(world.deadLetters()).isEmpty();
        assertCopyDeleted();
    }

    @Test
    void after_a_failure_a_new_request_makes_a_new_copy() {
        site.copies(copy -> copy.exports(ExportScript.fails("No", "No.")), copy -> {});
        world.send(OF_A_DAY);
        world.settle();
        world.clock().advance(Duration.ofMinutes(1));
        world.send(OF_A_DAY);
        world.settle();

        assertThat(world.publishedTypes())
                .containsExactly("ExportStarted", "ExportFailed", "ExportStarted", "ExportSucceeded");
        assertThat(world.lightsail().copied()).hasSize(2);
        assertCopyDeleted();
    }

    @Test
    void a_copy_whose_answer_was_lost_is_found_and_not_made_again() {
        world.lightsail().faultAfterwards("CopySnapshot", Fault.error("ServiceException", 500, "Sorry"));
        world.send(OF_A_DAY);

        world.settle();

        assertThat(world.lightsail().count("CopySnapshot")).isEqualTo(1);
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
        assertCopyDeleted();
    }

    @Test
    void a_lost_copy_that_shows_later_is_found_then() {
        site.copies(copy -> copy.appearsAt(world.clock().instant().plus(Duration.ofMinutes(10))));
        world.lightsail().faultAfterwards("CopySnapshot", Fault.error("ServiceException", 500, "Sorry"));
        world.send(OF_A_DAY);

        world.settle();

        assertThat(world.lightsail().copied()).hasSize(1);
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
        assertCopyDeleted();
    }

    @Test
    void an_invocation_that_dies_after_copysnapshot_loses_nothing() {
        world.dieAfterCall(call -> call.endsWith(".CopySnapshot"));
        world.send(OF_A_DAY);
        world.deliver();
        world.calmDown();

        world.settle();

        assertThat(world.lightsail().copied()).hasSize(1);
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
        assertCopyDeleted();
    }

    @Test
    void a_copysnapshot_that_failed_is_tried_again() {
        world.lightsail()
                .fault("CopySnapshot", Fault.throttle(), Fault.error("ServiceException", 500, "Sorry"), Fault.drop());
        world.send(OF_A_DAY);

        world.settle();

        assertThat(world.lightsail().copied()).hasSize(1);
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
    }

    @Test
    void a_deletion_that_fails_is_tried_again_until_it_succeeds() {
        world.lightsail()
                .fault("DeleteInstanceSnapshot", Fault.throttle(), Fault.error("AccessDeniedException", 400, "No"));
        world.send(OF_A_DAY);

        world.settle();

        assertThat(world.lightsail().count("DeleteInstanceSnapshot")).isEqualTo(3);
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
        assertThat(world.deadLetters()).isEmpty();
        assertCopyDeleted();
    }

    @Test
    void a_deletion_whose_answer_was_lost_is_seen_to_have_worked() {
        world.lightsail().faultAfterwards("DeleteInstanceSnapshot", Fault.error("ServiceException", 500, "Sorry"));
        world.send(OF_A_DAY);

        world.settle();

        assertThat(world.lightsail().count("DeleteInstanceSnapshot")).isEqualTo(1);
        assertCopyDeleted();
    }

    @Test
    void a_copy_that_cannot_be_deleted_is_reported_by_its_name_in_the_end() {
        world.lightsail().faultAlways("DeleteInstanceSnapshot", Fault.error("AccessDeniedException", 400, "No"));
        world.send(OF_A_DAY);

        world.settle();

        assertThat(world.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.messageAttributes().toString())
                        .contains("CopyNotDeleted")
                        .contains(COPY));
        assertThat(world.log()).anySatisfy(line -> {
            assertThat(line.path("level").asText()).isEqualTo("WARN");
            assertThat(line.path("reason").asText()).isEqualTo("CopyNotDeleted");
            assertThat(line.path("snapshot").asText()).isEqualTo(COPY);
        });
        assertThat(world.queued()).isEmpty();
    }

    @Test
    void a_snapshot_that_has_taken_the_copys_name_is_not_deleted() {
        site.copies(copy -> copy.exports(ExportScript.succeeds().takes(Duration.ofHours(1))));
        world.send(OF_A_DAY);
        world.settle(Duration.ofMinutes(20));
        assertThat(world.lightsail().accepted(COPY)).hasSize(1);
        world.lightsail().remove(COPY);
        world.lightsail().instanceSnapshot(COPY);

        world.settle();

        assertThat(world.publishedTypes()).contains("ExportSucceeded");
        assertThat(world.lightsail().deleted()).isEmpty();
        assertThat(world.lightsail().snapshotNames()).containsExactly(COPY);
    }

    @Test
    void a_manual_snapshot_that_is_named_like_a_copy_is_exported_and_stays() {
        world.lightsail().instanceSnapshot(COPY).fromAutoSnapshot();
        world.send(COPY);

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
        assertThat(world.lightsail().deleted()).isEmpty();
    }

    @Test
    void a_copy_is_not_deleted_while_lightsail_lists_an_export_of_it_as_started() {
        site.copies(copy -> copy.exports(ExportScript.succeeds().takes(Duration.ofHours(50))));
        world.send(OF_A_DAY);

        world.settle(Duration.ofHours(49));
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportAbandoned");
        assertThat(world.lightsail().snapshotNames()).containsExactly(COPY);

        world.settle();
        assertCopyDeleted();
        assertThat(world.lightsail().deleted().getFirst().at())
                .isAfterOrEqualTo(World.BEGINNING.plus(Duration.ofHours(50)));
    }

    @Test
    void an_abandoned_export_that_came_through_is_taken_up_and_not_made_again() {
        site.copies(copy -> copy.exports(ExportScript.succeeds().takes(Duration.ofHours(50))));
        world.send(OF_A_DAY);
        world.settle();
        world.clock().advance(Duration.ofMinutes(1));
        world.send(OF_A_DAY);
        world.settle();

        assertThat(world.publishedTypes()).endsWith("ExportSucceeded");
        assertThat(world.lightsail().copied()).hasSize(1);
        assertThat(world.lightsail().accepted()).hasSize(1);
        assertCopyDeleted();
    }

    @Test
    void the_event_of_the_own_copy_writes_nothing() {
        world.send(OF_A_DAY);
        world.settle();
        world.tap().forgetCalls();

        world.send(EVENT_OF_THE_COPY);
        world.settle();

        assertThat(world.tap().calls()).containsOnly("DynamoDb.GetItem");
    }

    @Test
    void the_event_of_the_own_copy_asks_for_nothing() {
        site.copies(copy -> copy.pendingFor(Duration.ofMinutes(5)));
        world.send(OF_A_DAY);
        world.deliver();
        world.send(EVENT_OF_THE_COPY);
        world.settle();
        world.send(EVENT_OF_THE_COPY);
        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
        assertThat(world.lightsail().accepted()).hasSize(1);
        assertThat(world.log().stream()
                        .filter(line -> line.path("reason").asText().equals("Ignored")))
                .hasSize(2);
    }

    @Test
    void a_copy_gets_the_required_tag_before_its_export() {
        world.set("REQUIRED_TAG_KEY", "backup").set("REQUIRED_TAG_VALUE", "true");
        world.send(OF_A_DAY);
        world.settle();

        List<String> calls = world.lightsail().calls().stream()
                .map(call -> call.operation())
                .filter(List.of("CopySnapshot", "TagResource", "ExportSnapshot", "DeleteInstanceSnapshot")::contains)
                .toList();
        assertThat(calls).containsExactly("CopySnapshot", "TagResource", "ExportSnapshot", "DeleteInstanceSnapshot");
    }

    @Test
    void the_ledger_knows_the_copy_and_its_end() {
        world.send(OF_A_DAY);
        world.settle();

        Map<String, AttributeValue> copy = world.item("copy#" + COPY, "copy");
        String arn = copy.get("arn").s();
        assertThat(copy).containsKeys("intendedAt", "deletedAt").doesNotContainKey("expiresAt");
        assertThat(world.exportItem(arn).get("copyDeleted").bool()).isTrue();
    }

    @Test
    void a_message_that_is_delivered_twice_at_once_makes_one_copy() {
        world.send(OF_A_DAY);
        List<QueuedMessage> messages = world.sqs().receive(world.queueUrl(), 10, World.VISIBILITY);
        world.invokeElsewhere(messages);
        world.invokeAndDelete(messages, World.FUNCTION_TIMEOUT);

        world.settle();

        assertThat(world.lightsail().copied()).hasSize(1);
        assertThat(world.lightsail().accepted()).hasSize(1);
        assertCopyDeleted();
    }

    private String reason(String type) {
        return world.only(type).path("error").path("reason").asText();
    }

    /** CopySnapshot is throttled once, so that the name is still free then. */
    private void writeTheIntent() {
        world.lightsail().fault("CopySnapshot", Fault.throttle());
        world.send(OF_A_DAY);
        world.deliver();
    }

    private void assertThatTheNameIsTheirs() {
        assertThat(reason("RequestRejected")).isEqualTo("CopyNameTaken");
        assertThat(world.lightsail().snapshotNames()).containsExactly(COPY);
    }

    private void assertCopyDeleted() {
        assertThat(world.lightsail().snapshotNames()).isEmpty();
        assertThat(world.item("copy#" + COPY, "copy")).containsKey("deletedAt");
    }
}
