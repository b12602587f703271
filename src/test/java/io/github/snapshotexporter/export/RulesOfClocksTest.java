package io.github.snapshotexporter.export;

import static io.github.snapshotexporter.export.Steps.comeBacks;
import static io.github.snapshotexporter.export.Steps.reasonIn;
import static io.github.snapshotexporter.export.Steps.reasonsOfComeBacks;
import static io.github.snapshotexporter.export.Steps.waitForNextReceive;
import static io.github.snapshotexporter.world.World.BEGINNING;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.localcloud.Ec2Fault;
import io.github.snapshotexporter.localcloud.ExportCall;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.localcloud.QueuedMessage;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How long jobs wait, what bounds it, and what asking again means. */
class RulesOfClocksTest extends OneSnapshotFixture {
    // Phases

    @Test
    void a_pending_snapshot_is_waited_for_and_then_exported() {
        snapshot.pendingUntil(BEGINNING.plus(Duration.ofHours(3)));
        world.send("my-site-1");

        world.settle();

        assertThat(world.lightsail().accepted("my-site-1").getFirst().at())
                .isBetween(
                        BEGINNING.plus(Duration.ofHours(3)),
                        BEGINNING.plus(Duration.ofHours(3).plusMinutes(15)));
        assertThat(reasonsOfComeBacks(world)).startsWith("SnapshotPending");
    }

    @Test
    void waiting_on_for_a_pending_snapshot_writes_nothing() {
        snapshot.pendingFor(Duration.ofHours(3));
        world.send("my-site-1");
        world.deliver();
        waitForNextReceive(world);
        world.tap().forgetCalls();

        world.deliver();

        assertThat(world.tap().calls())
                .containsExactly("DynamoDb.GetItem", "Lightsail.GetInstanceSnapshot", "Sqs.ChangeMessageVisibility");
    }

    @Test
    void an_error_of_long_ago_does_not_end_the_wait_for_a_pending_snapshot() {
        world.set("RETRY_DEADLINE", "PT1H");
        world.lightsail().fault("GetInstanceSnapshot", Fault.throttle(), Fault.throttle());
        snapshot.pendingFor(Duration.ofHours(3));
        world.send("my-site-1");

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
    }

    @Test
    void a_snapshot_that_stays_pending_is_rejected_at_the_deadline() {
        world.set("PENDING_DEADLINE", "PT2H");
        snapshot.state("pending");
        world.send("my-site-1");

        world.settle();

        assertThat(reasonIn(world, "RequestRejected")).isEqualTo("PendingDeadline");
        assertRejectedWithin(Duration.ofHours(2), Duration.ofMinutes(15));
    }

    @Test
    void a_request_without_a_slot_waits_for_one() {
        world.set("MAX_IN_FLIGHT", "1");
        world.lightsail()
                .instanceSnapshot("first-1")
                .exports(ExportScript.succeeds().takes(Duration.ofHours(1)));
        world.send("first-1");
        world.deliver();
        world.send("my-site-1");

        world.settle();

        assertThat(reasonsOfComeBacks(world)).contains("SlotsTaken");
        assertThat(world.lightsail().accepted("my-site-1").getFirst().at())
                .isAfterOrEqualTo(BEGINNING.plus(Duration.ofHours(1)));
        assertThat(world.slots()).isEmpty();
    }

    @Test
    void a_snapshot_that_became_ready_at_the_last_moment_still_waits_for_a_slot() {
        world.set("MAX_IN_FLIGHT", "1").set("PENDING_DEADLINE", "PT2H");
        world.lightsail()
                .instanceSnapshot("first-1")
                .exports(ExportScript.succeeds().takes(Duration.ofHours(4)));
        world.send("first-1");
        world.deliver();
        snapshot.pendingUntil(BEGINNING.plus(Duration.ofHours(2)).minusSeconds(1));
        world.send("my-site-1");

        world.settle();

        assertThat(reasonsOfComeBacks(world)).contains("SnapshotPending", "SlotsTaken");
        assertThat(world.lightsail().accepted("my-site-1")).hasSize(1);
        assertThat(world.deadLetters()).isEmpty();
    }

