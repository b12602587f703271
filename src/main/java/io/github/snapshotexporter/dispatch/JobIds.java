package io.github.snapshotexporter.dispatch;

import io.github.snapshotexporter.event.Content;
import io.github.snapshotexporter.job.AutoSnapshotRequest;
import io.github.snapshotexporter.job.ExportRequest;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.JobId;
import io.github.snapshotexporter.job.RetainRequest;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;

/** Finds out which job a message is. */
final class JobIds {
    /** No name of a snapshot, which would have two characters of a name around what stands between. */
    private static final String RETAIN = "#retain";

    private JobIds() {}

    /**
     * The request's own id, else the one its message carries, else the message's.
     *
     * @param carried by the message as an attribute, as one that was parked does
     */
    static JobId of(Content content, String body, Optional<String> carried, String messageId) {
        String inMessage = carried.orElse(messageId);
        if (content instanceof Content.Wanted(Job.Request request)) {
            return of(request.requestId().orElse(inMessage), wanted(request));
        }
        if (content instanceof Content.Wanted(RetainRequest request)
                && request.requestId().isPresent()) {
            return of(request.requestId().get(), RETAIN);
        }
        return new JobId(inMessage, inMessage + "#" + UUID.nameUUIDFromBytes(body.getBytes(StandardCharsets.UTF_8)));
    }

    /** A '#' that people give must not look like the one that stands before what is wanted. */
    private static JobId of(String id, String wanted) {
        return new JobId(id, id.replace("#", "##") + "#" + wanted);
    }

    private static String wanted(Job.Request request) {
        return switch (request) {
            case ExportRequest export -> export.sourceSnapshotName().value();
            case AutoSnapshotRequest copy ->
                copy.sourceResourceName() + "#"
                        + copy.restoreDate().map(LocalDate::toString).orElse("latest");
        };
    }
}
