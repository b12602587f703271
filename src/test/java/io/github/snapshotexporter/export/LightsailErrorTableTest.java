package io.github.snapshotexporter.export;

import static io.github.snapshotexporter.export.Steps.reasonIn;
import static io.github.snapshotexporter.export.Steps.reasonsOfComeBacks;
import static io.github.snapshotexporter.world.World.BEGINNING;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.job.Invocation;
import io.github.snapshotexporter.localcloud.Call;
import io.github.snapshotexporter.localcloud.ExportCall;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of Lightsail's errors and the reactions to them, row by row, through the real client. */
class LightsailErrorTableTest extends OneSnapshotFixture {
    LightsailErrorTableTest() {
        super(World.thatGivesUpOnHangingCalls());
    }

    // ExportSnapshot that certainly did not start, and may work later

    @ParameterizedTest
    @CsvSource({
        "ThrottlingException, 400, Throttled",
        "Throttling, 400, Throttled",
        "RequestLimitExceeded, 400, Throttled",
        "TooManyRequestsException, 429, Throttled",
        "SomethingNew, 429, Throttled",
        "AccountSetupInProgressException, 400, SetupInProgress",
        "RegionSetupInProgressException, 400, SetupInProgress",
        "OperationFailureException, 400, OperationRefused"
    })
    void a_call_that_did_not_start_is_made_once_and_again_at_the_next_receive(String code, int status, String reason) {
        snapshot.onExport(ExportCall.error(code, status, "not now"));
        world.send("my-site-1");

        world.deliver();

        assertThat(exportCalls()).hasSize(1);
        assertThat(reasonsOfComeBacks(world)).containsExactly(reason);
        world.settle();
        assertThat(exportCalls()).hasSize(2);
        assertThat(exportCalls().get(1).at()).isEqualTo(BEGINNING.plusSeconds(30));
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
    }

    @ParameterizedTest
    @CsvSource({
        "ThrottlingException, 400, RetryDeadline",
        "AccountSetupInProgressException, 400, RetryDeadline",
        "RegionSetupInProgressException, 400, RetryDeadline",
        "OperationFailureException, 400, OperationFailed",
        "ServiceException, 500, RetryDeadline"
    })
    void what_may_pass_but_does_not_is_parked_at_the_deadline(String code, int status, String reason) {
        world.set("RETRY_DEADLINE", "PT15M");
        snapshot.onExport(Stream.generate(() -> ExportCall.error(code, status, "not now"))
                .limit(60)
                .toArray(ExportCall[]::new));
        world.send("my-site-1");

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportFailed");
        assertThat(reasonIn(world, "ExportFailed")).isEqualTo(reason);
        assertThat(Instant.parse(world.only("ExportFailed").path("time").textValue()))
                .isBetween(BEGINNING.plus(Duration.ofMinutes(15)), BEGINNING.plus(Duration.ofMinutes(30)));
        assertKept(reason);
        assertThat(world.slots()).isEmpty();
    }

    // ExportSnapshot that may have started