    @Test
    void a_request_that_gets_no_slot_is_rejected_at_the_deadline() {
        world.set("MAX_IN_FLIGHT", "1").set("SLOT_DEADLINE", "PT1H");
        world.lightsail().instanceSnapshot("first-1").exports(ExportScript.never());
        world.send("first-1");
        world.deliver();
        world.send("my-site-1");

        world.settle(Duration.ofMinutes(80));

        assertThat(reasonIn(world, "RequestRejected")).isEqualTo("NoSlot");
        assertThat(world.lightsail().accepted("my-site-1")).isEmpty();
        assertThat(world.deadLetters()).hasSize(1);
    }

    @Test
    void a_request_that_meets_errors_is_given_up_at_the_deadline() {
        world.set("RETRY_DEADLINE", "PT2H");
        world.lightsail().faultAlways("GetInstanceSnapshot", Fault.throttle());
        world.send("my-site-1");

        world.settle();

        assertThat(reasonIn(world, "RequestRejected")).isEqualTo("RetryDeadline");
        assertRejectedWithin(Duration.ofHours(2), Duration.ofMinutes(15));
    }

    @Test
    void a_phase_that_is_entered_again_keeps_its_clock() {
        world.set("RETRY_DEADLINE", "PT1H");
        snapshot.state("pending");
        world.lightsail()
                .fault(
                        "GetInstanceSnapshot",
                        Stream.iterate(0, i -> i + 1)
                                .limit(200)
                                .map(i -> i % 2 == 0 ? Fault.throttle() : Fault.none())
                                .toArray(Fault[]::new));
        world.send("my-site-1");

        world.settle();

        assertThat(reasonIn(world, "RequestRejected")).isEqualTo("RetryDeadline");
        assertRejectedWithin(Duration.ofHours(1), Duration.ofHours(1));
    }

    @Test
    void an_error_after_hours_of_waiting_for_a_slot_is_waited_out_anew() {
        world.set("MAX_IN_FLIGHT", "1").set("RETRY_DEADLINE", "PT1H");
        world.lightsail()
                .instanceSnapshot("other-1")
                .exports(ExportScript.succeeds().takes(Duration.ofHours(8)));
        world.lightsail().fault("GetInstanceSnapshot", Fault.throttle());
        world.send("my-site-1");
        world.deliver();
        world.send("other-1");
        world.deliver();
        world.settle(Duration.ofHours(7));
        world.lightsail().faultFor("my-site-1", "GetInstanceSnapshot", Fault.throttle(), Fault.throttle());

        world.settle();

        assertThat(world.publishedTypes())
                .containsExactly("ExportStarted", "ExportSucceeded", "ExportStarted", "ExportSucceeded");
    }

    @Test
    void the_deadline_of_a_phase_holds_even_if_something_else_fails_at_it() {
        world.set("PENDING_DEADLINE", "PT1H");
        snapshot.state("pending");
        world.send("my-site-1");
        world.settle(Duration.ofMinutes(59));
        world.lightsail().faultAlways("GetInstanceSnapshot", Fault.throttle());

        world.settle();

        assertThat(reasonIn(world, "RequestRejected")).isEqualTo("PendingDeadline");
        assertRejectedWithin(Duration.ofHours(1), Duration.ofMinutes(30));
    }

    @Test
    void the_deadline_for_errors_is_checked_before_anything_is_tried_again() {
        world.set("RETRY_DEADLINE", "PT1H");
        world.lightsail().fault("GetInstanceSnapshot", Fault.throttle());
        world.send("my-site-1");
        world.deliver();
        world.lightsail().forgetCalls();
        world.clock().advanceTo(BEGINNING.plus(Duration.ofHours(1)));

        world.deliver();

        assertThat(world.lightsail().calls()).isEmpty();
        assertThat(reasonIn(world, "RequestRejected")).isEqualTo("RetryDeadline");
    }

