package io.github.snapshotexporter.localcloud;

import java.time.Instant;

/** A copy that the Lightsail emulator has accepted, whether or not its caller was told, or the copy is still there. */
public record AcceptedCopy(String snapshotName, String snapshotArn, String fromResource, Instant at) {}
