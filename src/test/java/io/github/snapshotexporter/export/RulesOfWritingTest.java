package io.github.snapshotexporter.export;

import static io.github.snapshotexporter.export.Interruptions.dieAfter;
import static io.github.snapshotexporter.export.Interruptions.dieBefore;
import static io.github.snapshotexporter.export.Interruptions.doBefore;
import static io.github.snapshotexporter.export.Steps.nextReceive;
import static io.github.snapshotexporter.export.Steps.reasonsOfComeBacks;
import static io.github.snapshotexporter.export.Steps.waitForNextReceive;
import static io.github.snapshotexporter.world.World.BEGINNING;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.ExportCall;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** How the ledger is written: conditional changes, the lease, generations and attempts. */
class RulesOfWritingTest extends OneSnapshotFixture {
    private static final ExportScript FAILS = ExportScript.fails("InternalError", "no luck");
    private static final ExportCall DOUBTFUL = ExportCall.error("ServiceException", 500, "oops");

    // Writes decide, not earlier reads

    @Test
    void of_two_that_both_saw_no_item_one_claims() {
        world.send("my-site-1");
        doBefore(world, "DynamoDb.TransactWriteItems", () -> {
            world.send("my-site-1");
            world.deliver();
        });

        world.deliver();

        assertThat(reasonsOfComeBacks(world)).containsExactly("LedgerChanged");
        world.settle();
        assertThat(world.lightsail().accepted("my-site-1")).hasSize(1);
        assertThat(world.slots()).isEmpty();
    }

    @Test
    void of_two_that_both_saw_a_free_claim_one_takes_it_over() {
        snapshot.onExport(ExportCall.throttle());
        world.send("my-site-1");
        world.deliver();
        world.send("my-site-1");
        doBefore(world, "DynamoDb.TransactWriteItems", () -> {
            waitForNextReceive(world);
            world.send("my-site-1");
            world.deliver();
        });

        world.deliver();
        world.settle();

        assertThat(world.lightsail().accepted("my-site-1")).hasSize(1);
        assertThat(world.lightsail().count("ExportSnapshot")).isEqualTo(2);
    }

    @Test
    void a_tracker_that_saw_an_export_running_does_not_end_the_next_generation() {
        world.send("my-site-1");
        world.deliver();
        world.clock().advance(Duration.ofHours(1));
        doBefore(world, "DynamoDb.TransactWriteItems", () -> {
            world.send(Requests.track(snapshot.arn(), 1, 1));
            world.deliver();
            world.clock().advance(Duration.ofSeconds(1));
            world.send(Requests.forced("my-site-1"));
            world.deliver();
        });

        world.deliver();

        assertThat(ExportView.of(world, snapshot.arn()).status()).isEqualTo("Started");
        assertThat(ExportView.of(world, snapshot.arn()).generation()).isEqualTo(2);
        assertThat(world.slots()).containsExactly(snapshot.arn());
        world.settle();
        assertThat(world.publishedTypes())
                .containsExactly("ExportStarted", "ExportSucceeded", "ExportStarted", "ExportSucceeded");
    }

    @Test
    void a_tracker_whose_end_is_refused_does_what_the_one_that_wrote_it_has_left_undone() {
        world.send("my-site-1");
        world.deliver();
        world.clock().advance(Duration.ofHours(1));
        doBefore(world, "DynamoDb.TransactWriteItems", () -> {
            dieAfter(world, "DynamoDb.TransactWriteItems");
            world.send(Requests.track(snapshot.arn(), 1, 1));
            world.deliver();
        });

        world.deliver();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
    }

    @Test
    void a_tracker_of_an_older_pair_is_done() {
        snapshot.exports(FAILS, HALF_AN_HOUR);
        world.send("my-site-1");
        settleUntil("Retrying");
        waitForNextReceive(world);
        world.deliver();
        world.lightsail().forgetCalls();
        world.send(Requests.track(snapshot.arn(), 1, 1));

        world.deliver();

        assertThat(world.lightsail().calls()).isEmpty();
        assertThat(item().attempt()).isEqualTo(2);
        assertThat(item().status()).isEqualTo("Started");
    }

    @Test
    void a_retry_request_of_an_older_pair_is_done() {
        snapshot.exports(FAILS, FAILS, HALF_AN_HOUR);
        world.send("my-site-1");
        settleUntil("Retrying");
        waitForNextReceive(world);
        world.deliver();
        settleUntil("Retrying");
        world.lightsail().forgetCalls();
        world.send(Requests.retry(snapshot.arn(), 1, 2));

        world.deliver();

        assertThat(world.lightsail().calls()).isEmpty();
        assertThat(item().status()).isEqualTo("Retrying");
        assertThat(item().attempt()).isEqualTo(2);
    }

