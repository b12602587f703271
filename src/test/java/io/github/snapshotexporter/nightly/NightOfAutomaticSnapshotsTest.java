package io.github.snapshotexporter.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.localcloud.ResourceScript;
import io.github.snapshotexporter.world.PublishedDocuments;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nights that include automatic snapshots. */
class NightOfAutomaticSnapshotsTest {
    private static final String AUTOMATIC = "{\"includeAutomatic\": true}";
    private static final String NEWEST = "{\"includeAutomatic\": true, \"latestPerSource\": true}";
    private static final String SITE = copyOf("site", "2026-11-21");
    private static final String SHOP = copyOf("shop", "2026-11-22");

    private final World world = World.create();

    @AfterEach
    void end() {
        PublishedDocuments.assertValid(world);
        world.close();
    }

    @Test
    void the_newest_automatic_snapshot_of_each_source_is_exported_and_no_copy_stays() {
        world.lightsail().instance("site").withAutoSnapshots("2026-11-20", "2026-11-21");
        world.lightsail().instance("shop").withAutoSnapshots("2026-11-21", "2026-11-22");
        world.lightsail().disk("data").withAutoSnapshots("2026-11-21");
        world.lightsail().instance("without-the-add-on");
        world.send(Night.request("night-1", AUTOMATIC));

        world.settle();

        JsonNode report = world.only("RunCompleted");
        String data = new AutoSnapshot(ResourceType.DISK_SNAPSHOT, "data", LocalDate.parse("2026-11-21"))
                .copyName()
                .value();
        assertThat(report.path("status").asText()).isEqualTo("OK");
        assertThat(Night.lines(report))
                .containsExactlyInAnyOrder(SITE + " exported", SHOP + " exported", data + " exported");
        assertThat(world.lightsail().snapshotNames()).isEmpty();
        assertThat(world.lightsail().accepted()).hasSize(3);
        assertThat(world.deadLetters()).isEmpty();
    }

    @Test
    void a_pattern_for_names_takes_none_of_them_and_says_so() {
        world.lightsail().instance("site").withAutoSnapshots("2026-11-21");
        world.lightsail().instanceSnapshot("nightly-1");
        world.send(Night.request("night-1", "{\"includeAutomatic\": true, \"namePattern\": \"nightly-*\"}"));

        world.settle();

        JsonNode report = world.only("RunCompleted");
        assertThat(Night.lines(report)).containsExactly("nightly-1 exported");
        assertThat(report.path("leftOut").toString()).contains("\"NoName\"");
    }

    @Test
    void a_pattern_that_any_name_has_takes_them_too() {
        world.lightsail().instance("site").withAutoSnapshots("2026-11-21");
        world.send(Night.request("night-1", "{\"includeAutomatic\": true, \"namePattern\": \"*\"}"));

        world.settle();

        assertThat(Night.lines(world.only("RunCompleted"))).containsExactly(SITE + " exported");
    }

    @Test
    void a_stack_that_takes_none_refuses_whoever_asks_for_one() {
        world.set("AUTOMATIC_SNAPSHOTS", "OFF");
        world.lightsail().instance("site").withAutoSnapshots("2026-11-21");

        world.send(Night.request("night-1", AUTOMATIC));
        world.send("{\"sourceResourceName\": \"site\", \"useLatestRestorableAutoSnapshot\": true}");
        world.settle();

        assertThat(world.published())
                .hasSize(2)
                .allSatisfy(published -> assertThat(published
                                .document()
                                .path("error")
                                .path("message")
                                .asText())
                        .contains("AutomaticSnapshots=OFF"));
        assertThat(world.lightsail().copied()).isEmpty();
    }

    @Test
    void without_the_wish_no_source_is_asked_for() {
        world.lightsail().instance("site").withAutoSnapshots("2026-11-21");
        world.send(Night.everything("night-1"));

        world.settle();

        assertThat(Night.counts(world.only("RunCompleted"))).isEmpty();
        assertThat(world.lightsail().count("GetInstances")).isZero();
        assertThat(world.lightsail().count("GetAutoSnapshots")).isZero();
    }

    @Test
    void a_source_whose_add_on_is_off_is_not_asked_though_it_still_has_automatic_snapshots() {
        world.lightsail().instance("site").withAutoSnapshots("2026-11-21").autoSnapshotsDisabled();
        world.send(Night.request("night-1", AUTOMATIC));

        world.settle();

        assertThat(Night.counts(world.only("RunCompleted"))).isEmpty();
        assertThat(world.lightsail().count("GetAutoSnapshots")).isZero();
    }

