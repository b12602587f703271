package io.github.snapshotexporter.lightsail;

import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.lightsail.model.DestinationInfo;
import software.amazon.awssdk.services.lightsail.model.ExportSnapshotRecord;

/**
 * Lightsail's own note of one export ({@code ExportSnapshotRecord}); a failed one tells no reason.
 *
 * @param snapshot that was exported, as far as the record tells of it; empty where it has no name that could be asked for
 */
public record ExportRecord(
        String name,
        String sourceArn,
        Instant createdAt,
        State state,
        Optional<Destination> destination,
        Optional<Snapshot> snapshot) {

    /** How far the export is. */
    public enum State {
        STARTED,
        SUCCEEDED,
        FAILED
    }

    /** A record without name, source or time can be matched with nothing and is left out. */
    static Optional<ExportRecord> of(ExportSnapshotRecord sent) {
        if (sent.name() == null
                || sent.createdAt() == null
                || sent.sourceInfo() == null
                || sent.sourceInfo().arn() == null) {
            return Optional.empty();
        }
        return Optional.of(new ExportRecord(
                sent.name(),
                sent.sourceInfo().arn(),
                sent.createdAt(),
                state(sent.stateAsString()),
                Optional.ofNullable(sent.destinationInfo()).flatMap(ExportRecord::destination),
                Snapshot.of(sent.sourceInfo())));
    }

    /** A state that is not known yet cannot be an end: it counts as under way, which a deadline bounds. */
    private static State state(String sent) {
        return switch (sent) {
            case "Succeeded" -> State.SUCCEEDED;
            case "Failed" -> State.FAILED;
            case null, default -> State.STARTED;
        };
    }

    private static Optional<Destination> destination(DestinationInfo info) {
        return Optional.ofNullable(info.id())
                .map(id ->
                        new Destination(id, Optional.ofNullable(info.service()).orElse("unknown")));
    }
}