    @Test
    void the_deadline_of_an_export_holds_whatever_fails_at_it() {
        world.set("EXPORT_DEADLINE", "PT1H");
        snapshot.exports(ExportScript.never());
        world.send("my-site-1");
        world.settle(Duration.ofMinutes(50));
        world.lightsail().faultAlways("GetOperation", Fault.throttle());

        world.settle();

        assertThat(reasonIn(world, "ExportAbandoned")).isEqualTo("ExportDeadline");
        assertThat(Instant.parse(world.only("ExportAbandoned").path("time").textValue()))
                .isBetween(BEGINNING.plus(Duration.ofHours(1)), BEGINNING.plus(Duration.ofMinutes(80)));
    }

    // Delays

    @Test
    void a_delay_is_never_shorter_than_the_shortest_nor_longer_than_the_time_in_the_phase_or_the_longest() {
        snapshot.state("pending");
        world.send("my-site-1");

        world.settle(Duration.ofHours(6));

        assertThat(comeBacks(world)).hasSizeGreaterThan(20).allSatisfy(line -> {
            Duration waited =
                    Duration.between(BEGINNING, Instant.parse(line.path("time").textValue()));
            long most = Math.clamp(waited.toSeconds(), 30L, 900L);
            assertThat(line.path("delaySeconds").asLong()).isBetween(30L, most);
        });
    }

    @Test
    void delays_grow_with_the_time_in_the_phase_up_to_the_longest() {
        snapshot.state("pending");
        world.send("my-site-1");

        world.settle(Duration.ofHours(8));

        List<Long> delays = comeBacks(world).stream()
                .map(line -> line.path("delaySeconds").asLong())
                .toList();
        assertThat(delays.getFirst()).isEqualTo(30);
        assertThat(delays.stream().mapToLong(Long::longValue).max().orElseThrow())
                .isBetween(700L, 900L);
        assertThat(delays.stream().skip(10).mapToLong(Long::longValue).average().orElseThrow())
                .isBetween(350.0, 580.0);
    }

    @Test
    void a_tracker_comes_back_by_the_time_since_the_start() {
        world.send("my-site-1");

        world.settle();

        List<JsonNode> trackers = comeBacks(world).stream()
                .filter(line -> line.path("job").asText().equals("TrackExport"))
                .toList();
        assertThat(trackers).isNotEmpty().allSatisfy(line -> {
            Duration since =
                    Duration.between(BEGINNING, Instant.parse(line.path("time").textValue()));
            assertThat(line.path("delaySeconds").asLong()).isBetween(30L, Math.clamp(since.toSeconds(), 30L, 900L));
        });
    }

    @Test
    void the_delay_is_what_the_queue_was_told() {
        snapshot.pendingForLooks(1);
        world.send("my-site-1");

        world.deliver();

        assertThat(Steps.nextReceive(world)).isEqualTo(BEGINNING.plusSeconds(30));
    }

    // Redrive and repetition

    @Test
    void a_redriven_message_has_all_its_clocks_anew() {
        world.set("PENDING_DEADLINE", "PT1H");
        snapshot.state("pending");
        world.send(Requests.named("my-site-1", "order-7"));
        world.settle();
        assertThat(world.publishedTypes()).containsExactly("RequestRejected");
        world.clock().advance(Duration.ofDays(1));
        redrive();
        world.deliver();
        assertThat(world.publishedTypes()).containsExactly("RequestRejected");
        snapshot.state(null);

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("RequestRejected", "ExportStarted", "ExportSucceeded");
    }

    @Test
    void a_redriven_message_that_is_rejected_again_is_told_again_under_another_id() {
        world.send(Requests.named("no-such-snapshot", "order-7"));
        world.settle();
        world.clock().advance(Duration.ofDays(1));
        redrive();

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("RequestRejected", "RequestRejected");
        assertThat(world.published().get(1).document().path("id"))
                .isNotEqualTo(world.published().get(0).document().path("id"));
    }

