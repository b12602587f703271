package io.github.snapshotexporter.export;

import static io.github.snapshotexporter.export.Interruptions.dieAfter;
import static io.github.snapshotexporter.export.Interruptions.dieBefore;
import static io.github.snapshotexporter.export.Requests.byEvent;
import static io.github.snapshotexporter.export.Requests.byRun;
import static io.github.snapshotexporter.export.Requests.forced;
import static io.github.snapshotexporter.world.World.BEGINNING;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.ExportCall;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.QueuedMessage;
import io.github.snapshotexporter.localcloud.SnapshotScript;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a request does by what it finds in the ledger: each row of the table, and each case of it. */
class RulesOfTheLedgerTest {
    private static final Duration LEASE = World.FUNCTION_TIMEOUT.plusSeconds(10);
    private static final ExportScript FIVE_MINUTES = ExportScript.succeeds().takes(Duration.ofMinutes(5));
    private static final ExportScript HALF_AN_HOUR = ExportScript.succeeds().takes(Duration.ofMinutes(30));

    private final World world = World.create();
    private final SnapshotScript snapshot =
            world.lightsail().instanceSnapshot("my-site-1").exports(HALF_AN_HOUR);

    @AfterEach
    void close() {
        world.close();
    }

    // None

    @Test
    void without_an_item_the_snapshot_is_exported() {
        world.send("my-site-1");

        world.deliver();

        assertThat(world.lightsail().accepted("my-site-1")).hasSize(1);
        assertThat(item().status()).isEqualTo("Started");
        assertThat(world.slots()).containsExactly(snapshot.arn());
    }

    @Test
    void without_an_item_a_running_export_that_was_made_by_hand_is_adopted() {
        snapshot.exportedByHand(HALF_AN_HOUR);
        world.send("my-site-1");

        world.settle();

        assertThat(world.lightsail().count("ExportSnapshot")).isZero();
        assertThat(world.only("ExportSucceeded").path("adopted").booleanValue()).isTrue();
    }

    @Test
    void without_an_item_an_export_that_was_made_by_hand_years_ago_is_adopted() {
        snapshot.exportedByHand(BEGINNING.minus(Duration.ofDays(900)), HALF_AN_HOUR);
        world.send("my-site-1");

        world.settle();

        assertThat(world.lightsail().count("ExportSnapshot")).isZero();
        assertThat(world.only("ExportSucceeded").path("destination").path("id").textValue())
                .startsWith("ami-");
    }

    // Claimed, or Started and not handed over

    @Test
    void claimed_by_a_living_lease_a_request_comes_back_at_the_end_of_the_lease() {
        diesBefore("Lightsail.ExportSnapshot");
        world.clock().advance(Duration.ofSeconds(20));
        world.send("my-site-1");

        world.deliver();

        assertThat(world.lightsail().count("ExportSnapshot")).isZero();
        assertThat(nextReceive()).isEqualTo(BEGINNING.plus(LEASE));
    }

    @Test
    void claimed_with_the_lease_over_a_request_takes_over_and_adopts_what_the_dead_receive_had_begun() {
        diesAfter("Lightsail.ExportSnapshot");

        world.settle();

        assertThat(world.lightsail().count("ExportSnapshot")).isEqualTo(1);
        assertThat(world.only("ExportSucceeded").path("adopted").booleanValue()).isTrue();
    }

    @Test
    void claimed_with_the_lease_over_a_request_takes_over_and_exports_what_the_dead_receive_had_not_begun() {
        diesBefore("Lightsail.ExportSnapshot");

        world.settle();

        assertThat(world.lightsail().accepted("my-site-1")).hasSize(1);
        assertThat(world.lightsail().accepted("my-site-1").getFirst().at()).isEqualTo(BEGINNING.plus(World.VISIBILITY));
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
    }

    @Test
    void claimed_and_released_another_request_takes_over_at_once() {
        snapshot.onExport(ExportCall.throttle());
        world.send("my-site-1");
        world.deliver();
        world.send("my-site-1");

        world.deliver();

        assertThat(world.lightsail().accepted("my-site-1").getFirst().at()).isEqualTo(BEGINNING);
    }

    @Test
    void started_by_a_living_lease_a_request_comes_back_at_the_end_of_the_lease() {
        diesBefore("Sns.Publish");
        world.clock().advance(Duration.ofSeconds(20));
        world.send("my-site-1");

        world.deliver();

        assertThat(world.published()).isEmpty();
        assertThat(nextReceive()).isEqualTo(BEGINNING.plus(LEASE));
    }

