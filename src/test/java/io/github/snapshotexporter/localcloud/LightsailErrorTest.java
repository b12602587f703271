package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.lightsail.model.InvalidInputException;
import software.amazon.awssdk.services.lightsail.model.LightsailException;
import software.amazon.awssdk.services.lightsail.model.NotFoundException;
import software.amazon.awssdk.services.lightsail.model.OperationFailureException;
import software.amazon.awssdk.services.lightsail.model.ServiceException;

class LightsailErrorTest extends LightsailEmulatorFixture {

    @Test
    void refusesWhatTheServiceRefuses() {
        lightsail.instanceSnapshot("young").pendingForLooks(1);

        InvalidInputException missing =
                catchThrowableOfType(InvalidInputException.class, () -> client.exportSnapshot(r -> {}));
        NotFoundException unknown = catchThrowableOfType(NotFoundException.class, () -> export("unknown"));
        OperationFailureException pending =
                catchThrowableOfType(OperationFailureException.class, () -> export("young"));
        LightsailException notEmulated =
                catchThrowableOfType(LightsailException.class, () -> client.getDomains(r -> {}));

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
        lightsail.instanceSnapshot("not-accepted").onExport(ExportCall.hang());
        lightsail.instanceSnapshot("accepted").onExport(ExportCall.hangAfterAccepting());

        assertTimeOut(List.of(
                client -> client.exportSnapshot(r -> r.sourceSnapshotName("not-accepted")),
                client -> client.exportSnapshot(r -> r.sourceSnapshotName("accepted"))));

        assertThat(lightsail.accepted())
                .extracting(AcceptedExport::snapshotName)
                .containsExactly("accepted");
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
}
