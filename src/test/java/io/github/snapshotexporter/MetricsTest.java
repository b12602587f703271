package io.github.snapshotexporter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.localcloud.ExportCall;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.world.EventFiles;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;

/** What the log tells of whole runs, and what it counts. */
class MetricsTest {
    private static final String SELECTION =
            "{\"select\": {}, \"requestId\": \"night-1\", \"requestedBy\": \"schedule\"}";

    private final World world = World.create();

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void a_run_counts_what_happened_in_it() {
        world.set("EXPORT_DEADLINE", "PT2H").set("MAX_EXPORT_ATTEMPTS", "2");
        world.lightsail().instanceSnapshot("good");
        world.lightsail()
                .instanceSnapshot("slow")
                .exports(ExportScript.succeeds().takes(Duration.ofMinutes(30)));
        world.lightsail()
                .instanceSnapshot("second-try")
                .exports(ExportScript.fails("CopyFailed", "Not now."), ExportScript.succeeds());
        world.lightsail().instanceSnapshot("bad").exports(ExportScript.fails("CopyFailed", "Never."));
        world.lightsail().instanceSnapshot("endless").exports(ExportScript.never());
        world.lightsail().instanceSnapshot("by-hand").exportedByHand(ExportScript.succeeds());
        world.lightsail()
                .instanceSnapshot("denied")
                .onExport(always(ExportCall.error("AccessDeniedException", 400, "No.")));
        for (String name :
                new String[] {"good", "slow", "second-try", "bad", "endless", "by-hand", "denied", "missing"}) {
            world.send(name);
        }
        world.send("no name");
        world.send(EventFiles.text("cloudtrail_failed-call"));
        world.send(EventFiles.text("cloudtrail_create-disk-snapshot"));

        world.settle();

        assertThat(sum("ExportsRequested")).isEqualTo(9);
        assertThat(sum("ExportsStarted")).isEqualTo(8);
        assertThat(sum("ExportsSucceeded")).isEqualTo(4);
        assertThat(sum("ExportsFailed")).isEqualTo(2);
        assertThat(sum("ExportsRetried")).isEqualTo(2);
        assertThat(sum("ExportsAbandoned")).isEqualTo(1);
        assertThat(sum("ExportsAdopted")).isEqualTo(1);
        assertThat(sum("RequestsRejected")).isEqualTo(2);
        assertThat(sum("RequestsSkipped")).isEqualTo(1);
        assertThat(sum("MessagesIgnored")).isEqualTo(1);
        assertThat(sum("MessagesParked")).isEqualTo(4);
        assertThat(sum("MilestonesUnpublished")).isEqualTo(0);
        assertThat(world.deadLetters()).hasSize(4);
    }

    @Test
    void a_failure_that_no_run_reports_is_counted_as_such() {
        world.lightsail().instanceSnapshot("bad").exports(ExportScript.fails("CopyFailed", "Never."));
        world.send("bad");

        world.settle();

        assertThat(sum("ExportsFailedUnreported")).isEqualTo(1);
    }

    @Test
    void a_failure_that_the_report_of_its_run_will_tell_is_none_that_is_not_reported() {
        world.lightsail().instanceSnapshot("bad").exports(ExportScript.fails("CopyFailed", "Never."));
        world.send(SELECTION);

        world.settle();

        assertThat(sum("ExportsFailed")).isEqualTo(1);
        assertThat(sum("ExportsFailedUnreported")).isZero();
    }

    @Test
    void a_failure_after_the_report_of_its_run_is_one_that_is_not_reported() {
        world.set("RUN_DEADLINE", "PT1H");
        world.lightsail()
                .instanceSnapshot("bad")
                .exports(ExportScript.fails("CopyFailed", "Never.").takes(Duration.ofHours(3)));
        world.send(SELECTION);

        world.settle();

        assertThat(sum("ExportsFailedUnreported")).isEqualTo(1);
    }

    /** Better an alarm too many. */
    @Test
    void a_failure_of_which_the_ledger_does_not_tell_the_run_is_one_that_is_not_reported() {
        world.lightsail().instanceSnapshot("bad").exports(ExportScript.fails("CopyFailed", "Never."));
        AtomicBoolean endWritten = new AtomicBoolean();
        AtomicBoolean refused = new AtomicBoolean();
        world.tap().watch(request -> {
            endWritten.compareAndSet(false, request.toString().contains("S=Failed"));
            if (request instanceof GetItemRequest read
                    && read.key().containsValue(AttributeValue.fromS("run#night-1"))
                    && endWritten.get()
                    && refused.compareAndSet(false, true)) {
                throw SdkClientException.create("The ledger does not answer.");
            }
        });
        world.send(SELECTION);

        world.settle();

        assertThat(refused).isTrue();
        assertThat(sum("ExportsFailedUnreported")).isEqualTo(1);
    }

    @Test
    void how_long_an_export_took_is_measured_once_from_its_claim_to_its_end() {
        world.lightsail()
                .instanceSnapshot("slow")
                .exports(ExportScript.succeeds().takes(Duration.ofMinutes(30)));
        world.send("slow");
        world.settle();

        assertThat(world.log().stream().filter(line -> line.has("ExportDuration")))
                .singleElement()
                .satisfies(line -> assertThat(line.path("ExportDuration").doubleValue())
                        .isEqualTo(world.only("ExportSucceeded")
                                .path("durationSeconds")
                                .doubleValue()));
        assertThat(sum("ExportDuration")).isGreaterThanOrEqualTo(1_800);
    }

