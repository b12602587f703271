package io.github.snapshotexporter.export;

import static io.github.snapshotexporter.export.Interruptions.dieAfter;
import static io.github.snapshotexporter.export.Interruptions.dieBefore;
import static io.github.snapshotexporter.export.Steps.reasonIn;
import static io.github.snapshotexporter.export.Steps.waitForNextReceive;
import static io.github.snapshotexporter.world.World.BEGINNING;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.localcloud.ExportCall;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.localcloud.QueuedMessage;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How a job gives up: what becomes of its export, who is told, and what is kept. */
class RulesOfGivingUpTest extends OneSnapshotFixture {
    private static final ExportScript FAILS = ExportScript.fails("InternalError", "no luck");
    private static final ExportCall REFUSED = ExportCall.error("InvalidInputException", 400, "no");

    @Test
    void giving_up_while_describing_ends_the_claimed_export_and_frees_its_slot() {
        snapshot.onExport(ExportCall.throttle());
        String id = world.send("my-site-1");
        world.deliver();
        assertThat(world.slots()).containsExactly(snapshot.arn());
        world.lightsail().remove("my-site-1");

        world.settle();

        assertThat(item().status()).isEqualTo("Failed");
        assertThat(item().text("errorReason")).contains("SnapshotNotFound");
        assertThat(item().text("parkedBy").orElseThrow()).startsWith(id);
        assertThat(world.slots()).isEmpty();
        assertThat(world.publishedTypes()).containsExactly("RequestRejected");
        assertThat(world.deadLetters()).hasSize(1);
    }

    @Test
    void giving_up_a_claim_whose_snapshot_was_replaced_ends_the_claimed_export() {
        snapshot.onExport(ExportCall.throttle());
        world.send("my-site-1");
        world.deliver();
        world.lightsail().remove("my-site-1");
        world.lightsail().instanceSnapshot("my-site-1");

        world.settle();

        assertThat(item().text("errorReason")).contains("SnapshotReplaced");
        assertThat(world.slots()).isEmpty();
        assertThat(world.lightsail().accepted()).isEmpty();
    }

    @Test
    void giving_up_does_not_end_an_export_whose_doubtful_call_turns_out_to_have_got_through() {
        snapshot.exports(HALF_AN_HOUR.recordListedAfter(Duration.ofSeconds(25)))
                .onExport(
                        ExportCall.errorAfterAccepting("ServiceException", 500, "oops"),
                        ExportCall.error("ServiceException", 500, "oops"));
        world.send("my-site-1");
        world.deliver();
        assertThat(item().status()).isEqualTo("Claimed");
        world.lightsail().remove("my-site-1");

        world.settle();

        assertThat(item().status()).isEqualTo("Succeeded");
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
        assertThat(world.deadLetters()).isEmpty();
    }

    @Test
    void giving_up_waits_for_the_look_when_lightsail_cannot_be_listed() {
        snapshot.exports(HALF_AN_HOUR.recordListedAfter(Duration.ofSeconds(25)))
                .onExport(
                        ExportCall.errorAfterAccepting("ServiceException", 500, "oops"),
                        ExportCall.error("ServiceException", 500, "oops"));
        world.send("my-site-1");
        world.deliver();
        world.lightsail().remove("my-site-1");
        world.lightsail().fault("GetExportSnapshotRecords", Fault.throttle(), Fault.throttle());

        world.settle();

        assertThat(item().status()).isEqualTo("Succeeded");
    }

    @Test
    void giving_up_does_without_the_look_when_lightsail_cannot_be_listed_until_the_deadline() {
        snapshot.onExport(ExportCall.error("ServiceException", 500, "oops"));
        world.send("my-site-1");
        world.deliver();
        world.lightsail().faultAlways("GetExportSnapshotRecords", Fault.throttle());

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportFailed");
        assertThat(reasonIn(world, "ExportFailed")).isEqualTo("RetryDeadline");
        assertThat(world.slots()).isEmpty();
    }

