package io.github.snapshotexporter.localcloud;

import java.time.Instant;

/** A snapshot that a caller has deleted, whether or not it was told. */
public record AcceptedDeletion(String snapshotName, String snapshotArn, Instant at) {}
