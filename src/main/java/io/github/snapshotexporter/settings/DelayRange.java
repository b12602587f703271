package io.github.snapshotexporter.settings;

import java.time.Duration;

/**
 * Within which a message that comes back is delayed.
 *
 * @param longest at most 15 minutes because SQS delays a new message no longer
 */
public record DelayRange(Duration shortest, Duration longest) {}
