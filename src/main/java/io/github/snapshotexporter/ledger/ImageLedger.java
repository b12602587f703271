package io.github.snapshotexporter.ledger;

import io.github.snapshotexporter.ec2.Ec2Images;
import io.github.snapshotexporter.ec2.ImageFacts;
import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.lightsail.Destination;
import io.github.snapshotexporter.lightsail.Snapshot;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Every image that has come out of an export, in one partition, so that a night finds all of them by one query. An image
 * that is gone is remembered for as long as a run. Throws the SDK's exceptions.
 */
public final class ImageLedger {
    private static final String IMAGES = "images";
    private static final String IMAGE = "image#";

    private static final Attribute<String> ID = Attribute.text("imageId");
    private static final Attribute<String> SOURCE_ARN = Attribute.text("sourceArn");
    private static final Attribute<String> SOURCE_NAME = Attribute.text("sourceName");
    private static final Attribute<String> SNAPSHOT_ARN = Attribute.text("arn");
    private static final Attribute<String> SNAPSHOT_NAME = Attribute.text("sourceSnapshotName");
    private static final Attribute<Instant> CREATED_AT = Attribute.time("snapshotCreatedAt");
    private static final Attribute<Integer> SIZE_IN_GB = Attribute.number("sizeInGb");
    private static final Attribute<Boolean> OWN = Attribute.flag("own");
    private static final Attribute<Boolean> VERIFIED = Attribute.flag("verified");
    private static final Attribute<Set<String>> SNAPSHOT_IDS = Attribute.texts("snapshotIds");
    private static final Attribute<String> LETTING_GO = Attribute.text("lettingGo");
    private static final Attribute<Instant> GONE_AT = Attribute.time("goneAt");
    private static final Attribute<String> GONE_BY = Attribute.text("goneBy");

    private final LedgerTable table;
    private final Clock clock;

    ImageLedger(LedgerTable table, Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    /** All images; those that are gone, too, for as long as a run is remembered. */
    public Stream<ImageItem> all() {
        return table.readAll(IMAGES, IMAGE).map(ImageLedger::read);
    }

    /**
     * Notes, before anything of it is deleted, who lets it go; whoever has begun stays. It is never taken back: where
     * DeregisterImage was refused, another receive may have carried it out, or an answer was lost.
     */
    public void markLettingGo(ImageItem image, String jobKey) {
        table.write(at(image).setFirst(LETTING_GO, jobKey));
    }

    /** Notes that the job has deleted it with its snapshots. */
    public void markDeleted(ImageItem image, String jobKey) {
        table.write(gone(image).setFirst(GONE_BY, jobKey));
    }

    /** Notes that it is gone, and not by the exporter: not where somebody has begun to let it go since it was read. */
    public void markGone(ImageItem image) {
        table.write(gone(image).ifAbsent(LETTING_GO));
    }

    private Update gone(ImageItem image) {
        return at(image).setFirst(GONE_AT, clock.instant()).set(LedgerTable.EXPIRES_AFTER, clock.instant());
    }

    /** The image of an export that has ended well, as part of the transaction of its end; empty where there is none. */
    static Optional<Update> listing(ExportItem ended) {
        return ended.end().destination().map(destination -> listing(ended, destination));
    }

    private static Update listing(ExportItem ended, Destination destination) {
        Snapshot snapshot = ended.snapshot();
        // A claim of an earlier version knows no source: an image that is the only one of its source is always kept.
        String sourceArn = snapshot.fromResourceArn().orElse(snapshot.arn());
        Instant createdAt = takenAt(snapshot).orElse(ended.generation().startedAt());
        Optional<ImageFacts> image = ended.end().image();
        Set<String> snapshotIds = image.stream()
                .flatMap(facts -> facts.snapshots().stream())
                .map(ImageFacts.Disk::id)
                .filter(id -> Ec2Images.isImage(destination.id()) || id.equals(destination.id()))
                .collect(Collectors.toSet());
        return Update.of(key(sourceArn, createdAt, destination.id()))
                .set(ID, destination.id())
                .set(SOURCE_ARN, sourceArn)
                .set(SOURCE_NAME, snapshot.fromResourceName())
                .set(SNAPSHOT_ARN, snapshot.arn())
                .set(SNAPSHOT_NAME, snapshot.name().value())
                .set(CREATED_AT, createdAt)
                .set(SIZE_IN_GB, sizeInGb(snapshot, image))
                .set(OWN, ended.progress().own())
                .set(VERIFIED, image.isPresent())
                .setAll(SNAPSHOT_IDS, snapshotIds);
    }

    /**
     * When that was taken what the image holds: a copy of an automatic snapshot may be made days after it, and a week's
     * copies all on one day. Of these only the day is told: its noon in UTC is on that day nearly everywhere.
     */
    private static Optional<Instant> takenAt(Snapshot snapshot) {
        Optional<Instant> noon = snapshot.fromResourceName()
                .flatMap(source -> AutoSnapshot.ofCopy(snapshot.name(), snapshot.resourceType(), source))
                .map(original -> original.date().atTime(LocalTime.NOON).toInstant(ZoneOffset.UTC));
        return Stream.concat(noon.stream(), snapshot.createdAt().stream()).min(Comparator.naturalOrder());
    }

    /** Of all its disks, the attached ones too, where EC2 has told of them. */
    private static int sizeInGb(Snapshot snapshot, Optional<ImageFacts> image) {
        int disks = image.stream()
                .flatMap(facts -> facts.snapshots().stream())
                .flatMap(disk -> disk.sizeInGb().stream())
                .mapToInt(Integer::intValue)
                .sum();
        return disks > 0 ? disks : snapshot.sizeInGb().orElse(0);
    }

    private static Update at(ImageItem image) {
        return Update.of(key(image.sourceArn(), image.snapshotCreatedAt(), image.id()))
                .ifEqual(ID, image.id());
    }

    private static Map<String, AttributeValue> key(String sourceArn, Instant createdAt, String id) {
        return LedgerTable.key(IMAGES, IMAGE + sourceArn + "#" + createdAt + "#" + id);
    }

    private static ImageItem read(Attributes item) {
        return new ImageItem(
                item.needed(ID),
                item.needed(SOURCE_ARN),
                item.get(SOURCE_NAME),
                item.needed(SNAPSHOT_ARN),
                item.needed(SNAPSHOT_NAME),
                item.needed(CREATED_AT),
                item.get(SIZE_IN_GB).orElse(0),
                item.is(OWN),
                item.is(VERIFIED),
                List.copyOf(item.all(SNAPSHOT_IDS)),
                item.get(LETTING_GO),
                item.get(GONE_AT).map(at -> new ImageItem.Gone(at, item.get(GONE_BY))));
    }
}
