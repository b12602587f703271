package io.github.snapshotexporter.lightsail;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.lightsail.model.GetExportSnapshotRecordsResponse;

/** A listing of all export records that may be interrupted, and goes on where it has stopped. For one thread. */
final class RecordPages {
    private final Instant begun;
    private final Listing listing = new Listing("GetExportSnapshotRecords");
    private final List<ExportRecord> records = new ArrayList<>();
    private Optional<String> token = Optional.empty();
    private boolean complete;

    RecordPages(Instant begun) {
        this.begun = begun;
    }

    Instant begun() {
        return begun;
    }

    boolean isComplete() {
        return complete;
    }

    Listing listing() {
        return listing;
    }

    /** Of the page to read next; empty for the first one. */
    Optional<String> token() {
        return token;
    }

    /** @throws TroubleException when the listing would never end */
    void add(GetExportSnapshotRecordsResponse page) {
        page.exportSnapshotRecords().forEach(sent -> ExportRecord.of(sent).ifPresent(records::add));
        token = listing.next(Listing.token(page.nextPageToken()));
        complete = token.isEmpty();
    }

    List<ExportRecord> records() {
        return List.copyOf(records);
    }
}
