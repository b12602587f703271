package io.github.snapshotexporter.proof;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** What a service, or the SDK, says of a call that did not work. */
final class Trouble {
    private Trouble() {}

    /** The service's code, or the kind of failure where there was no answer. */
    static String code(SdkException thrown) {
        return thrown instanceof AwsServiceException answered && answered.awsErrorDetails() != null
                ? answered.awsErrorDetails().errorCode()
                : thrown.getClass().getSimpleName();
    }

    /** The same with the service's own words. */
    static String sentence(SdkException thrown) {
        return thrown instanceof AwsServiceException answered && answered.awsErrorDetails() != null
                ? code(thrown) + ": " + answered.awsErrorDetails().errorMessage()
                : String.valueOf(thrown.getMessage());
    }
}
