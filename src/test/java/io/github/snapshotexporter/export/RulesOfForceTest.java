package io.github.snapshotexporter.export;

import static io.github.snapshotexporter.export.Interruptions.dieAfter;
import static io.github.snapshotexporter.export.Interruptions.dieBefore;
import static io.github.snapshotexporter.export.Requests.forced;
import static io.github.snapshotexporter.export.Steps.sendDelayed;
import static io.github.snapshotexporter.world.World.BEGINNING;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.ExportScript;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a request does that insists on a new export. */
class RulesOfForceTest extends OneSnapshotFixture {
    private static final ExportScript FIVE_MINUTES = ExportScript.succeeds().takes(Duration.ofMinutes(5));

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
        sendDelayed(world, forced("my-site-1"), Duration.ofMinutes(15));

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
}