    @Test
    void a_start_whose_first_answer_was_lost_is_a_success_because_the_refusal_shows_its_own_lease() {
        world.send("my-site-1");
        loseAnswerTo("DynamoDb.UpdateItem", 2);

        world.deliver();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted");
        assertThat(item().flag("handedOver")).isTrue();
        assertThat(reasonsOfComeBacks(world)).isEmpty();
    }

    @Test
    void an_adoption_whose_first_answer_was_lost_is_a_success_because_the_refusal_shows_its_own_lease() {
        snapshot.exportedByHand(HALF_AN_HOUR);
        world.send("my-site-1");
        loseAnswerTo("DynamoDb.UpdateItem", 1);

        world.deliver();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted");
        assertThat(reasonsOfComeBacks(world)).isEmpty();
    }

    @Test
    void a_claim_whose_first_answer_was_lost_is_a_success() {
        world.send("my-site-1");
        loseAnswerTo("DynamoDb.TransactWriteItems", 1);

        world.deliver();

        assertThat(world.lightsail().accepted("my-site-1")).hasSize(1);
        assertThat(reasonsOfComeBacks(world)).isEmpty();
    }

    @Test
    void a_give_up_whose_first_answer_was_lost_is_published_and_kept_once() {
        snapshot.onExport(ExportCall.error("InvalidInputException", 400, "no"));
        world.send("my-site-1");
        loseAnswerTo("DynamoDb.TransactWriteItems", 2);

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportFailed");
        assertThat(world.deadLetters()).hasSize(1);
        assertThat(world.slots()).isEmpty();
    }

    @Test
    void an_end_whose_first_answer_was_lost_is_published_once() {
        world.send("my-site-1");
        world.deliver();
        world.clock().advance(Duration.ofHours(1));
        loseAnswerTo("DynamoDb.TransactWriteItems", 1);

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
        assertThat(world.slots()).isEmpty();
    }

    // The lease

    @Test
    void the_lease_lasts_until_the_deadline_of_the_invocation_and_ten_seconds_more() {
        world.send("my-site-1");
        dieBefore(world, "Lightsail.ExportSnapshot");

        world.deliver(1, Duration.ofSeconds(40));

        assertThat(item().time("leaseUntil")).contains(BEGINNING.plusSeconds(50));
    }

    @Test
    void the_lease_has_an_owner_of_its_own_for_each_receive() {
        world.send("my-site-1");
        dieBefore(world, "Lightsail.ExportSnapshot");
        world.deliver();
        String first = item().text("leaseOwner").orElseThrow();
        waitForNextReceive(world);
        dieBefore(world, "Lightsail.ExportSnapshot");

        world.deliver();

        assertThat(item().text("leaseOwner")).isPresent().get().isNotEqualTo(first);
    }

    @Test
    void the_lease_is_taken_over_not_before_it_has_ended() {
        world.send("my-site-1");
        dieBefore(world, "Lightsail.ExportSnapshot");
        world.deliver();
        world.clock().advanceTo(BEGINNING.plus(LEASE).minusMillis(1));
        world.send("my-site-1");
        world.deliver();
        assertThat(world.lightsail().count("ExportSnapshot")).isZero();
        waitForNextReceive(world);

        world.deliver();

        assertThat(world.lightsail().accepted("my-site-1")).hasSize(1);
    }

    @Test
    void the_lease_is_released_with_the_hand_over() {
        world.send("my-site-1");

        world.deliver();

        assertThat(item().text("leaseOwner")).isEmpty();
        assertThat(item().flag("handedOver")).isTrue();
    }

    @Test
    void the_lease_is_released_when_the_call_certainly_did_not_start() {
        snapshot.onExport(ExportCall.throttle());
        world.send("my-site-1");

        world.deliver();

        assertThat(item().status()).isEqualTo("Claimed");
        assertThat(item().text("leaseOwner")).isEmpty();
    }

