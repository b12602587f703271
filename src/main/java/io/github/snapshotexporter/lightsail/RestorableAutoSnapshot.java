package io.github.snapshotexporter.lightsail;

import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.ResourceType;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.lightsail.model.AutoSnapshotDetails;
import software.amazon.awssdk.services.lightsail.model.GetAutoSnapshotsResponse;

/** An automatic snapshot that can be copied now. */
public record RestorableAutoSnapshot(AutoSnapshot snapshot, Optional<Instant> createdAt) {

    /** Those that succeeded, the newest first: no page says in which order they are sent. */
    static List<RestorableAutoSnapshot> of(String sourceResourceName, GetAutoSnapshotsResponse sent) {
        return type(sent.resourceTypeAsString()).stream()
                .flatMap(type -> sent.autoSnapshots().stream()
                        .filter(snapshot -> "Success".equals(snapshot.statusAsString()))
                        .flatMap(snapshot -> date(snapshot)
                                .map(date -> new RestorableAutoSnapshot(
                                        new AutoSnapshot(type, sourceResourceName, date),
                                        Optional.ofNullable(snapshot.createdAt())))))
                .sorted(Comparator.comparing((RestorableAutoSnapshot listed) ->
                                listed.snapshot().date())
                        .reversed())
                .toList();
    }

    private static Optional<ResourceType> type(String ofSource) {
        return ResourceType.ofWireName(ofSource + "Snapshot");
    }

    private static Stream<LocalDate> date(AutoSnapshotDetails sent) {
        try {
            return sent.date() == null ? Stream.empty() : Stream.of(LocalDate.parse(sent.date()));
        } catch (DateTimeParseException unknownForm) {
            return Stream.empty();
        }
    }
}
