package io.github.snapshotexporter.localcloud;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** What Lambda tells a function about its invocation; the time that is left comes from the given clock. */
public final class LambdaContext implements Context {

    /** The name of the function that is invoked. */
    public static final String FUNCTION_NAME = "lightsail-snapshot-exporter";

    private final Clock clock;
    private final Instant deadline;
    private final String requestId;

    private LambdaContext(Clock clock, Instant deadline, String requestId) {
        this.clock = clock;
        this.deadline = deadline;
        this.requestId = requestId;
    }

    /** An invocation that begins now and may take this long. */
    public static LambdaContext lasting(Clock clock, Duration timeout) {
        return until(clock, clock.instant().plus(timeout));
    }

    /** The invocation of this request id, which begins now and may take this long. */
    public static LambdaContext lasting(Clock clock, Duration timeout, String requestId) {
        return new LambdaContext(clock, clock.instant().plus(timeout), requestId);
    }

    /** An invocation that must end at this time. */
    public static LambdaContext until(Clock clock, Instant deadline) {
        return new LambdaContext(clock, deadline, UUID.randomUUID().toString());
    }

    /** When the invocation must have ended. */
    public Instant deadline() {
        return deadline;
    }

    @Override
    public int getRemainingTimeInMillis() {
        return Math.toIntExact(
                Math.max(0, Duration.between(clock.instant(), deadline).toMillis()));
    }

    @Override
    public String getAwsRequestId() {
        return requestId;
    }

    @Override
    public String getFunctionName() {
        return FUNCTION_NAME;
    }

    @Override
    public String getFunctionVersion() {
        return "1";
    }

    @Override
    public String getInvokedFunctionArn() {
        return "arn:aws:lambda:%s:%s:function:%s:live"
                .formatted(LightsailEmulator.REGION, LightsailEmulator.ACCOUNT, FUNCTION_NAME);
    }

    @Override
    public int getMemoryLimitInMB() {
        return 1024;
    }

    @Override
    public String getLogGroupName() {
        return "/aws/lambda/" + FUNCTION_NAME;
    }

    @Override
    public String getLogStreamName() {
        return "local/[1]" + requestId;
    }

    @Override
    public CognitoIdentity getIdentity() {
        return null;
    }

    @Override
    public ClientContext getClientContext() {
        return null;
    }

    @Override
    public LambdaLogger getLogger() {
        return new LambdaLogger() {
            @Override
            public void log(String message) {
                System.out.println(message);
            }

            @Override
            public void log(byte[] message) {
                log(new String(message, StandardCharsets.UTF_8));
            }
        };
    }
}