    @Test
    void giving_up_comes_back_while_somebody_else_has_the_lease() {
        snapshot.onExport(ExportCall.throttle());
        String id = world.send("my-site-1");
        world.deliver();
        world.clock().advance(Duration.ofSeconds(1));
        world.send("my-site-1");
        dieBefore(world, "Lightsail.ExportSnapshot");
        world.deliver();
        assertThat(item().text("leaseOwner")).isPresent();
        world.lightsail().remove("my-site-1");
        waitForNextReceive(world);

        world.deliver();

        assertThat(item().status()).isEqualTo("Claimed");
        assertThat(world.deadLetters()).isEmpty();
        world.settle();
        assertThat(item().status()).isEqualTo("Failed");
        assertThat(item().text("parkedBy").orElseThrow()).startsWith(id);
        assertThat(world.slots()).isEmpty();
    }

    @Test
    void giving_up_frees_the_slot_in_the_same_write_that_ends_the_export() {
        snapshot.onExport(REFUSED);
        world.send("my-site-1");
        dieBefore(world, "Sns.Publish");

        world.deliver();

        assertThat(item().status()).isEqualTo("Failed");
        assertThat(world.slots()).isEmpty();
    }

    @Test
    void a_given_up_export_is_kept_only_by_the_job_that_gave_it_up_whoever_publishes_its_end() {
        snapshot.onExport(REFUSED);
        String id = world.send("my-site-1");
        dieBefore(world, "Sns.Publish");
        world.deliver();
        world.send("my-site-1");

        world.deliver(1, World.FUNCTION_TIMEOUT);

        assertThat(world.publishedTypes()).startsWith("ExportFailed");
        assertThat(world.deadLetters()).isEmpty();
        world.settle();
        assertThat(world.deadLetters())
                .singleElement()
                .satisfies(kept -> assertThat(kept.messageAttributes()).containsEntry("jobId", id));
        assertThat(world.publishedTypes()).containsOnlyOnce("ExportFailed");
    }

    @Test
    void a_given_up_export_is_kept_although_its_receive_died_before_the_copy() {
        snapshot.onExport(REFUSED);
        world.send("my-site-1");
        dieBefore(world, "Sqs.SendMessage");

        world.settle();

        assertThat(world.deadLetters()).hasSize(1);
        assertThat(world.publishedTypes()).containsExactly("ExportFailed");
        assertThat(item().flag("copied")).isTrue();
    }

    @Test
    void a_kept_message_has_its_body_and_tells_why_as_attributes() {
        snapshot.onExport(REFUSED);
        String body = Requests.named("my-site-1", "order-7");
        world.send(body);

        world.settle();

        QueuedMessage kept = world.deadLetters().getFirst();
        assertThat(kept.body()).isEqualTo(body);
        assertThat(kept.messageAttributes())
                .containsEntry("reason", "InvalidInput")
                .containsEntry("jobId", "order-7")
                .containsEntry("sourceSnapshotName", "my-site-1")
                .containsEntry("firstSeen", "2026-11-22T02:00:00.000Z")
                .hasEntrySatisfying("detail", detail -> assertThat(detail).contains("no"))
                .doesNotContainKey("published");
    }

    @Test
    void the_retry_request_that_gives_up_ends_the_retrying_export() {
        snapshot.exports(FAILS);
        world.send("my-site-1");
        settleUntil("Retrying");
        world.lightsail().remove("my-site-1");

        world.settle();

        assertThat(item().status()).isEqualTo("Failed");
        assertThat(item().attempt()).isEqualTo(1);
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportFailed");
        assertThat(reasonIn(world, "ExportFailed")).isEqualTo("SnapshotNotFound");
        assertThat(world.deadLetters()).hasSize(1);
        assertThat(world.slots()).isEmpty();
    }