    @Test
    void started_and_not_handed_over_a_request_resumes_with_publishing() {
        diesBefore("Sns.Publish");

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
        assertThat(world.only("ExportSucceeded").path("adopted").booleanValue()).isFalse();
        assertThat(world.lightsail().count("ExportSnapshot")).isEqualTo(1);
    }

    @Test
    void started_and_published_but_not_handed_over_a_request_resumes_with_the_hand_over() {
        diesBefore("Sqs.SendMessage");

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
        assertThat(world.lightsail().count("ExportSnapshot")).isEqualTo(1);
    }

    @Test
    void a_start_that_is_published_again_is_the_same_document() {
        diesAfter("Sns.Publish");

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportStarted", "ExportSucceeded");
        assertThat(world.published().get(1).document())
                .isEqualTo(world.published().get(0).document());
    }

    @Test
    void started_and_handed_over_a_request_is_done_because_the_export_is_in_progress() {
        world.send("my-site-1");
        world.deliver();
        world.send("my-site-1");

        world.deliver();

        assertThat(queuedBodies()).containsExactly(tracker(1, 1));
        assertThat(world.publishedTypes()).containsExactly("ExportStarted");
        assertThat(world.lightsail().count("ExportSnapshot")).isEqualTo(1);
    }

    // Retrying

    @Test
    void retrying_a_request_is_done_and_only_the_retry_request_claims_the_next_attempt() {
        snapshot.exports(ExportScript.fails("InternalError", "no luck"), HALF_AN_HOUR);
        world.send("my-site-1");
        settleUntil("Retrying");
        world.send("my-site-1");

        world.deliver();

        assertThat(queuedBodies()).containsExactly(retryRequest(1, 2));
        assertThat(world.lightsail().count("ExportSnapshot")).isEqualTo(1);
        world.settle();
        assertThat(world.lightsail().count("ExportSnapshot")).isEqualTo(2);
        assertThat(world.only("ExportSucceeded").path("attempts").intValue()).isEqualTo(2);
    }

    @Test
    void retrying_with_the_retry_request_not_marked_any_request_sends_it() {
        snapshot.exports(ExportScript.fails("InternalError", "no luck"), HALF_AN_HOUR);
        world.send("my-site-1");
        world.deliver();
        dieBefore(world, "Sqs.SendMessage");
        settleUntil("Retrying");
        world.send("my-site-1");

        world.deliver();

        assertThat(queuedBodies()).contains(retryRequest(1, 2));
        assertThat(item().flag("endPublished")).isTrue();
    }

    @Test
    void a_retry_request_that_was_sent_twice_makes_one_attempt() {
        snapshot.exports(ExportScript.fails("InternalError", "no luck"), HALF_AN_HOUR);
        world.send("my-site-1");
        world.deliver();
        dieAfter(world, "Sqs.SendMessage");

        world.settle();

        assertThat(world.lightsail().count("ExportSnapshot")).isEqualTo(2);
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
    }

    // Ended, with effects that are not marked

    @Test
    void ended_with_its_end_unpublished_a_request_publishes_the_end_and_then_goes_on() {
        world.send("my-site-1");
        world.deliver();
        dieBefore(world, "Sns.Publish");
        settleUntil("Succeeded");
        assertThat(world.publishedTypes()).containsExactly("ExportStarted");
        world.clock().advance(Duration.ofSeconds(1));
        world.send("my-site-1");

        world.deliver();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded", "AlreadyExported");
    }

    @Test
    void an_end_that_is_published_again_is_the_same_document() {
        world.send("my-site-1");
        world.deliver();
        dieAfter(world, "Sns.Publish");

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded", "ExportSucceeded");
        assertThat(world.published().get(2).document())
                .isEqualTo(world.published().get(1).document());
    }

    // Succeeded

    @Test
    void succeeded_a_newer_request_by_name_is_told_that_the_snapshot_is_exported() {
        succeed();
        world.send("my-site-1");

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded", "AlreadyExported");
        assertThat(world.only("AlreadyExported").path("destination"))
                .isEqualTo(world.only("ExportSucceeded").path("destination"));
        assertThat(world.lightsail().count("ExportSnapshot")).isEqualTo(1);
    }

    @Test
    void succeeded_a_newer_request_by_an_event_is_done_without_a_word() {
        succeed();
        world.send(byEvent("my-site-1"));

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
        assertThat(world.lightsail().count("ExportSnapshot")).isEqualTo(1);
    }

    @Test
    void succeeded_a_newer_request_by_a_run_writes_its_member_without_a_word() {
        succeed();
        world.send(byRun(snapshot, "run-1"));

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
        assertThat(member("run-1").get("outcome")).isEqualTo("alreadyExported");
    }

