package io.github.snapshotexporter.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.localcloud.SnapshotScript;
import io.github.snapshotexporter.world.PublishedDocuments;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one night after another may and may not select, as the schedule asks for it. */
class RulesOfNightsTest {
    private static final String LATEST = "{\"latestPerSource\": true, \"createdWithin\": \"P30D\"}";

    private final World world = World.create();

    @AfterEach
    void end() {
        PublishedDocuments.assertValid(world);
        world.close();
    }

    @Test
    void no_night_walks_back_to_an_older_snapshot_of_a_source() {
        world.set("SELECTION_POLICY", LATEST);
        IntStream.range(0, 5)
                .forEach(day -> Night.instance(world, "site-" + day, "site")
                        .createdAt(World.BEGINNING.minus(Duration.ofDays(day))));

        List<String> first = linesOfNight(World.BEGINNING);
        List<JsonNode> later = IntStream.rangeClosed(1, 4)
                .mapToObj(day -> night(World.BEGINNING.plus(Duration.ofDays(day))))
                .toList();

        assertThat(first).containsExactly("site-0 exported");
        assertThat(later).allSatisfy(report -> {
            assertThat(report.path("status").asText()).isEqualTo("OK");
            assertThat(Night.counts(report)).isEmpty();
        });
        assertThat(world.lightsail().accepted()).hasSize(1);
    }

    @Test
    void no_night_walks_back_to_an_older_snapshot_when_the_limit_has_room() {
        world.set("SELECTION_POLICY", "{\"latestPerSource\": true, \"limit\": 2}");
        for (String source : List.of("one", "two", "three")) {
            Night.instance(world, source + "-old", source).createdAt(World.BEGINNING.minus(Duration.ofDays(2)));
            Night.instance(world, source + "-new", source).createdAt(World.BEGINNING.minus(Duration.ofHours(2)));
        }

        linesOfNight(World.BEGINNING);
        linesOfNight(World.BEGINNING.plus(Duration.ofDays(1)));
        linesOfNight(World.BEGINNING.plus(Duration.ofDays(2)));

        assertThat(world.lightsail().accepted())
                .extracting(export -> export.snapshotName())
                .hasSize(2)
                .allMatch(name -> name.endsWith("-new"));
    }

    @Test
    void a_new_snapshot_is_exported_in_the_night_after_although_older_ones_never_were() {
        world.set("SELECTION_POLICY", LATEST);
        Night.instance(world, "site-1", "site").createdAt(World.BEGINNING.minus(Duration.ofDays(2)));
        Night.instance(world, "site-2", "site").createdAt(World.BEGINNING.minus(Duration.ofDays(1)));
        linesOfNight(World.BEGINNING);
        Instant next = World.BEGINNING.plus(Duration.ofDays(1));
        Night.instance(world, "site-3", "site").createdAt(next.minus(Duration.ofHours(1)));

        assertThat(linesOfNight(next)).containsExactly("site-3 exported");
    }

    @Test
    void while_the_newest_snapshot_is_pending_no_older_one_takes_its_place_in_any_night() {
        world.set("SELECTION_POLICY", LATEST);
        Night.instance(world, "site-1", "site").createdAt(World.BEGINNING.minus(Duration.ofDays(1)));
        Night.instance(world, "site-2", "site").createdAt(World.BEGINNING).pendingFor(Duration.ofHours(23));
        Night.schedule(world, World.BEGINNING);
        JsonNode unfinished = Night.untilReported(world);
        JsonNode next = night(World.BEGINNING.plus(Duration.ofDays(1)));

        assertThat(Night.lines(unfinished)).containsExactly("site-2 unfinished");
        assertThat(Night.lines(next)).containsExactly("site-2 exported");
        assertThat(world.lightsail().accepted())
                .extracting(export -> export.snapshotName())
                .containsExactly("site-2");
    }