    @Test
    void a_redriven_force_does_not_open_a_second_generation_past_an_export_that_came_through() {
        world.set("RETRY_DEADLINE", "PT30M");
        snapshot.exports(ExportScript.succeeds().takes(Duration.ofHours(1)).recordListedAfter(Duration.ofHours(2)))
                .onExport(ExportCall.errorAfterAccepting("ServiceException", 500, "oops"))
                .onExport(Stream.generate(() -> ExportCall.error("ServiceException", 500, "oops"))
                        .limit(50)
                        .toArray(ExportCall[]::new));
        world.send(Requests.forced("my-site-1"));
        world.settle();
        assertThat(reasonIn(world, "ExportFailed")).isEqualTo("RetryDeadline");
        world.clock().advanceTo(BEGINNING.plus(Duration.ofHours(5)));
        world.lightsail().forgetCalls();
        redrive();

        world.settle();

        assertThat(world.lightsail().count("ExportSnapshot")).isZero();
        assertThat(ExportView.of(world, snapshot.arn()).status()).isEqualTo("Succeeded");
    }

    @Test
    void the_same_request_id_sent_again_while_the_job_lives_is_the_same_job() {
        snapshot.pendingForLooks(1);
        world.send(Requests.forced("my-site-1", "order-7"));
        world.send(Requests.forced("my-site-1", "order-7"));

        world.settle();

        assertThat(world.lightsail().accepted("my-site-1")).hasSize(1);
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
    }

    @Test
    void one_request_id_for_two_snapshots_is_two_jobs() {
        world.lightsail().instanceSnapshot("my-site-2");
        world.send(Requests.named("my-site-1", "tonight"));
        world.send(Requests.named("my-site-2", "tonight"));

        world.settle();

        assertThat(world.lightsail().accepted()).hasSize(2);
    }

    @Test
    void a_message_that_is_delivered_twice_is_exported_once() {
        String id = world.send("my-site-1");
        world.sqs().duplicate(id);

        world.settle();

        assertThat(world.lightsail().accepted("my-site-1")).hasSize(1);
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
    }

    @Test
    void a_message_that_is_delivered_again_after_the_end_is_not_answered_again() {
        world.send("my-site-1");
        List<QueuedMessage> batch = world.sqs().receive(world.queueUrl(), 1, World.VISIBILITY);
        world.invokeAndDelete(batch, World.FUNCTION_TIMEOUT);
        world.settle();
        world.clock().advance(Duration.ofMinutes(1));

        assertThat(world.invokeWith(batch, World.FUNCTION_TIMEOUT)).isEmpty();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
    }

    @Test
    void a_message_that_is_delivered_again_after_its_job_has_ended_is_not_rejected_because_the_snapshot_is_gone() {
        snapshot.pendingForLooks(1);
        world.send("my-site-1");
        world.deliver();
        world.send("my-site-1");
        world.deliver();
        waitForNextReceive(world);
        List<QueuedMessage> batch = world.sqs().receive(world.queueUrl(), 10, World.VISIBILITY);
        world.invokeAndDelete(batch, World.FUNCTION_TIMEOUT);
        world.settle();
        world.lightsail().remove("my-site-1");

        assertThat(world.invokeWith(batch, World.FUNCTION_TIMEOUT)).isEmpty();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
        assertThat(world.deadLetters()).isEmpty();
    }

    // Too many receives

    @Test
    void at_950_receives_a_request_parks_itself() {
        world.send("my-site-1");

        deliverAsReceived(950);

        assertThat(reasonIn(world, "RequestRejected")).isEqualTo("ReceiveLimit");
        assertThat(world.lightsail().accepted()).isEmpty();
        assertThat(world.deadLetters()).hasSize(1);
    }

    @Test
    void before_950_receives_a_request_goes_on() {
        world.send("my-site-1");

        deliverAsReceived(949);

        assertThat(world.lightsail().accepted()).hasSize(1);
    }

    @Test
    void at_950_receives_a_request_with_a_claim_ends_its_export() {
        snapshot.onExport(ExportCall.throttle());
        world.send("my-site-1");
        world.deliver();
        waitForNextReceive(world);

        deliverAsReceived(950);

        assertThat(ExportView.of(world, snapshot.arn()).text("errorReason")).contains("ReceiveLimit");
        assertThat(world.slots()).isEmpty();
        assertThat(world.deadLetters()).hasSize(1);
    }

