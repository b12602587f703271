package io.github.snapshotexporter.job;

import java.time.Instant;

/**
 * What a job waits for, and since when.
 *
 * @param onDeadline with what it is given up when the phase's deadline has passed
 */
public record Wait(Phase phase, Instant since, Failure onDeadline) {}
