package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.lightsail.LightsailClient;
import software.amazon.awssdk.services.lightsail.model.DiskSnapshot;
import software.amazon.awssdk.services.lightsail.model.ExportSnapshotRecord;
import software.amazon.awssdk.services.lightsail.model.GetExportSnapshotRecordsResponse;
import software.amazon.awssdk.services.lightsail.model.InstanceSnapshot;
import software.amazon.awssdk.services.lightsail.model.InvalidInputException;
import software.amazon.awssdk.services.lightsail.model.LightsailException;
import software.amazon.awssdk.services.lightsail.model.NotFoundException;
import software.amazon.awssdk.services.lightsail.model.Operation;
import software.amazon.awssdk.services.lightsail.model.OperationFailureException;
import software.amazon.awssdk.services.lightsail.model.OperationType;
import software.amazon.awssdk.services.lightsail.model.ServiceException;
import software.amazon.awssdk.services.lightsail.model.Tag;

class LightsailEmulatorTest {

    private final MutableClock clock = MutableClock.at("2026-11-22T02:00:00.123Z");
    private LightsailEmulator lightsail;
    private LightsailClient client;

    @BeforeEach
    void start() {
        lightsail = LightsailEmulator.start(clock);
        client = client(Duration.ofSeconds(20));
    }

    @AfterEach
    void stop() {
        client.close();
        lightsail.close();
    }

    @Test
    void describesAnInstanceSnapshotWithEveryMemberThatTheModelHas() {
        SnapshotScript script = lightsail
                .instanceSnapshot("my-site-1")
                .fromResource("my-site")
                .sizeInGb(60)
                .createdAt(Instant.parse("2026-11-21T23:00:00.5Z"))
                .tag("backup", "true")
                .tag("key-only", null)
                .attachedDisk("data", 8)
                .fromAutoSnapshot();

        InstanceSnapshot snapshot = describe("my-site-1");

        assertThat(snapshot.arn())
                .isEqualTo(script.arn())
                .startsWith("arn:aws:lightsail:eu-central-1:111122223333:InstanceSnapshot/");
        assertThat(snapshot.createdAt()).isEqualTo("2026-11-21T23:00:00.500Z");
        assertThat(snapshot.stateAsString()).isEqualTo("available");
        assertThat(snapshot.resourceTypeAsString()).isEqualTo("InstanceSnapshot");
        assertThat(snapshot.location().regionNameAsString()).isEqualTo("eu-central-1");
        assertThat(snapshot.location().availabilityZone()).isEqualTo("all");
        assertThat(snapshot.sizeInGb()).isEqualTo(60);
        assertThat(snapshot.isFromAutoSnapshot()).isTrue();
        assertThat(snapshot.fromInstanceName()).isEqualTo("my-site");
        assertThat(snapshot.tags())
                .containsExactly(
                        Tag.builder().key("backup").value("true").build(),
                        Tag.builder().key("key-only").build());
        assertThat(snapshot.fromAttachedDisks())
                .singleElement()
                .satisfies(disk -> assertThat(disk.name()).isEqualTo("data"));
        assertThat(snapshot.sdkFields())
                .allSatisfy(field -> assertThat(field.getValueOrDefault(snapshot))
                        .as(field.memberName())
                        .isNotNull());
    }

    @Test
    void describesADiskSnapshotOnlyAsADiskSnapshot() {
        lightsail.diskSnapshot("data-1");

        DiskSnapshot snapshot =
                client.getDiskSnapshot(r -> r.diskSnapshotName("data-1")).diskSnapshot();

        assertThat(snapshot.stateAsString()).isEqualTo("completed");
        assertThat(snapshot.fromDiskName()).isEqualTo("my-site-data");
        assertThat(catchThrowableOfType(NotFoundException.class, () -> describe("data-1")))
                .isNotNull();
    }