    @Test
    void succeeded_a_request_by_name_that_was_sent_before_that_end_is_done_without_a_word() {
        snapshot.exports(FIVE_MINUTES);
        world.send("my-site-1");
        world.deliver();
        sendDelayed("my-site-1", Duration.ofMinutes(15));

        world.settle();

        assertThat(item().time("endedAt").orElseThrow()).isBefore(BEGINNING.plus(Duration.ofMinutes(15)));
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
    }

    @Test
    void succeeded_a_force_that_had_opened_that_generation_is_done_without_a_word() {
        world.send(forced("my-site-1", "order-7"));
        world.settle();
        world.clock().advance(Duration.ofMinutes(1));
        world.send(forced("my-site-1", "order-7"));

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
        assertThat(world.lightsail().count("ExportSnapshot")).isEqualTo(1);
    }

    // Failed or Abandoned

    @Test
    void failed_a_newer_request_adopts_an_export_that_has_started_after_all() {
        failInDoubt(ExportScript.succeeds().takes(Duration.ofHours(5)).recordListedAfter(Duration.ofHours(2)));
        world.send("my-site-1");

        world.deliver();

        assertThat(item().status()).isEqualTo("Started");
        assertThat(item().generation()).isEqualTo(2);
        assertThat(item().text("record"))
                .contains(world.lightsail().accepted("my-site-1").getFirst().recordName());
        assertThat(world.slots()).containsExactly(snapshot.arn());
        world.settle();
        assertThat(world.lightsail().accepted("my-site-1")).hasSize(1);
        assertThat(world.publishedTypes()).containsExactly("ExportFailed", "ExportStarted", "ExportSucceeded");
    }

    @Test
    void failed_a_newer_request_adopts_an_export_that_has_succeeded_after_all() {
        failInDoubt(ExportScript.succeeds().takes(Duration.ofHours(1)).recordListedAfter(Duration.ofHours(2)));
        world.send("my-site-1");

        world.settle();

        assertThat(world.lightsail().accepted("my-site-1")).hasSize(1);
        assertThat(world.only("ExportSucceeded").path("adopted").booleanValue()).isTrue();
    }

    @Test
    void failed_a_newer_request_that_finds_nothing_opens_the_next_generation() {
        snapshot.onExport(ExportCall.error("InvalidInputException", 400, "no"));
        world.send("my-site-1");
        world.settle();
        assertThat(item().status()).isEqualTo("Failed");
        world.clock().advance(Duration.ofMinutes(1));
        world.send("my-site-1");

        world.settle();

        assertThat(item().generation()).isEqualTo(2);
        assertThat(item().status()).isEqualTo("Succeeded");
        assertThat(world.publishedTypes()).containsExactly("ExportFailed", "ExportStarted", "ExportSucceeded");
    }

    @Test
    void failed_a_newer_request_does_not_trust_a_listing_from_before_the_export_was_made_by_hand() {
        snapshot.onExport(ExportCall.error("InvalidInputException", 400, "no"));
        world.send("my-site-1");
        world.settle();
        world.clock().advance(Duration.ofMinutes(11));
        world.lightsail().instanceSnapshot("another-1");
        world.send("another-1");
        world.settle();
        world.clock().advance(Duration.ofHours(1));
        snapshot.exportedByHand(HALF_AN_HOUR);
        world.clock().advance(Duration.ofHours(1));
        world.send("my-site-1");

        world.settle();

        assertThat(world.lightsail().accepted("my-site-1")).hasSize(1);
    }

    @Test
    void failed_an_older_request_is_done_because_that_end_has_answered_it() {
        snapshot.onExport(ExportCall.error("InvalidInputException", 400, "no"));
        sendDelayed("my-site-1", Duration.ofMinutes(15));
        world.clock().advance(Duration.ofSeconds(1));
        world.send("my-site-1");

        world.settle();

        assertThat(world.lightsail().count("ExportSnapshot")).isEqualTo(1);
        assertThat(item().generation()).isEqualTo(1);
        assertThat(world.publishedTypes()).containsExactly("ExportFailed");
    }

    @Test
    void failed_an_older_request_of_a_run_writes_its_member() {
        snapshot.onExport(ExportCall.error("InvalidInputException", 400, "no"));
        sendDelayed(byRun(snapshot, "run-1"), Duration.ofMinutes(15));
        world.clock().advance(Duration.ofSeconds(1));
        world.send("my-site-1");

        world.settle();

        assertThat(member("run-1")).containsEntry("outcome", "failed").containsEntry("reason", "InvalidInput");
    }

