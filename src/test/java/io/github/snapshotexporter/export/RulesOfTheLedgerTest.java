package io.github.snapshotexporter.export;

import static io.github.snapshotexporter.export.Interruptions.dieAfter;
import static io.github.snapshotexporter.export.Interruptions.dieBefore;
import static io.github.snapshotexporter.export.Steps.nextReceive;
import static io.github.snapshotexporter.export.Steps.queuedBodies;
import static io.github.snapshotexporter.world.World.BEGINNING;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.ExportCall;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What a request does by what it finds in the ledger: the rows of exports that are none or under way, each case of them. */
class RulesOfTheLedgerTest extends OneSnapshotFixture {
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
        assertThat(nextReceive(world)).isEqualTo(BEGINNING.plus(LEASE));
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
        assertThat(nextReceive(world)).isEqualTo(BEGINNING.plus(LEASE));
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
    void started_and_published_but_not_handed_over_a_request_resumes_with_the_same_document() {
        diesBefore("Sqs.SendMessage");

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportStarted", "ExportSucceeded");
        assertThat(world.published().get(1).document())
                .isEqualTo(world.published().get(0).document());
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

        assertThat(queuedBodies(world)).containsExactly(tracker(1, 1));
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

        assertThat(queuedBodies(world)).containsExactly(retryRequest(1, 2));
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

        assertThat(queuedBodies(world)).contains(retryRequest(1, 2));
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

    private String tracker(int generation, int attempt) {
        return Requests.track(snapshot.arn(), generation, attempt).replace(" ", "");
    }

    private String retryRequest(int generation, int attempt) {
        return Requests.retry(snapshot.arn(), generation, attempt).replace(" ", "");
    }
}