    @Test
    void whoever_else_asks_looks_no_sooner_than_twice_the_shortest_delay_after_a_doubtful_call() {
        AtomicReference<Instant> answered = new AtomicReference<>();
        snapshot.onExport(ExportCall.error("ServiceException", 500, "Internal failure"));
        world.tap().alsoBefore("Lightsail.GetInstanceSnapshot"::equals, () -> {
            if (answered.get() == null) {
                world.clock().advance(Duration.ofSeconds(30));
            }
        });
        world.tap().alsoBefore("Lightsail.ExportSnapshot"::equals, () -> {
            if (answered.get() == null) {
                world.clock().advance(Duration.ofSeconds(15));
                answered.set(world.clock().instant());
            }
        });
        world.invoke("{\"sourceSnapshotName\": \"my-site-1\"}");
        world.send("my-site-1");

        world.settle();

        assertThat(world.lightsail().accepted())
                .singleElement()
                .satisfies(accepted -> assertThat(accepted.at())
                        .isAfterOrEqualTo(answered.get().plus(Duration.ofMinutes(1))));
    }

    @Test
    void nothing_is_claimed_when_the_first_look_fails() {
        world.lightsail().fault("GetExportSnapshotRecords", Fault.throttle());
        world.send("my-site-1");

        world.deliver();

        assertThat(item().status()).isEqualTo("none");
        assertThat(world.slots()).isEmpty();
    }

    @Test
    void the_lease_is_kept_when_the_call_may_have_started() {
        snapshot.onExport(DOUBTFUL, DOUBTFUL);
        world.send("my-site-1");

        world.deliver();

        assertThat(item().status()).isEqualTo("Claimed");
        assertThat(item().time("leaseUntil")).contains(BEGINNING.plus(LEASE));
    }

    @Test
    void a_doubtful_call_is_looked_for_after_twice_the_shortest_delay_where_the_lease_is_over_before() {
        world.set("MIN_DELAY", "PT1M");
        snapshot.onExport(DOUBTFUL);
        world.send("my-site-1");

        world.deliver();

        assertThat(nextReceive(world)).isEqualTo(BEGINNING.plus(Duration.ofMinutes(2)));
    }

    // Time for the call

    @Test
    void without_time_for_the_call_nothing_is_called_and_the_lease_is_released() {
        world.send("my-site-1");

        world.deliver(1, Duration.ofSeconds(20));

        assertThat(world.lightsail().count("ExportSnapshot")).isZero();
        assertThat(item().text("leaseOwner")).isEmpty();
        assertThat(reasonsOfComeBacks(world)).containsExactly("TimeShort");
    }

    @Test
    void with_just_enough_time_for_the_call_it_is_made() {
        world.send("my-site-1");

        world.deliver(1, Duration.ofSeconds(21));

        assertThat(world.lightsail().accepted("my-site-1")).hasSize(1);
    }

    @Test
    void without_time_for_a_second_call_the_first_stays_in_doubt_under_the_lease() {
        snapshot.onExport(DOUBTFUL);
        world.send("my-site-1");

        world.deliver(1, Duration.ofSeconds(24));

        assertThat(world.lightsail().count("ExportSnapshot")).isEqualTo(1);
        assertThat(item().time("leaseUntil")).contains(BEGINNING.plusSeconds(60));
        world.settle();
        assertThat(world.lightsail().accepted("my-site-1")).hasSize(1);
    }

    // Generation and attempt

    @Test
    void claiming_the_next_attempt_clears_the_call_and_the_marks_of_the_one_before_and_books_its_record() {
        snapshot.exports(FAILS).onExport(ExportCall.accept(), DOUBTFUL);
        world.send("my-site-1");
        settleUntil("Retrying");
        String failedRecord = world.lightsail().accepted("my-site-1").getFirst().recordName();
        Instant first = item().time("callStartedAt").orElseThrow();
        waitForNextReceive(world);

        world.deliver();

        assertThat(item().attempt()).isEqualTo(2);
        assertThat(item().status()).isEqualTo("Claimed");
        assertThat(item().item()).doesNotContainKeys("record", "operations", "endedAt", "errorReason");
        assertThat(item().time("callStartedAt"))
                .hasValueSatisfying(second -> assertThat(second).isAfter(first));
        assertThat(item().flag("handedOver")).isFalse();
        assertThat(item().flag("endPublished")).isFalse();
        assertThat(item().flag("membersWritten")).isFalse();
        assertThat(item().texts("booked")).containsExactly(failedRecord);
    }

    @Test
    void claiming_the_next_attempt_clears_how_the_one_before_was_found_and_followed() {
        snapshot.exports(FAILS.takes(Duration.ofMinutes(10)));
        world.send("my-site-1");
        dieAfter(world, "Lightsail.ExportSnapshot");
        settleUntil("Started");
        world.clock().advance(Duration.ofMinutes(10));
        world.lightsail().fault("GetOperation", Fault.error("AccessDeniedException", 400, "no"));
        settleUntil("Retrying");
        assertThat(item().item()).containsKeys("adopted", "deniedSince", "operationEndedAt");
        waitForNextReceive(world);
        dieBefore(world, "Lightsail.ExportSnapshot");

        world.deliver();

        assertThat(item().attempt()).isEqualTo(2);
        assertThat(item().item()).doesNotContainKeys("adopted", "startedAt", "deniedSince", "operationEndedAt");
    }