    static Stream<Arguments> doubtfulCalls() {
        return Stream.of(
                Arguments.of(
                        "ServiceException",
                        ExportCall.error("ServiceException", 500, "oops"),
                        ExportCall.errorAfterAccepting("ServiceException", 500, "oops")),
                Arguments.of(
                        "InternalFailure",
                        ExportCall.error("InternalFailure", 500, "oops"),
                        ExportCall.errorAfterAccepting("InternalFailure", 500, "oops")),
                Arguments.of(
                        "503",
                        ExportCall.error("ServiceUnavailable", 503, "oops"),
                        ExportCall.errorAfterAccepting("ServiceUnavailable", 503, "oops")),
                Arguments.of(
                        "a throttle code with 503",
                        ExportCall.error("SlowDown", 503, "oops"),
                        ExportCall.errorAfterAccepting("SlowDown", 503, "oops")),
                Arguments.of(
                        "an unknown code",
                        ExportCall.error("SomethingNewException", 400, "oops"),
                        ExportCall.errorAfterAccepting("SomethingNewException", 400, "oops")),
                Arguments.of(
                        "a broken connection", ExportCall.dropConnection(), ExportCall.dropConnectionAfterAccepting()),
                Arguments.of("a time-out", ExportCall.hang(), ExportCall.hangAfterAccepting()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("doubtfulCalls")
    void a_doubtful_call_that_did_not_start_is_repeated_after_the_lease_and_a_look(
            String trouble, ExportCall notStarted, ExportCall started) {
        snapshot.onExport(notStarted);
        world.send("my-site-1");

        world.deliver();

        assertThat(exportCalls()).as(trouble).hasSize(1);
        assertThat(reasonsOfComeBacks(world)).containsExactly("CallInDoubt");
        world.settle();
        assertThat(exportCalls()).as(trouble).hasSize(2);
        assertThat(Duration.between(
                        exportCalls().get(0).at(), exportCalls().get(1).at()))
                .as("not before the lease is over, nor within twice MIN_DELAY")
                .isBetween(World.FUNCTION_TIMEOUT.plus(Invocation.LEASE_MARGIN), Duration.ofMinutes(3));
        assertThat(callsBetweenExports()).endsWith("GetExportSnapshotRecords");
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
        assertThat(started).isNotNull();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("doubtfulCalls")
    void a_doubtful_call_that_did_start_is_adopted_and_not_repeated(
            String trouble, ExportCall notStarted, ExportCall started) {
        snapshot.onExport(started);
        world.send("my-site-1");

        world.settle();

        assertThat(exportCalls()).as(trouble).hasSize(1);
        assertThat(world.only("ExportStarted").path("adopted").booleanValue()).isTrue();
        assertThat(notStarted).isNotNull();
    }

    @Test
    void a_doubtful_call_whose_export_is_listed_a_minute_late_is_not_repeated() {
        snapshot.exports(ExportScript.succeeds().recordListedAfter(Duration.ofMinutes(1)))
                .onExport(ExportCall.errorAfterAccepting("ServiceException", 500, "oops"));
        world.send("my-site-1");

        world.settle();

        assertThat(exportCalls()).hasSize(1);
        assertThat(world.lightsail().accepted("my-site-1")).hasSize(1);
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
    }

    @Test
    void after_a_doubtful_call_whose_look_fails_the_request_comes_back_without_another_call() {
        world.lightsail().fault("GetExportSnapshotRecords", Fault.none(), Fault.throttle());
        snapshot.onExport(ExportCall.errorAfterAccepting("ServiceException", 500, "oops"));
        world.send("my-site-1");

        world.deliver();

        assertThat(exportCalls()).hasSize(1);
        assertThat(ExportView.of(world, snapshot.arn()).text("leaseOwner")).isPresent();
        world.settle();
        assertThat(exportCalls()).hasSize(1);
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
    }

    // ExportSnapshot that cannot work

    @ParameterizedTest
    @CsvSource({"InvalidInputException, InvalidInput, Check the input", "ValidationException, InvalidInput, the message"
    })
    void what_cannot_work_is_parked_at_once_with_what_to_check(String code, String reason, String told) {
        snapshot.onExport(ExportCall.error(code, 400, "the message"));
        world.send("my-site-1");

        world.deliver();

        assertThat(exportCalls()).hasSize(1);
        assertThat(world.publishedTypes()).containsExactly("ExportFailed");
        assertThat(reasonIn(world, "ExportFailed")).isEqualTo(reason);
        assertThat(world.only("ExportFailed").path("error").path("code").textValue())
                .isEqualTo(code);
        assertThat(world.only("ExportFailed").path("error").path("message").textValue())
                .contains("the message", told);
        assertThat(world.queued()).isEmpty();
        assertKept(reason);
        assertThat(world.deadLetters().getFirst().messageAttributes().get("detail"))
                .contains("the message", told);
    }

    @Test
    void a_snapshot_that_exportsnapshot_does_not_find_is_rejected_as_when_it_is_described() {
        world.lightsail().faultAlways("ExportSnapshot", Fault.error("NotFoundException", 400, "gone"));
        world.send("my-site-1");

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("RequestRejected");
        assertThat(reasonIn(world, "RequestRejected")).isEqualTo("SnapshotNotFound");
        assertKept("SnapshotNotFound");
        assertThat(world.slots()).isEmpty();
    }

    @Test
    void a_snapshot_of_an_event_that_exportsnapshot_does_not_find_yet_is_waited_for_as_when_it_is_described() {
        snapshot.onExport(ExportCall.error("NotFoundException", 400, "not yet"));
        world.send(Requests.byEvent("my-site-1"));

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
    }

    // Reads

    @ParameterizedTest
    @ValueSource(strings = {"GetInstanceSnapshot", "GetExportSnapshotRecords", "GetOperation"})
    void a_doubtful_read_is_repeated_once_in_place(String operation) {
        world.lightsail().fault(operation, Fault.error("ServiceException", 500, "oops"));
        world.send("my-site-1");

        world.settle();

        assertThat(reasonsOfComeBacks(world)).containsOnly("ExportRunning");
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GetInstanceSnapshot", "GetExportSnapshotRecords", "GetOperation"})
    void a_read_that_is_doubtful_twice_comes_back(String operation) {
        world.lightsail()
                .fault(
                        operation,
                        Fault.error("ServiceException", 500, "oops"),
                        Fault.drop(),
                        Fault.error("ServiceException", 500, "never reached in this receive"));
        world.send("my-site-1");

        world.settle();

        assertThat(reasonsOfComeBacks(world)).containsOnlyOnce("ServiceTrouble");
        assertThat(world.lightsail().accepted("my-site-1")).hasSize(1);
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GetInstanceSnapshot", "GetExportSnapshotRecords", "GetOperation"})
    void a_throttled_read_comes_back_at_once(String operation) {
        world.lightsail().fault(operation, Fault.throttle());
        world.send("my-site-1");

        world.settle();

        assertThat(reasonsOfComeBacks(world)).containsOnlyOnce("Throttled");
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
    }

    @Test
    void a_listing_that_is_denied_before_any_claim_rejects_the_request() {
        world.lightsail().faultAlways("GetExportSnapshotRecords", Fault.error("AccessDeniedException", 400, "no"));
        world.send("my-site-1");

        world.settle();

        assertThat(exportCalls()).isEmpty();
        assertThat(world.publishedTypes()).containsExactly("RequestRejected");
        assertKept("AccessDenied");
        assertThat(world.slots()).isEmpty();
    }

    private List<Call> exportCalls() {
        return world.lightsail().calls().stream()
                .filter(call -> call.operation().equals("ExportSnapshot"))
                .toList();
    }

    private List<String> callsBetweenExports() {
        List<String> all =
                world.lightsail().calls().stream().map(Call::operation).toList();
        return all.subList(all.indexOf("ExportSnapshot") + 1, all.lastIndexOf("ExportSnapshot"));
    }

    private void assertKept(String reason) {
        assertThat(world.deadLetters())
                .singleElement()
                .satisfies(kept -> assertThat(kept.messageAttributes())
                        .containsEntry("reason", reason)
                        .containsEntry("sourceSnapshotName", "my-site-1")
                        .containsKeys("detail", "jobId", "firstSeen"));
    }
}