    @Test
    void abandoned_a_newer_request_adopts_the_export_that_is_still_running() {
        world.set("EXPORT_DEADLINE", "PT1H");
        snapshot.exports(ExportScript.succeeds().takes(Duration.ofMinutes(90)));
        world.send("my-site-1");
        world.settle();
        assertThat(item().status()).isEqualTo("Abandoned");
        world.clock().advance(Duration.ofMinutes(1));
        world.send("my-site-1");

        world.settle();

        assertThat(world.lightsail().accepted("my-site-1")).hasSize(1);
        assertThat(world.publishedTypes())
                .containsExactly("ExportStarted", "ExportAbandoned", "ExportStarted", "ExportSucceeded");
    }

    @Test
    void abandoned_twice_a_newer_request_still_adopts_the_same_export() {
        world.set("EXPORT_DEADLINE", "PT2H");
        snapshot.exports(ExportScript.never());
        for (int asked = 1; asked <= 3; asked++) {
            world.send("my-site-1");
            world.settle();
            world.clock().advance(Duration.ofHours(1));
        }

        assertThat(item().generation()).isEqualTo(3);
        assertThat(world.lightsail().accepted("my-site-1")).hasSize(1);
    }

    @Test
    void abandoned_twice_a_newer_request_adopts_the_export_that_has_succeeded_long_after() {
        world.set("EXPORT_DEADLINE", "PT2H");
        snapshot.exports(ExportScript.succeeds().takes(Duration.ofHours(7)));
        for (int asked = 1; asked <= 3; asked++) {
            world.send("my-site-1");
            world.settle();
            world.clock().advance(Duration.ofHours(2));
        }

        assertThat(item().status()).isEqualTo("Succeeded");
        assertThat(world.lightsail().accepted("my-site-1")).hasSize(1);
    }

    @Test
    void retrying_the_retry_request_of_the_attempt_that_has_just_failed_claims_nothing() {
        snapshot.exports(ExportScript.fails("Code", "one"), ExportScript.fails("Code", "two"), HALF_AN_HOUR);
        world.send("my-site-1");
        settleUntil("Retrying");
        while (world.lightsail().accepted("my-site-1").size() < 2
                || !item().status().equals("Retrying")) {
            world.deliverNext(Instant.MAX);
        }

        world.send(retryRequest(1, 2));
        world.deliver();

        assertThat(item().status()).isEqualTo("Retrying");
        assertThat(world.lightsail().accepted("my-site-1")).hasSize(2);
    }

    @Test
    void failed_a_newer_request_does_not_adopt_the_records_of_the_failed_attempts() {
        world.set("MAX_EXPORT_ATTEMPTS", "1");
        snapshot.exports(ExportScript.fails("InternalError", "no luck"), HALF_AN_HOUR);
        world.send("my-site-1");
        world.settle();
        world.clock().advance(Duration.ofMinutes(1));
        world.send("my-site-1");

        world.settle();

        assertThat(world.lightsail().accepted("my-site-1")).hasSize(2);
        assertThat(item().status()).isEqualTo("Succeeded");
    }

    // Force

    @Test
    void forced_after_an_end_the_snapshot_is_exported_again() {
        succeed();
        world.send(forced("my-site-1"));

        world.settle();

        assertThat(world.lightsail().accepted("my-site-1")).hasSize(2);
        assertThat(item().generation()).isEqualTo(2);
        assertThat(world.publishedTypes())
                .containsExactly("ExportStarted", "ExportSucceeded", "ExportStarted", "ExportSucceeded");
    }

    @Test
    void forced_again_under_the_same_request_id_nothing_is_exported_again() {
        succeed();
        world.send(forced("my-site-1", "order-7"));
        world.settle();
        world.clock().advance(Duration.ofHours(1));
        world.send(forced("my-site-1", "order-7"));

        world.settle();

        assertThat(world.lightsail().accepted("my-site-1")).hasSize(2);
    }

    @Test
    void forced_while_an_export_is_in_progress_the_request_is_rejected() {
        world.send("my-site-1");
        world.deliver();
        world.send(forced("my-site-1"));

        world.deliver();

        assertThat(world.only("RequestRejected").path("error").path("reason").textValue())
                .isEqualTo("ExportInProgress");
        assertThat(world.deadLetters())
                .singleElement()
                .satisfies(kept -> assertThat(kept.messageAttributes()).containsEntry("reason", "ExportInProgress"));
        world.settle();
        assertThat(world.lightsail().accepted("my-site-1")).hasSize(1);
    }

