package io.github.snapshotexporter.export;

import static io.github.snapshotexporter.export.Interruptions.dieBefore;
import static io.github.snapshotexporter.export.Requests.byEvent;
import static io.github.snapshotexporter.export.Requests.byRun;
import static io.github.snapshotexporter.export.Requests.forced;
import static io.github.snapshotexporter.export.Steps.member;
import static io.github.snapshotexporter.export.Steps.sendDelayed;
import static io.github.snapshotexporter.world.World.BEGINNING;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.ExportCall;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a request does where it finds in the ledger that the last export has ended: each row of it, and each case. */
class RulesOfEndedExportsTest extends OneSnapshotFixture {
    private static final ExportScript FIVE_MINUTES = ExportScript.succeeds().takes(Duration.ofMinutes(5));

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
    void succeeded_a_newer_request_that_dies_before_and_after_it_is_told_is_told_once() {
        succeed();
        world.send("my-site-1");
        dieBefore(world, "Sns.Publish");
        world.deliver();
        // What is published is marked by the first one, and that the job has ended by the second.
        dieBefore(world, "DynamoDb.UpdateItem", 2);
        world.clock().advance(World.VISIBILITY);
        world.deliver();

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded", "AlreadyExported");
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
        assertThat(member(world, "run-1", snapshot.arn()).get("outcome")).isEqualTo("alreadyExported");
    }

    @Test
    void succeeded_a_request_by_name_that_was_sent_before_that_end_is_done_without_a_word() {
        snapshot.exports(FIVE_MINUTES);
        world.send("my-site-1");
        world.deliver();
        sendDelayed(world, "my-site-1", Duration.ofMinutes(15));

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
    void failed_a_newer_request_does_not_trust_a_listing_of_some_minutes_before() {
        snapshot.onExport(ExportCall.error("InvalidInputException", 400, "no"));
        world.send("my-site-1");
        world.deliver();
        world.clock().advance(Duration.ofMinutes(2));
        snapshot.exportedByHand(ExportScript.succeeds().takes(Duration.ofMinutes(1)));
        world.clock().advance(Duration.ofMinutes(2));
        world.send("my-site-1");

        world.settle();

        assertThat(world.lightsail().accepted("my-site-1")).hasSize(1);
        assertThat(world.publishedTypes()).containsExactly("ExportFailed", "ExportStarted", "ExportSucceeded");
    }

    @Test
    void failed_an_older_request_is_done_because_that_end_has_answered_it() {
        snapshot.onExport(ExportCall.error("InvalidInputException", 400, "no"));
        sendDelayed(world, "my-site-1", Duration.ofMinutes(15));
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
        sendDelayed(world, byRun(snapshot, "run-1"), Duration.ofMinutes(15));
        world.clock().advance(Duration.ofSeconds(1));
        world.send("my-site-1");

        world.settle();

        assertThat(member(world, "run-1", snapshot.arn()))
                .containsEntry("outcome", "failed")
                .containsEntry("reason", "InvalidInput");
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
}
