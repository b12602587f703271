package io.github.snapshotexporter.localcloud;

import java.time.Instant;
import java.util.List;

/** An export that the Lightsail emulator has accepted, whether or not its caller was told. */
public record AcceptedExport(
        String snapshotArn, String snapshotName, Instant at, String recordName, List<String> operationIds) {}
