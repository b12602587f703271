package io.github.snapshotexporter.lightsail;

import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.ResourceType;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.lightsail.model.AutoSnapshotDetails;
import software.amazon.awssdk.services.lightsail.model.GetAutoSnapshotsResponse;

/** Makes automatic snapshots of what GetAutoSnapshots sends. */
final class AutoSnapshots {
    private AutoSnapshots() {}

    /** Those that succeeded, the newest first: no page says in which order they are sent. */
    static List<AutoSnapshot> restorable(String sourceResourceName, GetAutoSnapshotsResponse sent) {
        return type(sent.resourceTypeAsString()).stream()
                .flatMap(type -> sent.autoSnapshots().stream()
                        .filter(snapshot -> "Success".equals(snapshot.statusAsString()))
                        .flatMap(AutoSnapshots::date)
                        .map(date -> new AutoSnapshot(type, sourceResourceName, date)))
                .sorted(Comparator.comparing(AutoSnapshot::date).reversed())
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