    @Test
    void the_next_night_does_not_export_it_again_nor_an_older_one() {
        ResourceScript site = world.lightsail().instance("site").withAutoSnapshots("2026-11-20", "2026-11-21");
        world.send(Night.request("night-1", AUTOMATIC));
        world.settle();
        world.clock().advance(Duration.ofHours(20));
        world.sns().forgetPublished();
        world.send(Night.request("night-2", AUTOMATIC));
        world.settle();
        JsonNode second = world.only("RunCompleted");
        site.withAutoSnapshots("2026-11-22");
        world.clock().advance(Duration.ofHours(20));
        world.sns().forgetPublished();
        world.send(Night.request("night-3", AUTOMATIC));

        world.settle();

        assertThat(Night.counts(second)).isEmpty();
        assertThat(second.path("leftOut").path("AlreadyExported").asInt()).isEqualTo(1);
        assertThat(Night.lines(world.only("RunCompleted"))).containsExactly(copyOf("site", "2026-11-22") + " exported");
        assertThat(world.lightsail().accepted()).hasSize(2);
    }

    @Test
    void the_filters_are_about_the_source() {
        world.lightsail().instance("site").withAutoSnapshots("2026-11-21").tag("backup", "true");
        world.lightsail().instance("shop").withAutoSnapshots("2026-11-22");
        world.send(Night.request("night-1", "{\"includeAutomatic\": true, \"tags\": {\"backup\": \"true\"}}"));

        world.settle();

        assertThat(Night.lines(world.only("RunCompleted"))).containsExactly(SITE + " exported");
        assertThat(world.lightsail().count("GetAutoSnapshots"))
                .as("one to choose, one to copy")
                .isEqualTo(2);
    }

    @Test
    void of_manual_and_automatic_snapshots_of_a_source_only_the_newest_is_latest() {
        world.lightsail()
                .instance("site")
                .withAutoSnapshot("2026-11-21", "Success", Instant.parse("2026-11-21T06:00:00Z"));
        Night.instance(world, "site-before", "site").createdAt(Instant.parse("2026-11-21T05:00:00Z"));
        world.lightsail()
                .instance("shop")
                .withAutoSnapshot("2026-11-21", "Success", Instant.parse("2026-11-21T06:00:00Z"));
        Night.instance(world, "shop-after", "shop").createdAt(Instant.parse("2026-11-21T07:00:00Z"));
        world.send(Night.request("night-1", NEWEST));

        world.settle();

        JsonNode report = world.only("RunCompleted");
        assertThat(Night.lines(report)).containsExactlyInAnyOrder(SITE + " exported", "shop-after exported");
        assertThat(report.path("leftOut").path("NotLatest").asInt()).isEqualTo(2);
    }

    @Test
    void what_is_too_old_by_its_time_is_left_out() {
        world.lightsail()
                .instance("site")
                .withAutoSnapshot("2026-11-21", "Success", Instant.parse("2026-11-21T02:30:00Z"));
        world.lightsail()
                .instance("shop")
                .withAutoSnapshot("2026-11-21", "Success", Instant.parse("2026-11-21T01:30:00Z"));
        world.send(Night.request("night-1", "{\"includeAutomatic\": true, \"createdWithin\": \"PT24H\"}"));

        world.settle();

        assertThat(Night.lines(world.only("RunCompleted"))).containsExactly(SITE + " exported");
    }

    @Test
    void a_copy_that_is_still_there_is_not_selected_as_a_snapshot_that_somebody_made() {
        world.lightsail()
                .instance("site")
                .withAutoSnapshots("2026-11-21")
                .copies(script -> script.exports(ExportScript.succeeds().takes(Duration.ofHours(30))));
        world.send(Night.request("night-1", AUTOMATIC));
        world.settle(Duration.ofHours(23));
        world.sns().forgetPublished();
        assertThat(world.lightsail().snapshotNames()).containsExactly(SITE);
        world.send(Night.request("night-2", "{\"latestPerSource\": true}"));

        world.settle(Duration.ofHours(1));

        JsonNode report = world.only("RunCompleted");
        assertThat(report.path("runId").asText()).isEqualTo("night-2");
        assertThat(Night.counts(report)).isEmpty();
        assertThat(report.path("leftOut").path("OwnCopy").asInt()).isEqualTo(1);
        world.settle();
        assertThat(world.lightsail().accepted(SITE)).hasSize(1);
    }