    @Test
    void staysPendingForTheScriptedLooksOrUntilTheScriptedTime() {
        lightsail.instanceSnapshot("by-looks").pendingForLooks(2);
        lightsail.instanceSnapshot("by-time").pendingUntil(clock.instant().plusSeconds(60));

        assertThat(List.of(state("by-looks"), state("by-looks"), state("by-looks")))
                .containsExactly("pending", "pending", "available");
        assertThat(state("by-time")).isEqualTo("pending");
        clock.advance(Duration.ofSeconds(60));
        assertThat(state("by-time")).isEqualTo("available");
    }

    @Test
    void aSnapshotRegisteredAgainUnderItsNameHasAnotherArn() {
        String before = lightsail.instanceSnapshot("my-site-1").arn();
        lightsail.remove("my-site-1");
        String after = lightsail.instanceSnapshot("my-site-1").arn();

        assertThat(after).isNotEqualTo(before);
        assertThat(describe("my-site-1").arn()).isEqualTo(after);
    }

    @Test
    void exportsAnInstanceSnapshotToAnImage() {
        SnapshotScript script = lightsail.instanceSnapshot("my-site-1");

        Operation started = export("my-site-1").getFirst();

        assertThat(started.sdkFields())
                .filteredOn(field -> !field.memberName().startsWith("error"))
                .allSatisfy(field -> assertThat(field.getValueOrDefault(started))
                        .as(field.memberName())
                        .isNotNull());
        assertThat(started.operationTypeAsString()).isEqualTo("ExportSnapshot");
        assertThat(started.operationType()).isEqualTo(OperationType.UNKNOWN_TO_SDK_VERSION);
        assertThat(started.createdAt()).isEqualTo(clock.instant());
        assertThat(started.resourceName()).isEqualTo("my-site-1");
        assertThat(started.isTerminal()).isFalse();

        Operation firstLook = operation(started.id());
        Operation secondLook = operation(started.id());
        assertThat(List.of(firstLook.statusAsString(), secondLook.statusAsString()))
                .containsExactly("Started", "Succeeded");
        assertThat(secondLook.isTerminal()).isTrue();

        ExportSnapshotRecord exported = records().getFirst();
        assertThat(exported.stateAsString()).isEqualTo("Succeeded");
        assertThat(exported.name()).startsWith("ExportSnapshotRecord-");
        assertThat(exported.sourceInfo().arn()).isEqualTo(script.arn());
        assertThat(exported.sourceInfo().instanceSnapshotInfo().fromDiskInfo()).hasSize(1);
        assertThat(exported.destinationInfo().id()).matches("ami-[0-9a-f]{17}");
        assertThat(exported.destinationInfo().service()).isEqualTo("Aws::EC2::Image");
        assertThat(lightsail.accepted("my-site-1")).singleElement().satisfies(accepted -> {
            assertThat(accepted.operationIds()).containsExactly(started.id());
            assertThat(accepted.recordName()).isEqualTo(exported.name());
            assertThat(lightsail.recordState(accepted.recordName())).isEqualTo("Succeeded");
        });
    }

    @Test
    void exportsADiskSnapshotToAnEbsSnapshot() {
        lightsail.diskSnapshot("data-1").exports(ExportScript.succeeds().takes(Duration.ZERO));

        export("data-1");

        ExportSnapshotRecord exported = records().getFirst();
        assertThat(exported.sourceInfo().diskSnapshotInfo().sizeInGb()).isEqualTo(8);
        assertThat(exported.destinationInfo().id()).matches("snap-[0-9a-f]{17}");
        assertThat(exported.destinationInfo().service()).isEqualTo("Aws::EC2::Snapshot");
    }