    @Test
    void a_direct_request_is_counted_once() {
        world.lightsail().instanceSnapshot("good");
        world.invoke("{\"sourceSnapshotName\": \"good\"}");
        world.settle();

        assertThat(sum("ExportsRequested")).isEqualTo(1);
        assertThat(sum("ExportsStarted")).isEqualTo(1);
        assertThat(sum("ExportsSucceeded")).isEqualTo(1);
    }

    @Test
    void throttling_is_counted() {
        world.lightsail().instanceSnapshot("good");
        world.lightsail().fault("GetInstanceSnapshot", Fault.throttle(), Fault.throttle());
        world.send("good");
        world.settle();

        assertThat(sum("LightsailThrottled")).isEqualTo(2);
    }

    @Test
    void waiting_and_expected_retries_disturb_nobody() {
        world.set("MAX_IN_FLIGHT", "1");
        world.lightsail().instanceSnapshot("pending").pendingForLooks(3);
        world.lightsail()
                .instanceSnapshot("throttled")
                .onExport(ExportCall.throttle(), ExportCall.error("ServiceException", 500, "oops"))
                .exports(ExportScript.fails("CopyFailed", "Not now."), ExportScript.succeeds());
        world.lightsail()
                .instanceSnapshot("slow")
                .onExport(ExportCall.error("OperationFailureException", 400, "Not now."))
                .exports(ExportScript.succeeds().takes(Duration.ofHours(2)).recordListedAfter(Duration.ofHours(3)));
        world.lightsail().fault("GetExportSnapshotRecords", Fault.error("ServiceException", 500, "oops"));
        world.send("pending");
        world.send("throttled");
        world.send("slow");
        world.settle();

        assertThat(world.publishedTypes()).filteredOn("ExportSucceeded"::equals).hasSize(3);
        assertThat(world.log())
                .allSatisfy(line -> assertThat(line.path("level").textValue()).isEqualTo("INFO"));
    }

    @Test
    void a_person_is_warned_of_what_was_given_up() {
        world.send("missing");
        world.settle();

        assertThat(world.log())
                .filteredOn(line -> line.path("level").textValue().equals("WARN"))
                .extracting(line -> line.path("step").textValue())
                .containsExactly("park", "receive");
    }

    @Test
    void every_line_has_time_level_step_and_decision() {
        world.lightsail().instanceSnapshot("good");
        world.send("good");
        world.send("missing");
        world.settle();

        assertThat(world.log()).isNotEmpty().allSatisfy(line -> {
            assertThat(line.path("time").textValue()).matches("2026-11-22T.*Z");
            assertThat(line.path("level").textValue()).isIn("INFO", "WARN", "ERROR");
            assertThat(line.path("step").textValue()).isNotBlank();
            assertThat(line.path("decision").textValue()).isNotBlank();
        });
    }

    @Test
    void no_body_of_a_message_is_logged() {
        String body = EventFiles.bodies("sqs_cloudtrail").getFirst();
        world.lightsail().instanceSnapshot("my-site-1");
        world.send(body);
        world.send("{\"sourceSnapshotName\": \"my-site-1\", \"requestedBy\": \"alice\"}");
        world.settle();

        assertThat(world.log().toString())
                .doesNotContain("ASIAEXAMPLEKEYID", "192.0.2.44", "aws-cli/2.31.0", "\\\"sourceSnapshotName\\\"");
        assertThat(world.published().toString()).doesNotContain("ASIAEXAMPLEKEYID", "192.0.2.44");
    }

    @Test
    void an_export_that_is_given_up_between_two_attempts_is_counted_as_failed() {
        world.lightsail().instanceSnapshot("my-site-1").exports(ExportScript.fails("CopyFailed", "No."));
        world.send("my-site-1");
        while (world.log().stream().noneMatch(line -> line.has("ExportsRetried"))) {
            world.deliverNext(World.BEGINNING.plus(Duration.ofDays(1)));
        }
        world.lightsail().remove("my-site-1");
        world.settle();
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportFailed");
        assertThat(world.log().stream().filter(line -> line.has("ExportsFailed")))
                .hasSize(1);
    }

    @Test
    void an_export_that_came_through_after_all_is_counted_as_started() {
        world.set("EXPORT_DEADLINE", "PT1H");
        world.lightsail()
                .instanceSnapshot("my-site-1")
                .exports(ExportScript.succeeds().takes(Duration.ofHours(5)));
        world.send("my-site-1");
        world.settle();
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportAbandoned");
        world.clock().advance(Duration.ofHours(10));
        world.send("my-site-1");
        world.settle();
        assertThat(world.publishedTypes())
                .containsExactly("ExportStarted", "ExportAbandoned", "ExportStarted", "ExportSucceeded");
        assertThat(world.log().stream().filter(line -> line.has("ExportsStarted")))
                .hasSize(2);
    }

    @Test
    void the_story_of_a_snapshot_is_told_by_its_name_alone() {
        world.lightsail()
                .instanceSnapshot("my-site-1")
                .exports(ExportScript.fails("CopyFailed", "Not now."), ExportScript.succeeds());
        world.send("my-site-1");

        world.settle();

        assertThat(world.log())
                .hasSizeGreaterThan(8)
                .allSatisfy(line -> assertThat(line.path("snapshot").asText())
                        .as(line.toString())
                        .isEqualTo("my-site-1"));
    }

    private double sum(String metric) {
        return world.log().stream()
                .map(line -> line.path(metric))
                .filter(JsonNode::isNumber)
                .mapToDouble(JsonNode::doubleValue)
                .sum();
    }

    /** For as long as anybody asks. */
    private static ExportCall[] always(ExportCall call) {
        return Stream.generate(() -> call).limit(20).toArray(ExportCall[]::new);
    }
}