    @Test
    void a_retry_request_of_an_older_pair_does_not_give_up_somebody_elses_export() {
        world.set("MAX_EXPORT_ATTEMPTS", "1");
        snapshot.exports(FAILS).onExport(ExportCall.accept(), ExportCall.throttle());
        world.send("my-site-1");
        world.settle();
        world.clock().advance(Duration.ofMinutes(1));
        world.send("my-site-1");
        world.deliver();
        assertThat(item().generation()).isEqualTo(2);
        assertThat(item().status()).isEqualTo("Claimed");
        world.send(Requests.retry(snapshot.arn(), 1, 1));
        List<QueuedMessage> old = world.sqs().receive(world.queueUrl(), 1, World.VISIBILITY);

        world.invokeWith(
                old.stream().map(message -> Requests.received(message, 950)).toList(), World.FUNCTION_TIMEOUT);

        assertThat(item().status()).isEqualTo("Claimed");
    }

    @Test
    void a_retry_request_that_gives_up_after_its_own_attempt_has_failed_does_not_end_the_export() {
        snapshot.exports(FAILS, FAILS, HALF_AN_HOUR);
        world.send("my-site-1");
        settleUntil("Retrying");
        waitForNextReceive(world);
        world.deliver();
        settleUntil("Retrying");
        world.send(Requests.retry(snapshot.arn(), 1, 2));

        giveUpNext();

        assertThat(item().status()).isEqualTo("Retrying");
        assertThat(world.deadLetters()).isEmpty();
    }

    /** Delivers the next message as one that was received so often that it is given up. */
    private void giveUpNext() {
        QueuedMessage message =
                world.sqs().receive(world.queueUrl(), 1, World.VISIBILITY).getFirst();
        world.invokeAndDelete(List.of(Requests.received(message, 950)), World.FUNCTION_TIMEOUT);
    }

    @Test
    void a_tracker_that_gives_up_ends_the_export_as_abandoned_and_is_kept() {
        world.set("EXPORT_DEADLINE", "PT1H");
        snapshot.exports(ExportScript.never());
        world.send("my-site-1");

        world.settle();

        assertThat(item().status()).isEqualTo("Abandoned");
        assertThat(world.slots()).isEmpty();
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportAbandoned");
        assertThat(reasonIn(world, "ExportAbandoned")).isEqualTo("ExportDeadline");
        assertThat(world.deadLetters())
                .singleElement()
                .satisfies(kept -> assertThat(kept.messageAttributes()).containsEntry("reason", "ExportDeadline"));
    }

    @Test
    void a_tracker_that_is_refused_by_lightsail_ends_the_export_as_abandoned() {
        world.lightsail().faultAlways("GetOperation", Fault.error("AccessDeniedException", 400, "no"));
        world.send("my-site-1");

        world.settle();

        assertThat(item().status()).isEqualTo("Abandoned");
        assertThat(reasonIn(world, "ExportAbandoned")).isEqualTo("AccessDenied");
        assertThat(world.slots()).isEmpty();
    }

    @Test
    void an_abandoned_export_is_kept_only_by_the_tracker_that_gave_it_up() {
        world.set("EXPORT_DEADLINE", "PT1H");
        snapshot.exports(ExportScript.never());
        world.send("my-site-1");
        world.deliver();
        world.send(Requests.track(snapshot.arn(), 1, 1));

        world.settle();

        assertThat(world.deadLetters()).hasSize(1);
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportAbandoned");
    }

    // Without a claim

    @Test
    void a_rejection_is_stored_before_it_is_published_so_that_its_repetition_is_the_same() {
        world.send("no-such-snapshot");
        dieAfter(world, "Sns.Publish");
        world.deliver();

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("RequestRejected", "RequestRejected");
        JsonNode first = world.published().get(0).document();
        assertThat(world.published().get(1).document()).isEqualTo(first);
        assertThat(first.path("time").textValue()).isEqualTo("2026-11-22T02:00:00.000Z");
        assertThat(world.deadLetters()).hasSize(1);
    }

    @Test
    void a_stored_rejection_is_carried_out_even_if_the_snapshot_has_appeared_since() {
        world.send("late-1");
        dieBefore(world, "Sns.Publish");
        world.deliver();
        world.lightsail().instanceSnapshot("late-1");
        waitForNextReceive(world);

        world.deliver();

        assertThat(world.publishedTypes()).containsExactly("RequestRejected");
        assertThat(world.queued()).isEmpty();
        assertThat(world.lightsail().accepted()).isEmpty();
    }

