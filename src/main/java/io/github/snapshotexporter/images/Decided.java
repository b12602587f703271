package io.github.snapshotexporter.images;

import io.github.snapshotexporter.ledger.ImageItem;
import io.github.snapshotexporter.retention.ImageDecision;

/** An image, and what is to become of it. */
public record Decided(ImageItem image, ImageDecision decision) {}
