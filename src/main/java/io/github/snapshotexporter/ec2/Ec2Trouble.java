package io.github.snapshotexporter.ec2;

import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** What an error of EC2 means to the exporter. */
enum Ec2Trouble {
    /** There is no such image or snapshot, or none any more. */
    GONE,
    /** Not without another permission, or another credential. */
    DENIED,
    /** EC2 will say the same the next time. */
    REFUSED,
    /** It may pass. */
    PASSING;

    private static final Set<String> GONE_CODES =
            Set.of("InvalidAMIID.NotFound", "InvalidAMIID.Unavailable", "InvalidSnapshot.NotFound");
    private static final int CLIENT_ERROR = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int SERVER_ERROR = 500;

    /** @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html">EC2's error codes</a> */
    static Ec2Trouble of(SdkException thrown) {
        if (!(thrown instanceof AwsServiceException answered)) {
            return PASSING;
        }
        if (GONE_CODES.contains(code(answered))) {
            return GONE;
        }
        if (answered.isThrottlingException()) {
            return PASSING;
        }
        int status = answered.statusCode();
        if (status == UNAUTHORIZED || status == FORBIDDEN) {
            return DENIED;
        }
        return status >= CLIENT_ERROR && status < SERVER_ERROR ? REFUSED : PASSING;
    }

    /** EC2's own code; empty where it has given none. */
    static String code(SdkException thrown) {
        return thrown instanceof AwsServiceException answered
                ? Optional.ofNullable(answered.awsErrorDetails())
                        .map(details -> details.errorCode())
                        .orElse("")
                : "";
    }

    /** For a log line or a report: the code, and EC2's own sentence. */
    static String sentence(SdkException thrown) {
        if (thrown instanceof AwsServiceException answered && answered.awsErrorDetails() != null) {
            return code(thrown) + ": " + answered.awsErrorDetails().errorMessage();
        }
        return String.valueOf(thrown.getMessage());
    }
}