    @Test
    void a_stored_answer_is_published_by_a_receive_that_would_have_to_give_up() {
        succeed();
        world.sns().fault(403, "AuthorizationError", 1);
        world.send("my-site-1");
        world.deliver();
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
        waitForNextReceive(world);

        giveUpNext();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded", "AlreadyExported");
        assertThat(world.queued()).isEmpty();
        assertThat(world.deadLetters()).isEmpty();
    }

    @Test
    void of_two_receives_that_both_reject_the_first_writer_decides_what_is_published() {
        String id = world.send("no-such-snapshot");
        Interruptions.doBefore(world, "DynamoDb.UpdateItem", () -> {
            world.clock().advance(Duration.ofSeconds(30));
            world.sqs().duplicate(id);
            world.deliver();
        });

        world.deliver();

        assertThat(world.published().stream().map(message -> message.document()).distinct())
                .hasSize(1);
    }

    @Test
    void a_rejected_request_is_told_once_and_kept_once() {
        String id = world.send("no-such-snapshot");

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("RequestRejected");
        assertThat(reasonIn(world, "RequestRejected")).isEqualTo("SnapshotNotFound");
        assertThat(world.deadLetters())
                .singleElement()
                .satisfies(kept -> assertThat(kept.messageAttributes())
                        .containsAllEntriesOf(Map.of("reason", "SnapshotNotFound", "jobId", id)));
    }

    @Test
    void a_rejected_message_that_is_delivered_again_is_not_told_again() {
        String id = world.send("no-such-snapshot");
        List<QueuedMessage> batch = world.sqs().receive(world.queueUrl(), 1, World.VISIBILITY);
        world.invokeWith(batch, World.FUNCTION_TIMEOUT);

        world.invokeWith(batch, World.FUNCTION_TIMEOUT);

        assertThat(batch.getFirst().messageId()).isEqualTo(id);
        assertThat(world.publishedTypes()).containsExactly("RequestRejected");
        assertThat(world.deadLetters()).hasSize(1);
    }

    @Test
    void a_rejection_whose_copy_fails_at_the_deadline_is_not_lost() {
        world.set("RETRY_DEADLINE", "PT1H");
        world.lightsail().faultAlways("GetInstanceSnapshot", Fault.throttle());
        world.send("my-site-1");
        world.deliver();
        world.clock().advanceTo(BEGINNING.plus(Duration.ofHours(1)));
        world.sqs().fault("SendMessage", 403, "AccessDenied", 1);

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("RequestRejected");
        assertThat(world.deadLetters()).hasSize(1);
    }

    @Test
    void a_given_up_export_whose_copy_fails_at_the_deadline_is_not_lost() {
        world.set("RETRY_DEADLINE", "PT1H");
        snapshot.onExport(Stream.generate(ExportCall::throttle).limit(100).toArray(ExportCall[]::new));
        world.send("my-site-1");
        world.deliver();
        world.clock().advanceTo(BEGINNING.plus(Duration.ofHours(1)));
        world.sqs().fault("SendMessage", 403, "AccessDenied", 1);

        world.settle();

        assertThat(reasonIn(world, "ExportFailed")).isEqualTo("RetryDeadline");
        assertThat(world.deadLetters()).hasSize(1);
    }

    @Test
    void a_rejected_message_that_two_receives_have_at_once_is_kept_once() {
        world.send("no-such-snapshot");
        List<QueuedMessage> batch = world.sqs().receive(world.queueUrl(), 1, World.VISIBILITY);
        AtomicBoolean done = Interruptions.doBefore(
                world, "Lightsail.GetInstanceSnapshot", () -> world.invokeWith(batch, World.FUNCTION_TIMEOUT));

        world.invokeWith(batch, World.FUNCTION_TIMEOUT);

        assertThat(done).isTrue();
        assertThat(world.publishedTypes()).containsExactly("RequestRejected");
        assertThat(world.deadLetters()).hasSize(1);
    }
}