    @Test
    void claiming_the_next_attempt_keeps_the_mark_of_the_published_start() {
        snapshot.exports(FAILS, HALF_AN_HOUR);
        world.send("my-site-1");

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
    }

    @Test
    void the_first_call_of_an_attempt_stays_its_beginning() {
        snapshot.onExport(DOUBTFUL, DOUBTFUL, DOUBTFUL);
        world.send("my-site-1");
        world.deliver();
        waitForNextReceive(world);
        world.deliver();
        waitForNextReceive(world);

        world.deliver();

        assertThat(item().time("callStartedAt")).contains(BEGINNING);
        assertThat(world.lightsail().count("ExportSnapshot")).isGreaterThan(2);
    }

    @Test
    void the_beginning_of_the_call_is_stored_before_the_call() {
        world.send("my-site-1");
        dieBefore(world, "Lightsail.ExportSnapshot");

        world.deliver();

        assertThat(item().time("callStartedAt")).contains(BEGINNING);
    }

    @Test
    void an_attempt_that_was_taken_over_looks_at_a_listing_begun_after_the_call() {
        world.send("my-site-1");
        dieAfter(world, "Lightsail.ExportSnapshot");
        world.deliver();
        world.lightsail().forgetCalls();
        world.clock().advanceTo(BEGINNING.plus(LEASE));
        world.send("my-site-1");

        world.deliver();

        assertThat(world.lightsail().count("GetExportSnapshotRecords")).isEqualTo(1);
        assertThat(world.lightsail().count("ExportSnapshot")).isZero();
    }

    // Failed attempts

    @Test
    void a_failed_attempt_frees_the_slot_and_is_tried_again_after_the_longest_delay() {
        snapshot.exports(FAILS, HALF_AN_HOUR);
        world.send("my-site-1");

        settleUntil("Retrying");

        assertThat(world.slots()).isEmpty();
        Instant ended = item().time("endedAt").orElseThrow();
        assertThat(nextReceive(world)).isEqualTo(ended.plus(Duration.ofMinutes(15)));
    }

    @Test
    void only_the_last_failure_is_published_with_attempts_code_and_details() {
        snapshot.exports(
                ExportScript.fails("FirstError", "first"),
                ExportScript.fails("SecondError", "second"),
                ExportScript.fails("LastError", "The disk was full."));
        world.send("my-site-1");

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportFailed");
        assertThat(world.only("ExportFailed").path("attempts").intValue()).isEqualTo(3);
        assertThat(world.only("ExportFailed").path("error").path("reason").textValue())
                .isEqualTo("ExportFailed");
        assertThat(world.only("ExportFailed").path("error").path("code").textValue())
                .isEqualTo("LastError");
        assertThat(world.only("ExportFailed").path("error").path("message").textValue())
                .isEqualTo("The disk was full.");
        assertThat(world.deadLetters()).isEmpty();
        assertThat(world.slots()).isEmpty();
    }

    @Test
    void as_many_attempts_are_made_as_are_set() {
        world.set("MAX_EXPORT_ATTEMPTS", "1");
        snapshot.exports(FAILS);
        world.send("my-site-1");

        world.settle();

        assertThat(world.lightsail().accepted("my-site-1")).hasSize(1);
        assertThat(world.only("ExportFailed").path("attempts").intValue()).isEqualTo(1);
    }

    @Test
    void a_record_that_failed_since_a_call_in_doubt_ends_the_attempt() {
        snapshot.exports(FAILS.takes(Duration.ofSeconds(1)), HALF_AN_HOUR)
                .onExport(ExportCall.errorAfterAccepting("ServiceException", 500, "oops"));
        world.send("my-site-1");

        world.deliver();
        waitForNextReceive(world);
        world.deliver();

        assertThat(item().status()).isEqualTo("Retrying");
        world.settle();
        assertThat(world.lightsail().accepted("my-site-1")).hasSize(2);
        assertThat(world.only("ExportSucceeded").path("attempts").intValue()).isEqualTo(2);
    }

    /** Loses the answer to the first try of the {@code nth} such call; the SDK's second try is answered. */
    private void loseAnswerTo(String call, int nth) {
        AtomicInteger answers = new AtomicInteger();
        world.tap().loseAnswers(made -> made.equals(call) && answers.incrementAndGet() == nth);
    }
}