    @Test
    void aFailedExportTellsTheReasonOnTheOperationOnly() {
        lightsail
                .instanceSnapshot("my-site-1")
                .exports(ExportScript.fails("InternalError", "no capacity").takes(Duration.ofMinutes(5)));

        String id = export("my-site-1").getFirst().id();
        assertThat(operation(id).statusAsString()).isEqualTo("Started");
        clock.advance(Duration.ofMinutes(5));
        Operation failed = operation(id);

        assertThat(failed.statusAsString()).isEqualTo("Failed");
        assertThat(failed.isTerminal()).isTrue();
        assertThat(failed.errorCode()).isEqualTo("InternalError");
        assertThat(failed.errorDetails()).isEqualTo("no capacity");
        assertThat(failed.statusChangedAt()).isEqualTo(clock.instant());
        assertThat(records()).singleElement().satisfies(exported -> {
            assertThat(exported.stateAsString()).isEqualTo("Failed");
            assertThat(exported.destinationInfo()).isNull();
        });
    }

    @Test
    void theRecordCanBeLateAndTheOperationForgotten() {
        lightsail
                .instanceSnapshot("my-site-1")
                .exports(ExportScript.succeeds()
                        .takes(Duration.ofMinutes(1))
                        .recordListedAfter(Duration.ofMinutes(2))
                        .operationForgotten());

        String id = export("my-site-1").getFirst().id();

        assertThat(catchThrowableOfType(NotFoundException.class, () -> operation(id)))
                .isNotNull();
        assertThat(records()).isEmpty();
        clock.advance(Duration.ofMinutes(2));
        assertThat(records()).hasSize(1);
    }

    @Test
    void theRecordCanEndAfterTheOperationOrNever() {
        lightsail
                .instanceSnapshot("later")
                .exports(ExportScript.succeeds()
                        .takes(Duration.ofMinutes(1))
                        .operationStatus("Completed")
                        .recordEndsAfterOperation(Duration.ofMinutes(1)));
        lightsail
                .instanceSnapshot("never")
                .exports(ExportScript.succeeds().takes(Duration.ZERO).recordStaysStarted());
        String id = export("later").getFirst().id();
        export("never");

        clock.advance(Duration.ofMinutes(1));
        assertThat(operation(id).statusAsString()).isEqualTo("Completed");
        assertThat(records()).extracting(ExportSnapshotRecord::stateAsString).containsExactly("Started", "Started");
        clock.advance(Duration.ofMinutes(1));
        assertThat(records()).extracting(ExportSnapshotRecord::stateAsString).containsExactly("Succeeded", "Started");
    }

    @Test
    void severalOperationsCanEndApartAndTheLastAloneCanFail() {
        lightsail
                .instanceSnapshot("my-site-1")
                .onExport(ExportCall.acceptWithOperations(2), ExportCall.acceptWithoutOperations())
                .exports(ExportScript.fails("InternalError", "disk")
                        .takes(Duration.ZERO)
                        .operationsEndApart(Duration.ofMinutes(1))
                        .failingInLastOperationOnly());

        List<Operation> started = export("my-site-1");
        assertThat(started).hasSize(2);
        assertThat(operation(started.get(0).id()).statusAsString()).isEqualTo("Succeeded");
        assertThat(operation(started.get(1).id()).statusAsString()).isEqualTo("Started");
        clock.advance(Duration.ofMinutes(1));
        assertThat(operation(started.get(1).id()).statusAsString()).isEqualTo("Failed");
        assertThat(export("my-site-1")).isEmpty();
        assertThat(lightsail.accepted()).hasSize(2);
    }

    @Test
    void anExportByHandIsListedLikeAnyOther() {
        lightsail
                .instanceSnapshot("my-site-1")
                .operationsNamedAfterRecord()
                .exportedByHand(
                        clock.instant().minusSeconds(3600),
                        ExportScript.succeeds().takes(Duration.ZERO));

        ExportSnapshotRecord exported = records().getFirst();

        assertThat(exported.stateAsString()).isEqualTo("Succeeded");
        assertThat(exported.createdAt()).isEqualTo(clock.instant().minusSeconds(3600));
        assertThat(client.getOperationsForResource(r -> r.resourceName(exported.name()))
                        .operations())
                .hasSize(1);
        assertThat(lightsail.count("ExportSnapshot")).isZero();
    }