    @Test
    void an_automatic_snapshot_that_is_gone_when_it_is_to_be_copied_is_a_rejected_member() {
        ResourceScript site = world.lightsail().instance("site").withAutoSnapshots("2026-11-21");
        world.send(Night.request("night-1", AUTOMATIC));
        world.deliver();
        site.withoutAutoSnapshot("2026-11-21");

        world.settle();

        JsonNode report = world.only("RunCompleted");
        assertThat(Night.lines(report)).containsExactly(SITE + " rejected");
        assertThat(report.path("members").path(0).path("reason").asText()).isEqualTo("SnapshotNotFound");
        assertThat(report.path("status").asText()).isEqualTo("FAILED");
    }

    @Test
    void a_failed_export_of_a_copy_is_a_failed_member_and_the_copy_goes() {
        world.lightsail()
                .instance("site")
                .withAutoSnapshots("2026-11-21")
                .copies(script -> script.exports(ExportScript.fails("No", "No.")));
        world.send(Night.request("night-1", AUTOMATIC));

        world.settle();

        assertThat(Night.lines(world.only("RunCompleted"))).containsExactly(SITE + " failed");
        assertThat(world.lightsail().snapshotNames()).isEmpty();
    }

    @Test
    void two_runs_at_once_make_one_copy_and_both_know_its_end() {
        world.lightsail().instance("site").withAutoSnapshots("2026-11-21");
        world.send(Night.request("night-1", AUTOMATIC));
        world.send(Night.request("night-2", AUTOMATIC));

        world.settle();

        assertThat(world.published().stream()
                        .map(published -> published.document())
                        .filter(document -> document.path("type").asText().equals("RunCompleted"))
                        .map(document -> document.path("runId").asText() + " "
                                + Night.counts(document).get("selected")))
                .containsExactlyInAnyOrder("night-1 1", "night-2 1");
        assertThat(world.lightsail().copied()).hasSize(1);
        assertThat(world.lightsail().accepted(SITE)).hasSize(1);
    }

    @Test
    void a_throttled_source_interrupts_the_listing_and_nothing_is_lost() {
        world.lightsail().pageSize(1);
        world.lightsail().instance("site").withAutoSnapshots("2026-11-21");
        world.lightsail().instance("shop").withAutoSnapshots("2026-11-22");
        Night.instance(world, "site-1", "site");
        world.lightsail().faultFor("site", "GetAutoSnapshots", Fault.throttle());
        world.send(Night.request("night-1", AUTOMATIC));

        world.settle();

        assertThat(Night.lines(world.only("RunCompleted")))
                .containsExactlyInAnyOrder("site-1 exported", SITE + " exported", SHOP + " exported");
        assertThat(world.lightsail().count("GetInstanceSnapshots"))
                .as("what was listed before the trouble is not listed again")
                .isEqualTo(1);
    }

    @Test
    void the_dry_run_shows_an_automatic_snapshot_under_the_name_that_its_copy_would_have() {
        world.lightsail().instance("site").withAutoSnapshots("2026-11-21");

        JsonNode answer = world.invoke("{\"select\": {\"includeAutomatic\": true, \"dryRun\": true}}");

        assertThat(answer.path("selected").asInt()).isEqualTo(1);
        assertThat(answer.path("decisions").path(0).path("sourceSnapshotName").asText())
                .isEqualTo(SITE);
        assertThat(answer.path("decisions").path(0).path("state").asText()).isEqualTo("Success");
        assertThat(world.lightsail().copied()).isEmpty();
        assertThat(world.queued()).isEmpty();
    }

    @Test
    void the_members_requests_ask_for_one_certain_day() {
        world.lightsail().instance("site").withAutoSnapshots("2026-11-21");
        world.send(Night.request("night-1", AUTOMATIC));

        world.deliver();

        assertThat(world.queued().stream().map(message -> message.body()).filter(body -> body.contains("AutoSnapshot")))
                .singleElement()
                .asString()
                .contains("\"restoreDate\":\"2026-11-21\"")
                .contains("\"resourceType\":\"InstanceSnapshot\"")
                .contains("\"runId\":\"night-1\"");
        assertThat(Night.members(world, "night-1"))
                .singleElement()
                .extracting(member -> member.get("sk").s())
                .isEqualTo("member#InstanceSnapshot/" + SITE);
    }

    private static String copyOf(String source, String date) {
        return new AutoSnapshot(ResourceType.INSTANCE_SNAPSHOT, source, LocalDate.parse(date))
                .copyName()
                .value();
    }
}
