package io.github.snapshotexporter.dispatch;

import com.amazonaws.services.lambda.runtime.Context;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One invocation of the function.
 *
 * @param requestId Lambda's: the same when Lambda delivers an asynchronous invocation again
 */
public record Invocation(String requestId, Instant begunAt, Instant deadline) {
    public static Invocation of(Context context, Clock clock) {
        Instant now = clock.instant();
        return new Invocation(requestId(context), now, now.plusMillis(context.getRemainingTimeInMillis()));
    }

    /** An emulator may send none. */
    private static String requestId(Context context) {
        return Optional.ofNullable(context.getAwsRequestId())
                .filter(id -> !id.isBlank())
                .orElseGet(() -> UUID.randomUUID().toString());
    }
}