    @Test
    void pagesCarryAnOpaqueTokenUntilTheLastOne() {
        lightsail.pageSize(2);
        for (int i = 0; i < 5; i++) {
            lightsail.instanceSnapshot("site-" + i);
            export("site-" + i);
        }

        List<String> sources = new ArrayList<>();
        String token = null;
        int pages = 0;
        do {
            String current = token;
            GetExportSnapshotRecordsResponse page = client.getExportSnapshotRecords(r -> r.pageToken(current));
            page.exportSnapshotRecords()
                    .forEach(exported -> sources.add(exported.sourceInfo().name()));
            token = page.nextPageToken();
            pages++;
        } while (token != null);

        assertThat(pages).isEqualTo(3);
        assertThat(sources).containsExactly("site-0", "site-1", "site-2", "site-3", "site-4");
        assertThat(client.getInstanceSnapshots(r -> {}).nextPageToken()).isNotEmpty();
        assertThat(client.getOperations(r -> {}).operations()).hasSize(2);
        assertThat(client.getDiskSnapshots(r -> {}).nextPageToken()).isNull();
        assertThat(catchThrowableOfType(
                        InvalidInputException.class, () -> client.getOperations(r -> r.pageToken("nonsense"))))
                .isNotNull();
    }

    @Test
    void refusesWhatTheServiceRefuses() {
        lightsail.instanceSnapshot("young").pendingForLooks(1);

        InvalidInputException missing =
                catchThrowableOfType(InvalidInputException.class, () -> client.exportSnapshot(r -> {}));
        NotFoundException unknown = catchThrowableOfType(NotFoundException.class, () -> export("unknown"));
        OperationFailureException pending =
                catchThrowableOfType(OperationFailureException.class, () -> export("young"));
        LightsailException notEmulated =
                catchThrowableOfType(LightsailException.class, () -> client.getBundles(r -> {}));

        assertThat(missing.statusCode()).isEqualTo(400);
        assertThat(missing.tip()).isNotEmpty();
        assertThat(unknown.awsErrorDetails().errorCode()).isEqualTo("NotFoundException");
        assertThat(unknown.code()).isEqualTo("NotFoundException");
        assertThat(unknown.awsErrorDetails().errorMessage()).contains("unknown");
        assertThat(pending.docs()).startsWith("https://");
        assertThat(notEmulated.awsErrorDetails().errorCode()).isEqualTo("UnknownOperationException");
        assertThat(lightsail.accepted()).isEmpty();
    }

    @ParameterizedTest(name = "{0} with HTTP {1}")
    @CsvSource({
        "InvalidInputException, 400",
        "NotFoundException, 400",
        "OperationFailureException, 400",
        "AccessDeniedException, 400",
        "UnauthenticatedException, 400",
        "AccountSetupInProgressException, 400",
        "RegionSetupInProgressException, 400",
        "ServiceException, 500",
        "ServiceUnavailable, 503",
        "InternalFailure, 500",
        "ThrottlingException, 400"
    })
    void theSdkUnderstandsEveryError(String code, int status) {
        lightsail.fault("GetExportSnapshotRecords", Fault.error(code, status, "because"), Fault.none());

        LightsailException error = catchThrowableOfType(LightsailException.class, this::records);

        assertThat(error.statusCode()).isEqualTo(status);
        assertThat(error.awsErrorDetails().errorCode()).isEqualTo(code);
        assertThat(error.awsErrorDetails().errorMessage()).isEqualTo("because");
        assertThat(error.isThrottlingException()).isEqualTo(code.equals("ThrottlingException"));
        assertThat(error.requestId()).isNotEmpty();
        boolean isModeled = !List.of("ServiceUnavailable", "InternalFailure", "ThrottlingException")
                .contains(code);
        assertThat(error.getClass().getSimpleName()).isEqualTo(isModeled ? code : "LightsailException");
        assertThat(records()).isEmpty();
    }

