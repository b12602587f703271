package io.github.snapshotexporter.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.SnapshotScript;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A request born of a snapshot-created event has to pass the stack's policy; what a person asks for by name has not. */
class EventsUnderThePolicyTest {
    private final World world = World.create();
    private final SnapshotScript snapshot = world.lightsail()
            .instanceSnapshot("my-site-1")
            .fromResource("my-site")
            .tag("backup", "true")
            .exports(ExportScript.succeeds());

    @AfterEach
    void end() {
        world.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"sources": ["my-shop"]}           | OtherSource
                    {"namePattern": "nightly-*"}       | OtherName
                    {"tags": {"backup": "weekly"}}     | OtherTags
                    {"resourceTypes": ["DiskSnapshot"]} | OtherType
                    """)
    void a_snapshot_outside_the_policy_is_skipped_and_the_log_says_why(String policy, String why) {
        world.set("SELECTION_POLICY", policy);
        world.send(created());

        world.settle();

        assertSkipped(why);
    }

    @Test
    void a_blueprint_that_cannot_be_exported_is_skipped() {
        snapshot.blueprint("cpanel_whm_linux");
        world.send(created());

        world.settle();

        assertSkipped("NotExportable");
    }

    @Test
    void a_snapshot_that_meets_the_policy_is_exported() {
        world.set(
                "SELECTION_POLICY",
                "{\"sources\": [\"my-site\"], \"namePattern\": \"my-*\", \"tags\": {\"backup\": \"true\"}}");
        world.send(created());

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
    }

    @Test
    void what_ranks_snapshots_against_others_does_not_count_for_an_event() {
        world.set("SELECTION_POLICY", "{\"createdWithin\": \"PT1H\", \"latestPerSource\": true, \"limit\": 1}");
        world.lightsail().instanceSnapshot("my-site-2").fromResource("my-site").createdAt(World.BEGINNING);
        snapshot.createdAt(World.BEGINNING.minus(Duration.ofHours(2)));
        world.send(created());

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
    }

    @Test
    void one_outside_the_policy_is_not_waited_for() {
        world.set("SELECTION_POLICY", "{\"sources\": [\"my-shop\"]}");
        snapshot.pendingFor(Duration.ofHours(2));
        world.send(created());

        world.settle(Duration.ofMinutes(1));

        assertSkipped("OtherSource");
    }

    @Test
    void a_request_by_name_needs_no_policy() {
        world.set("SELECTION_POLICY", "{\"sources\": [\"my-shop\"]}");
        world.send("my-site-1");

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
    }

    @Test
    void what_was_claimed_under_another_policy_goes_on() {
        world.dieBeforeCall("Lightsail.ExportSnapshot"::equals);
        world.send(created());
        world.deliver();
        world.calmDown();
        world.set("SELECTION_POLICY", "{\"sources\": [\"my-shop\"]}");
        world.coldStart();

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
        assertThat(world.lightsail().accepted("my-site-1")).hasSize(1);
    }

    private void assertSkipped(String why) {
        assertThat(world.published()).isEmpty();
        assertThat(world.deadLetters()).isEmpty();
        assertThat(world.queued()).isEmpty();
        assertThat(world.lightsail().accepted()).isEmpty();
        assertThat(world.log())
                .filteredOn(line -> line.path("reason").asText().equals("Skipped"))
                .isNotEmpty()
                .extracting(JsonNode::toString)
                .anyMatch(line -> line.contains("outside the stack's policy: " + why));
    }

    private static String created() {
        return """
                {"detail-type": "AWS API Call via CloudTrail", "source": "aws.lightsail",
                 "detail": {"eventSource": "lightsail.amazonaws.com", "eventName": "CreateInstanceSnapshot",
                            "awsRegion": "eu-central-1", "requestParameters": {"instanceSnapshotName": "my-site-1"}}}""";
    }
}