    @Test
    void when_the_newest_snapshot_has_failed_the_one_before_is_exported_in_the_night_after() {
        world.set("SELECTION_POLICY", LATEST);
        Night.instance(world, "site-1", "site").createdAt(World.BEGINNING.minus(Duration.ofDays(1)));
        Night.instance(world, "site-2", "site")
                .createdAt(World.BEGINNING)
                .pendingFor(Duration.ofHours(1))
                .endsInError();

        assertThat(linesOfNight(World.BEGINNING)).containsExactly("site-2 rejected");
        assertThat(linesOfNight(World.BEGINNING.plus(Duration.ofDays(1)))).containsExactly("site-1 exported");
    }

    @Test
    void a_disk_snapshot_that_has_taken_the_name_of_a_selected_instance_snapshot_waits_for_a_night_of_its_own() {
        Night.instance(world, "backup-1", "site");
        Night.schedule(world, World.BEGINNING);
        world.deliver();
        world.lightsail().remove("backup-1");
        world.lightsail().diskSnapshot("backup-1").exports(Night.succeeds());
        world.settle();

        JsonNode first = Night.report(world, World.BEGINNING.toString());
        JsonNode second = night(World.BEGINNING.plus(Duration.ofDays(1)));

        assertThat(Night.lines(first)).containsExactly("backup-1 rejected");
        assertThat(Night.lines(second)).containsExactly("backup-1 exported");
        assertThat(second.path("members").path(0).path("resourceType").asText()).isEqualTo("DiskSnapshot");
    }

    @Test
    void a_night_that_has_25_hours_leaves_no_gap() {
        ZonedDateTime before = ZonedDateTime.of(2027, 10, 30, 3, 30, 0, 0, ZoneId.of("Europe/Berlin"));
        Instant first = before.toInstant();
        Instant second = before.plusDays(1).toInstant();
        assertThat(Duration.between(first, second)).isEqualTo(Duration.ofHours(25));
        world.clock().advanceTo(first);
        assertThat(linesOfNight(first)).isEmpty();
        snapshotOfItsOwn("right-after", first.plus(Duration.ofMinutes(1)));
        snapshotOfItsOwn("in-the-hour-that-comes-twice", second.minus(Duration.ofMinutes(90)));
        snapshotOfItsOwn("right-before", second.minus(Duration.ofMinutes(1)));

        assertThat(linesOfNight(second))
                .containsExactly(
                        "in-the-hour-that-comes-twice exported", "right-after exported", "right-before exported");
    }

    @Test
    void a_schedule_that_is_delivered_late_leaves_no_gap_and_exports_nothing_twice() {
        world.set("SELECTION_POLICY", "{\"createdWithin\": \"PT25H\"}");
        Duration late = Duration.ofHours(7);
        Instant second = World.BEGINNING.plus(Duration.ofDays(1));
        Instant third = World.BEGINNING.plus(Duration.ofDays(2));
        linesOfNight(World.BEGINNING);
        snapshotOfItsOwn("right-after-the-first", World.BEGINNING.plus(Duration.ofMinutes(1)));
        snapshotOfItsOwn("too-late-for-the-second", second.plus(Duration.ofMinutes(1)));
        world.clock().advanceTo(second.plus(late));

        List<String> delayed = linesOfNight(second);
        snapshotOfItsOwn("right-after-the-second", second.plus(late).plus(Duration.ofHours(1)));
        List<String> next = linesOfNight(third);

        assertThat(delayed).containsExactly("right-after-the-first exported", "too-late-for-the-second exported");
        assertThat(next).containsExactly("right-after-the-second exported");
        assertThat(world.lightsail().accepted()).hasSize(3);
    }

    @Test
    void a_run_is_named_after_the_time_it_was_due_however_late_it_begins() {
        world.clock().advance(Duration.ofHours(5));

        assertThat(night(World.BEGINNING).path("runId").asText()).isEqualTo(World.BEGINNING.toString());
    }

    private SnapshotScript snapshotOfItsOwn(String name, Instant made) {
        return Night.instance(world, name, "source-of-" + name).createdAt(made);
    }

    private List<String> linesOfNight(Instant due) {
        return Night.lines(night(due));
    }

    /** The report on the run of this time. */
    private JsonNode night(Instant due) {
        world.clock().advanceTo(due);
        Night.schedule(world, due);
        world.settle();
        return Night.report(world, due.toString());
    }
}
