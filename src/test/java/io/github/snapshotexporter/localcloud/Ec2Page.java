package io.github.snapshotexporter.localcloud;

import java.util.List;

/** A part of a listing, with the token for the next one; null after the last. */
record Ec2Page<T>(List<T> items, String nextToken) {}
