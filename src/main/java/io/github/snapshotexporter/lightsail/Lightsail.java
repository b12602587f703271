package io.github.snapshotexporter.lightsail;

import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.job.SnapshotName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.lightsail.LightsailClient;
import software.amazon.awssdk.services.lightsail.model.GetExportSnapshotRecordsResponse;
import software.amazon.awssdk.services.lightsail.model.GetOperationsForResourceResponse;
import software.amazon.awssdk.services.lightsail.model.Tag;

/**
 * What the exporter asks of Lightsail. Reads are repeated once in place where the first answer was doubtful, and throw
 * {@link TroubleException}; ExportSnapshot, CopySnapshot and deletions are sent exactly once a call.
 */
public final class Lightsail {
    /** The client has to give up an attempt after this time, or an invocation could not plan its calls. */
    public static final Duration CALL_TIMEOUT = Duration.ofSeconds(20);

    private final LightsailClient client;
    private final Clock clock;

    /** @param client must not retry by itself: a repeated ExportSnapshot makes a second export */
    public Lightsail(LightsailClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /** The snapshot of this name, of either kind unless {@code type} says which; empty where there is none. */
    public Optional<Snapshot.Described> describe(SnapshotName name, Optional<ResourceType> type) {
        Optional<Snapshot.Described> instance =
                type.filter(ResourceType.DISK_SNAPSHOT::equals).isPresent()
                        ? Optional.empty()
                        : describeInstanceSnapshot(name);
        return instance.isPresent()
                        || type.filter(ResourceType.INSTANCE_SNAPSHOT::equals).isPresent()
                ? instance
                : describeDiskSnapshot(name);
    }

    private Optional<Snapshot.Described> describeInstanceSnapshot(SnapshotName name) {
        return emptyIfNotFound(
                        "GetInstanceSnapshot",
                        () -> client.getInstanceSnapshot(request -> request.instanceSnapshotName(name.value()))
                                .instanceSnapshot())
                .map(sent -> Snapshot.of(name, sent));
    }

    private Optional<Snapshot.Described> describeDiskSnapshot(SnapshotName name) {
        return emptyIfNotFound(
                        "GetDiskSnapshot",
                        () -> client.getDiskSnapshot(request -> request.diskSnapshotName(name.value()))
                                .diskSnapshot())
                .map(sent -> Snapshot.of(name, sent));
    }

    /**
     * One page of the snapshots of this type.
     *
     * @param pageToken of the page before; empty for the first page
     */
    public SnapshotPage snapshots(ResourceType type, Optional<String> pageToken) {
        return switch (type) {
            case INSTANCE_SNAPSHOT -> {
                var page = read(
                        "GetInstanceSnapshots",
                        () -> client.getInstanceSnapshots(request -> request.pageToken(pageToken.orElse(null))));
                yield SnapshotPage.of(page.instanceSnapshots().stream().map(Snapshot::of), page.nextPageToken());
            }
            case DISK_SNAPSHOT -> {
                var page = read(
                        "GetDiskSnapshots",
                        () -> client.getDiskSnapshots(request -> request.pageToken(pageToken.orElse(null))));
                yield SnapshotPage.of(page.diskSnapshots().stream().map(Snapshot::of), page.nextPageToken());
            }
        };
    }

    /** Asks for the export, once. */
    public ExportAnswer export(SnapshotName name) {
        try {
            return new ExportAnswer.Accepted(OperationJson.fitting(
                    client.exportSnapshot(request -> request.sourceSnapshotName(name.value())).operations().stream()
                            .map(Operation::of)
                            .toList()));
        } catch (SdkException thrown) {
            return new ExportAnswer.Troubled(TroubleException.of("ExportSnapshot", thrown));
        }
    }

    /**
     * One page of the instances or disks whose snapshots are of this type.
     *
     * @param pageToken of the page before; empty for the first page
     */
    public SourcePage sources(ResourceType type, Optional<String> pageToken) {
        return switch (type) {
            case INSTANCE_SNAPSHOT -> {
                var page = read(
                        "GetInstances",
                        () -> client.getInstances(request -> request.pageToken(pageToken.orElse(null))));
                yield SourcePage.of(page.instances().stream().map(Source::of), page.nextPageToken());
            }
            case DISK_SNAPSHOT -> {
                var page =
                        read("GetDisks", () -> client.getDisks(request -> request.pageToken(pageToken.orElse(null))));
                yield SourcePage.of(page.disks().stream().map(Source::of), page.nextPageToken());
            }
        };
    }

    /** The automatic snapshots of the instance or disk that can be copied now; none where Lightsail does not know it. */
    public List<RestorableAutoSnapshot> autoSnapshots(String sourceResourceName) {
        return emptyIfNotFound(
                        "GetAutoSnapshots",
                        () -> client.getAutoSnapshots(request -> request.resourceName(sourceResourceName)))
                .map(sent -> RestorableAutoSnapshot.of(sourceResourceName, sent))
                .orElse(List.of());
    }

    /** Asks for a copy, once: a second call after a doubtful answer has to look for the first one's copy before. */
    public CopyAnswer copy(AutoSnapshot snapshot, SnapshotName target) {
        try {
            client.copySnapshot(request -> request.sourceResourceName(snapshot.sourceResourceName())
                    .restoreDate(snapshot.date().toString())
                    .sourceRegion(client.serviceClientConfiguration().region().id())
                    .targetSnapshotName(target.value()));
            return new CopyAnswer.Accepted();
        } catch (SdkException thrown) {
            return new CopyAnswer.Troubled(TroubleException.of("CopySnapshot", thrown));
        }
    }

    /** Deletes the snapshot that has this name now, of this type; there being none is as good. */
    public void delete(SnapshotName name, ResourceType type) {
        try {
            switch (type) {
                case INSTANCE_SNAPSHOT ->
                    once(
                            "DeleteInstanceSnapshot",
                            () -> client.deleteInstanceSnapshot(request -> request.instanceSnapshotName(name.value())));
                case DISK_SNAPSHOT ->
                    once(
                            "DeleteDiskSnapshot",
                            () -> client.deleteDiskSnapshot(request -> request.diskSnapshotName(name.value())));
            }
        } catch (TroubleException thrown) {
            if (thrown.trouble() != LightsailTrouble.NOT_FOUND) {
                throw thrown;
            }
        }
    }

    /** Gives the snapshot a tag; doing it again changes nothing. */
    public void tag(Snapshot snapshot, String key, String value) {
        read(
                "TagResource",
                () -> client.tagResource(
                        request -> request.resourceName(snapshot.name().value())
                                .resourceArn(snapshot.arn())
                                .tags(Tag.builder().key(key).value(value).build())));
    }

    /** The operation as it is now; empty where Lightsail does not know it. */
    public Optional<Operation> operation(String id) {
        return emptyIfNotFound(
                        "GetOperation",
                        () -> client.getOperation(request -> request.operationId(id))
                                .operation())
                .map(Operation::of);
    }

    /**
     * All operations on the resource, oldest first; none where Lightsail does not know it.
     *
     * @param deadline when the invocation ends
     */
    public List<Operation> operationsFor(String resourceName, Instant deadline) {
        List<Operation> operations = new ArrayList<>();
        Listing listing = new Listing("GetOperationsForResource");
        Optional<String> token = Optional.empty();
        do {
            listing.checkTime(clock, deadline);
            String asked = token.orElse(null);
            Optional<GetOperationsForResourceResponse> page = emptyIfNotFound(
                    "GetOperationsForResource",
                    () -> client.getOperationsForResource(
                            request -> request.resourceName(resourceName).pageToken(asked)));
            page.ifPresent(found -> found.operations().forEach(sent -> operations.add(Operation.of(sent))));
            token = listing.next(page.flatMap(found -> Listing.token(found.nextPageToken())));
        } while (token.isPresent());
        return OperationJson.fitting(operations);
    }

    /**
     * Every export record of the account in this Region. They grow with every export ever made.
     *
     * @param deadline when the invocation ends
     * @throws TroubleException when Lightsail cannot be listed, or not in time
     */
    public List<ExportRecord> exportRecords(Instant deadline) {
        RecordPages pages = new RecordPages(clock.instant());
        readOn(pages, deadline);
        return pages.records();
    }

    /** Reads on where an interrupted listing has stopped; it keeps its place where this fails. */
    void readOn(RecordPages pages, Instant deadline) {
        while (!pages.isComplete()) {
            pages.listing().checkTime(clock, deadline);
            pages.add(readPage(pages));
        }
    }

    private GetExportSnapshotRecordsResponse readPage(RecordPages pages) {
        try {
            return read(
                    "GetExportSnapshotRecords",
                    () -> client.getExportSnapshotRecords(
                            request -> request.pageToken(pages.token().orElse(null))));
        } catch (TroubleException trouble) {
            throw trouble.mayBeOfToken(pages.token()) ? pages.listing().refused(trouble) : trouble;
        }
    }

    private static <T> Optional<T> emptyIfNotFound(String operation, Supplier<T> call) {
        try {
            return Optional.ofNullable(read(operation, call));
        } catch (TroubleException thrown) {
            if (thrown.trouble() == LightsailTrouble.NOT_FOUND) {
                return Optional.empty();
            }
            throw thrown;
        }
    }

    private static <T> T read(String operation, Supplier<T> call) {
        try {
            return once(operation, call);
        } catch (TroubleException thrown) {
            if (thrown.trouble() == LightsailTrouble.DOUBTFUL) {
                return once(operation, call);
            }
            throw thrown;
        }
    }

    private static <T> T once(String operation, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException thrown) {
            throw TroubleException.of(operation, thrown);
        }
    }
}
