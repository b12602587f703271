package io.github.snapshotexporter.lightsail;

import io.github.snapshotexporter.job.Reason;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The error table: every way in which Lightsail can answer badly, whether an export can have started all the same, and what
 * the exporter does then. {@code docs/errors.md} shows the same table and is checked against this one.
 *
 * @see <a href="https://docs.aws.amazon.com/lightsail/2016-11-28/api-reference/CommonErrors.html">Lightsail's common errors</a>
 */
public enum LightsailTrouble {
    /** HTTP 400 or 429 with one of the SDK's throttle codes. */
    THROTTLED(false, Reaction.COME_BACK, Reason.THROTTLED, Reason.RETRY_DEADLINE, ""),
    /** ServiceException or any 5xx, a time-out, a broken connection, and whatever is not known. */
    DOUBTFUL(true, Reaction.COME_BACK_AND_LOOK, Reason.SERVICE_TROUBLE, Reason.RETRY_DEADLINE, ""),
    SETUP_IN_PROGRESS(false, Reaction.COME_BACK, Reason.SETUP_IN_PROGRESS, Reason.RETRY_DEADLINE, ""),
    NOT_FOUND(false, Reaction.AS_WHEN_DESCRIBED, Reason.SNAPSHOT_NOT_FOUND, Reason.SNAPSHOT_NOT_FOUND, ""),
    OPERATION_FAILURE(false, Reaction.COME_BACK, Reason.OPERATION_REFUSED, Reason.OPERATION_FAILED, ""),
    INVALID_INPUT(false, Reaction.PARK, Reason.INVALID_INPUT, Reason.INVALID_INPUT, ""),
    ACCESS_DENIED(
            false,
            Reaction.COME_BACK_BRIEFLY,
            Reason.ACCESS_DENIED,
            Reason.ACCESS_DENIED,
            "Check the function's role: the Lightsail action must be allowed, a tag condition must fit the snapshot's tags,"
                    + " and the first export of an account needs iam:CreateServiceLinkedRole for lightsail.amazonaws.com."),
    UNAUTHENTICATED(
            false,
            Reaction.COME_BACK_BRIEFLY,
            Reason.UNAUTHENTICATED,
            Reason.UNAUTHENTICATED,
            "Check the credentials that the function runs with, and the clock of the machine where it runs locally.");

    /** What is done when ExportSnapshot is answered so; a doubtful read is only repeated once in place. */
    public enum Reaction {
        COME_BACK,
        COME_BACK_AND_LOOK,
        AS_WHEN_DESCRIBED,
        /** Come back for some minutes, then park; longer while an export is followed. */
        COME_BACK_BRIEFLY,
        PARK
    }

    private static final Set<String> ACCESS_DENIED_CODES =
            Set.of("AccessDeniedException", "AccessDenied", "UnauthorizedOperation", "OptInRequired");
    private static final Set<String> UNAUTHENTICATED_CODES = Set.of(
            "UnauthenticatedException",
            "UnrecognizedClientException",
            "InvalidClientTokenId",
            "InvalidSignatureException",
            "SignatureDoesNotMatch",
            "IncompleteSignature",
            "IncompleteSignatureException",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException",
            "ExpiredTokenException",
            "ExpiredToken",
            "RequestExpired");

    private final boolean mayHaveStarted;
    private final Reaction reaction;
    private final Reason waiting;
    private final Reason givingUp;
    private final String advice;

    LightsailTrouble(boolean mayHaveStarted, Reaction reaction, Reason waiting, Reason givingUp, String advice) {
        this.mayHaveStarted = mayHaveStarted;
        this.reaction = reaction;
        this.waiting = waiting;
        this.givingUp = givingUp;
        this.advice = advice;
    }

    /** Finds the row for what the SDK threw. */
    static LightsailTrouble of(SdkException thrown) {
        if (!(thrown instanceof AwsServiceException answer) || answer.statusCode() >= 500) {
            return DOUBTFUL;
        }
        if (answer.isThrottlingException()) {
            return THROTTLED;
        }
        String code = Optional.ofNullable(answer.awsErrorDetails())
                .flatMap(details -> Optional.ofNullable(details.errorCode()))
                .orElse("");
        if (ACCESS_DENIED_CODES.contains(code)) {
            return ACCESS_DENIED;
        }
        if (UNAUTHENTICATED_CODES.contains(code)) {
            return UNAUTHENTICATED;
        }
        return switch (code) {
            case "AccountSetupInProgressException", "RegionSetupInProgressException" -> SETUP_IN_PROGRESS;
            case "NotFoundException" -> NOT_FOUND;
            case "OperationFailureException" -> OPERATION_FAILURE;
            case "InvalidInputException", "ValidationException" -> INVALID_INPUT;
            default -> DOUBTFUL;
        };
    }

    /** Whether ExportSnapshot can have been accepted although it was answered so. */
    public boolean mayHaveStarted() {
        return mayHaveStarted;
    }

    public Reaction reaction() {
        return reaction;
    }

    /** The reason while it is waited out. */
    public Reason waiting() {
        return waiting;
    }

    /** The reason when it is given up, at once or at the deadline. */
    public Reason givingUp() {
        return givingUp;
    }

    /** What a person should check; empty where Lightsail's own message has to do. */
    public String advice() {
        return advice;
    }
}