    @Test
    void forced_while_the_next_attempt_is_waited_for_the_request_is_rejected() {
        snapshot.exports(ExportScript.fails("InternalError", "no luck"), HALF_AN_HOUR);
        world.send("my-site-1");
        settleUntil("Retrying");
        world.send(forced("my-site-1"));

        world.deliver();

        assertThat(world.only("RequestRejected").path("error").path("reason").textValue())
                .isEqualTo("ExportInProgress");
    }

    @Test
    void forced_before_the_last_end_the_request_is_rejected() {
        snapshot.exports(FIVE_MINUTES);
        world.send("my-site-1");
        world.deliver();
        sendDelayed(forced("my-site-1"), Duration.ofMinutes(15));

        world.settle();

        assertThat(world.lightsail().accepted("my-site-1")).hasSize(1);
        assertThat(world.only("RequestRejected").path("error").path("reason").textValue())
                .isEqualTo("ExportInProgress");
    }

    @Test
    void forced_the_first_generation_does_not_adopt_an_older_export_even_when_taken_over() {
        snapshot.exportedByHand(BEGINNING.minus(Duration.ofDays(1)), HALF_AN_HOUR);
        world.send(forced("my-site-1"));
        dieBefore(world, "Lightsail.ExportSnapshot");

        world.settle();

        assertThat(world.lightsail().accepted("my-site-1")).hasSize(2);
        assertThat(world.only("ExportSucceeded").path("adopted").booleanValue()).isFalse();
    }

    @Test
    void forced_a_later_generation_does_not_adopt_the_export_before_it_even_when_taken_over() {
        succeed();
        world.clock().advance(Duration.ofMinutes(5));
        world.send(forced("my-site-1"));
        dieBefore(world, "Lightsail.ExportSnapshot");

        world.settle();

        assertThat(world.lightsail().accepted("my-site-1")).hasSize(2);
    }

    @Test
    void forced_a_generation_adopts_its_own_export_when_taken_over() {
        succeed();
        world.clock().advance(Duration.ofMinutes(5));
        world.send(forced("my-site-1"));
        dieAfter(world, "Lightsail.ExportSnapshot");

        world.settle();

        assertThat(world.lightsail().accepted("my-site-1")).hasSize(2);
        assertThat(item().status()).isEqualTo("Succeeded");
        assertThat(item().generation()).isEqualTo(2);
    }

    // What the tests above have in common

    private ExportView item() {
        return ExportView.of(world, snapshot.arn());
    }

    private void diesBefore(String call) {
        world.send("my-site-1");
        dieBefore(world, call);
        world.deliver();
    }

    private void diesAfter(String call) {
        world.send("my-site-1");
        dieAfter(world, call);
        world.deliver();
    }

    private void succeed() {
        world.send("my-site-1");
        world.settle();
        world.clock().advance(Duration.ofMinutes(1));
    }

    /** Lightsail accepts and does not say so, nor list it, until the request is given up. */
    private void failInDoubt(ExportScript script) {
        world.set("RETRY_DEADLINE", "PT30M");
        snapshot.exports(script)
                .onExport(ExportCall.errorAfterAccepting("ServiceException", 500, "oops"))
                .onExport(Stream.generate(() -> ExportCall.error("ServiceException", 500, "oops"))
                        .limit(200)
                        .toArray(ExportCall[]::new));
        world.send("my-site-1");
        world.settle();
        assertThat(item().status()).isEqualTo("Failed");
        world.clock().advanceTo(BEGINNING.plus(Duration.ofHours(3)));
    }

    private void settleUntil(String status) {
        Instant end = world.clock().instant().plus(Duration.ofDays(3));
        while (!item().status().equals(status)) {
            assertThat(world.deliverNext(end)).isTrue();
        }
    }

    private Instant nextReceive() {
        return world.sqs().nextVisibleAt(world.queueUrl()).orElseThrow();
    }

    private List<String> queuedBodies() {
        return world.queued().stream().map(QueuedMessage::body).toList();
    }

    private String tracker(int generation, int attempt) {
        return Requests.track(snapshot.arn(), generation, attempt).replace(" ", "");
    }

    private String retryRequest(int generation, int attempt) {
        return Requests.retry(snapshot.arn(), generation, attempt).replace(" ", "");
    }

    private void sendDelayed(String body, Duration delay) {
        world.aws()
                .sqs()
                .sendMessage(request ->
                        request.queueUrl(world.queueUrl()).messageBody(body).delaySeconds((int) delay.toSeconds()));
    }

    private Map<String, String> member(String runId) {
        Map<String, String> texts = new java.util.HashMap<>();
        world.item("run#" + runId, "member#" + snapshot.arn()).forEach((name, value) -> {
            if (value.s() != null) {
                texts.put(name, value.s());
            }
        });
        return texts;
    }
}
