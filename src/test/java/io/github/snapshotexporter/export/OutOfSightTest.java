package io.github.snapshotexporter.export;

import static io.github.snapshotexporter.export.Interruptions.dieBefore;
import static io.github.snapshotexporter.export.Steps.reasonIn;
import static io.github.snapshotexporter.export.Steps.reasonsOfComeBacks;
import static io.github.snapshotexporter.export.Steps.waitForNextReceive;
import static io.github.snapshotexporter.world.World.BEGINNING;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.ExportCall;
import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.localcloud.ResourceScript;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was seen or made a moment ago may not be visible everywhere yet; that does not mean that it does not exist. */
class OutOfSightTest extends OneSnapshotFixture {
    private static final Fault NOT_FOUND = Fault.error("NotFoundException", 400, "does not exist");
    private static final String AUTOMATIC = "{\"sourceResourceName\": \"my-blog\", \"restoreDate\": \"2026-11-21\"}";

    @ParameterizedTest
    @CsvSource({"NotFoundException, does not exist", "InvalidInputException, the snapshot is pending"})
    void a_copy_that_cannot_be_tagged_yet_is_tagged_later(String code, String message) {
        world.set("REQUIRED_TAG_KEY", "export").set("REQUIRED_TAG_VALUE", "true");
        automatic();
        world.lightsail().fault("TagResource", Fault.error(code, 400, message));
        world.send(AUTOMATIC);

        world.settle();

        assertExported(1);
        assertThat(world.lightsail().copied()).hasSize(1);
    }

    @Test
    void a_copy_that_is_out_of_sight_for_a_moment_is_not_made_again() {
        automatic().copies(copy -> copy.pendingFor(Duration.ofMinutes(10)));
        world.send(AUTOMATIC);
        world.deliver();
        hideOnce();

        world.settle();

        assertExported(1);
        assertThat(world.lightsail().copied()).hasSize(1);
        assertThat(world.lightsail().count("CopySnapshot")).isOne();
    }

    @Test
    void an_automatic_snapshot_that_copysnapshot_does_not_find_at_first_is_copied_later() {
        automatic();
        world.lightsail().fault("CopySnapshot", NOT_FOUND);
        world.send(AUTOMATIC);

        world.settle();

        assertExported(1);
    }

    @Test
    void a_pending_snapshot_that_is_out_of_sight_for_a_moment_is_waited_for() {
        snapshot.pendingFor(Duration.ofMinutes(10));
        world.send("my-site-1");
        world.deliver();
        hideOnce();

        world.settle();

        assertThat(reasonsOfComeBacks(world)).containsOnlyOnce("SnapshotNotVisibleYet");
        assertExported(1);
    }

    @Test
    void another_wait_in_between_lets_what_is_out_of_sight_again_be_waited_for_anew() {
        loseSightOfThePendingSnapshot();
        dieBefore(world, "Lightsail.ExportSnapshot");
        world.send("my-site-1");
        world.deliver();
        waitForNextReceive(world);
        world.deliver();
        assertThat(reasonsOfComeBacks(world)).containsExactly("SnapshotPending", "SnapshotNotVisibleYet", "LeaseHeld");
        world.clock().advance(Duration.ofMinutes(3));
        hideOnce();

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
    }

    @Test
    void an_error_after_a_moment_out_of_sight_is_waited_out_for_as_long_as_any() {
        loseSightOfThePendingSnapshot();
        Fault[] longer = Stream.generate(Fault::throttle).limit(20).toArray(Fault[]::new);
        world.lightsail().fault("GetInstanceSnapshot", longer);

        world.settle();

        assertExported(1);
    }

    @Test
    void a_pending_snapshot_that_is_gone_for_good_is_rejected_after_some_minutes() {
        snapshot.pendingFor(Duration.ofHours(10));
        world.send("my-site-1");
        world.deliver();
        world.lightsail().remove("my-site-1");

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("RequestRejected");
        assertThat(reasonIn(world, "RequestRejected")).isEqualTo("SnapshotNotFound");
        assertThat(Instant.parse(world.only("RequestRejected").path("time").textValue()))
                .isBetween(BEGINNING.plus(Duration.ofMinutes(2)), BEGINNING.plus(Duration.ofMinutes(6)));
    }

    @Test
    void an_export_that_only_an_event_wants_and_whose_snapshot_stays_out_of_sight_is_told_to_nobody() {
        world.lightsail().faultAlways("ExportSnapshot", NOT_FOUND);
        world.send(Requests.byEvent("my-site-1"));

        world.settle();

        assertThat(item().text("status")).contains("Failed");
        assertThat(world.published()).isEmpty();
        assertThat(world.deadLetters()).isEmpty();
    }

    @Test
    void a_name_that_was_never_seen_is_told_at_once() {
        world.send("my-syte-1");

        world.deliver();

        assertThat(world.publishedTypes()).containsExactly("RequestRejected");
    }

    @Test
    void a_member_of_a_run_that_is_out_of_sight_for_a_moment_is_exported() {
        hideOnce();
        world.send(Requests.byRun("my-site-1", snapshot.arn(), "run-1"));

        world.settle();

        assertExported(1);
    }

    @Test
    void a_snapshot_that_was_described_and_that_exportsnapshot_does_not_find_at_first_is_exported() {
        snapshot.onExport(ExportCall.error("NotFoundException", 400, "gone"));
        world.send("my-site-1");

        world.settle();

        assertExported(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void an_operation_that_cannot_be_seen_at_first_is_followed_all_the_same(int times) {
        for (int i = 0; i < times; i++) {
            world.lightsail().fault("GetOperation", NOT_FOUND);
        }
        world.send("my-site-1");

        world.settle();

        assertExported(1);
        assertThat(world.only("ExportSucceeded")
                        .path("operations")
                        .path(0)
                        .path("status")
                        .textValue())
                .isEqualTo("Succeeded");
    }

    private ResourceScript automatic() {
        return world.lightsail().instance("my-blog").withAutoSnapshots("2026-11-21");
    }

    private void loseSightOfThePendingSnapshot() {
        snapshot.pendingForLooks(1);
        world.send("my-site-1");
        world.deliver();
        waitForNextReceive(world);
        hideOnce();
        world.deliver();
    }

    private void hideOnce() {
        world.lightsail().fault("GetInstanceSnapshot", NOT_FOUND).fault("GetDiskSnapshot", NOT_FOUND);
    }

    private void assertExported(int times) {
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
        assertThat(world.lightsail().accepted()).hasSize(times);
        assertThat(world.deadLetters()).isEmpty();
    }
}