    @Test
    void eachExportCallBehavesAsScriptedAndLaterOnesAreAccepted() {
        lightsail
                .instanceSnapshot("my-site-1")
                .onExport(
                        ExportCall.throttle(),
                        ExportCall.error("ServiceException", 500, "before"),
                        ExportCall.errorAfterAccepting("ServiceException", 500, "after"),
                        ExportCall.dropConnection(),
                        ExportCall.dropConnectionAfterAccepting());

        assertThat(catchThrowableOfType(AwsServiceException.class, () -> export("my-site-1"))
                        .isThrottlingException())
                .isTrue();
        assertThat(catchThrowableOfType(ServiceException.class, () -> export("my-site-1")))
                .hasMessageContaining("before");
        assertThat(lightsail.accepted()).isEmpty();
        assertThat(catchThrowableOfType(ServiceException.class, () -> export("my-site-1")))
                .hasMessageContaining("after");
        assertThat(lightsail.accepted()).hasSize(1);
        assertThat(catchThrowableOfType(SdkClientException.class, () -> export("my-site-1")))
                .isNotNull();
        assertThat(lightsail.accepted()).hasSize(1);
        assertThat(catchThrowableOfType(SdkClientException.class, () -> export("my-site-1")))
                .isNotNull();
        assertThat(lightsail.accepted()).hasSize(2);
        assertThat(export("my-site-1")).hasSize(1);
        assertThat(lightsail.accepted()).hasSize(3);
        assertThat(lightsail.count("ExportSnapshot")).isEqualTo(6);
    }

    @Test
    void aCallThatHangsTimesOutWhetherOrNotItWasAccepted() {
        lightsail.instanceSnapshot("my-site-1").onExport(ExportCall.hang(), ExportCall.hangAfterAccepting());
        try (LightsailClient impatient = client(Duration.ofMillis(300))) {
            for (int accepted = 0; accepted < 2; accepted++) {
                assertThat(catchThrowableOfType(
                                SdkClientException.class,
                                () -> impatient.exportSnapshot(r -> r.sourceSnapshotName("my-site-1"))))
                        .isNotNull();
                assertThat(lightsail.accepted()).hasSize(accepted);
            }
        }
    }

    @Test
    void faultsStandUntilTheyAreCleared() {
        lightsail.faultAlways("GetExportSnapshotRecords", Fault.throttle());

        assertThat(catchThrowableOfType(LightsailException.class, this::records))
                .isNotNull();
        assertThat(catchThrowableOfType(LightsailException.class, this::records))
                .isNotNull();
        lightsail.clearFaults();

        assertThat(records()).isEmpty();
        assertThat(lightsail.calls())
                .hasSize(3)
                .allSatisfy(call -> assertThat(call.at()).isEqualTo(clock.instant()));
        lightsail.forgetCalls();
        assertThat(lightsail.calls()).isEmpty();
    }

    private LightsailClient client(Duration timeout) {
        return LightsailClient.builder()
                .endpointOverride(lightsail.endpoint())
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(configuration ->
                        configuration.apiCallAttemptTimeout(timeout).retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build();
    }

    private InstanceSnapshot describe(String name) {
        return client.getInstanceSnapshot(r -> r.instanceSnapshotName(name)).instanceSnapshot();
    }

    private String state(String name) {
        return describe(name).stateAsString();
    }

    private List<Operation> export(String name) {
        return client.exportSnapshot(r -> r.sourceSnapshotName(name)).operations();
    }

    private Operation operation(String id) {
        return client.getOperation(r -> r.operationId(id)).operation();
    }

    private List<ExportSnapshotRecord> records() {
        return client.getExportSnapshotRecords(r -> {}).exportSnapshotRecords();
    }
}