    @Test
    void at_950_receives_a_tracker_abandons_its_export() {
        snapshot.exports(ExportScript.never());
        world.send("my-site-1");
        world.deliver();
        waitForNextReceive(world);

        deliverAsReceived(950);

        assertThat(reasonIn(world, "ExportAbandoned")).isEqualTo("ReceiveLimit");
        assertThat(world.slots()).isEmpty();
        assertThat(world.deadLetters()).hasSize(1);
    }

    @Test
    void at_950_receives_a_tracker_leaves_an_end_that_was_told_as_it_is() {
        snapshot.exports(ExportScript.succeeds().takes(Duration.ofMinutes(1)));
        world.ec2().faultAlways("CreateTags", Ec2Fault.throttle());
        world.send("my-site-1");
        settleUntil("Succeeded");
        waitForNextReceive(world);

        deliverAsReceived(950);

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
        assertThat(item().status()).isEqualTo("Succeeded");
        assertThat(world.queued()).isEmpty();
    }

    // Born of an event

    @Test
    void a_request_born_of_an_event_waits_for_its_snapshot_to_appear() {
        world.lightsail().instanceSnapshot("new-1").appearsAt(BEGINNING.plus(Duration.ofMinutes(10)));
        world.send(Requests.byEvent("new-1"));

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
    }

    @Test
    void a_request_born_of_an_event_whose_snapshot_never_appears_is_skipped_without_a_word() {
        world.send(Requests.byEvent("never-1"));

        world.settle();

        assertThat(world.published()).isEmpty();
        assertThat(world.deadLetters()).isEmpty();
        JsonNode skip = world.log().stream()
                .filter(line -> line.path("reason").asText().equals("Skipped"))
                .findFirst()
                .orElseThrow();
        assertThat(Instant.parse(skip.path("time").textValue()))
                .isBetween(BEGINNING.plus(Duration.ofMinutes(15)), BEGINNING.plus(Duration.ofMinutes(30)));
        assertThat(skip.path("RequestsSkipped").asInt()).isEqualTo(1);
    }

    @Test
    void a_request_by_name_does_not_wait_for_its_snapshot_to_appear() {
        world.send("never-1");

        world.deliver();

        assertThat(reasonIn(world, "RequestRejected")).isEqualTo("SnapshotNotFound");
        assertThat(world.queued()).isEmpty();
    }

    private void assertRejectedWithin(Duration deadline, Duration tolerance) {
        assertThat(Instant.parse(world.only("RequestRejected").path("time").textValue()))
                .isBetween(BEGINNING.plus(deadline), BEGINNING.plus(deadline).plus(tolerance));
    }

    /** Delivers what is visible as if it had been received so often. */
    private void deliverAsReceived(int count) {
        world.invokeAndDelete(
                world.sqs().receive(world.queueUrl(), 10, World.VISIBILITY).stream()
                        .map(message -> Requests.received(message, count))
                        .toList(),
                World.FUNCTION_TIMEOUT);
    }

    /** Sends what was parked back to the queue, as SQS's redrive does: a new message with the old attributes. */
    private void redrive() {
        QueuedMessage parked = world.deadLetters().getFirst();
        world.send(parked.body(), parked.messageAttributes());
    }

    @Test
    void what_is_told_at_the_deadline_is_the_last_error() {
        world.set("RETRY_DEADLINE", "PT1H");
        world.lightsail().fault("GetInstanceSnapshot", Fault.throttle());
        world.send("my-site-1");
        world.deliver();
        world.lightsail().faultAlways("GetInstanceSnapshot", Fault.error("ServiceException", 500, "the last one"));
        world.clock().advanceTo(BEGINNING.plus(Duration.ofMinutes(59)));
        world.deliver();
        world.clock().advanceTo(BEGINNING.plus(Duration.ofHours(1)));

        world.settle();

        assertThat(world.only("RequestRejected").path("error").path("message").asText())
                .contains("the last one");
    }
}
