package io.github.snapshotexporter.images;

import io.github.snapshotexporter.ledger.ImageItem;
import io.github.snapshotexporter.lightsail.Destination;
import io.github.snapshotexporter.lightsail.ExportRecord;
import io.github.snapshotexporter.lightsail.Lightsail;
import io.github.snapshotexporter.lightsail.Snapshot;
import io.github.snapshotexporter.lightsail.TroubleException;
import io.github.snapshotexporter.telemetry.Decision;
import io.github.snapshotexporter.telemetry.DecisionLog;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What Lightsail has exported and the ledger does not list: by hand, by another stack, or by a version of the exporter that
 * did not note images yet. It is told of, and never let go.
 */
public final class OtherExports {
    private final Lightsail lightsail;
    private final DecisionLog log;

    public OtherExports(Lightsail lightsail, DecisionLog log) {
        this.lightsail = lightsail;
        this.log = log;
    }

    /** The images of all exports but these; none where Lightsail does not list its records before the deadline. */
    List<ImageItem> besides(Set<String> listed, Instant deadline) {
        try {
            return lightsail.exportRecords(deadline).stream()
                    .filter(export -> export.state() == ExportRecord.State.SUCCEEDED)
                    .flatMap(export -> image(export).stream())
                    .filter(image -> !listed.contains(image.id()))
                    .toList();
        } catch (TroubleException trouble) {
            log.write(Decision.warning("expire", "exports that the ledger does not list are not shown")
                    .with("detail", trouble.getMessage()));
            return List.of();
        }
    }

    private static Optional<ImageItem> image(ExportRecord export) {
        return export.destination()
                .flatMap(destination -> export.snapshot().map(snapshot -> image(export, destination, snapshot)));
    }

    private static ImageItem image(ExportRecord export, Destination destination, Snapshot snapshot) {
        return ImageItem.notOurs(
                destination.id(), snapshot, snapshot.createdAt().orElse(export.createdAt()));
    }
}
