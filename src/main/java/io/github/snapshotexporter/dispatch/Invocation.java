package io.github.snapshotexporter.dispatch;

import com.amazonaws.services.lambda.runtime.Context;
import java.time.Clock;
import java.time.Instant;

/** The time that one invocation has. */
public record Invocation(Instant begunAt, Instant deadline) {
    public static Invocation of(Context context, Clock clock) {
        Instant now = clock.instant();
        return new Invocation(now, now.plusMillis(context.getRemainingTimeInMillis()));
    }
}
