package io.github.snapshotexporter.nightly;

import io.github.snapshotexporter.lightsail.ListedSnapshot;

/** One snapshot that a run has looked at, and what became of it. */
public record Choice(ListedSnapshot listed, Verdict verdict) {}
