package io.github.snapshotexporter.localcloud;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What the EC2 emulator holds: images and EBS snapshots, and which ones calls have deleted. */
final class Ec2State {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Clock clock;
    private final Map<String, ImageScript> images = new LinkedHashMap<>();
    private final Map<String, EbsSnapshotScript> snapshots = new LinkedHashMap<>();
    private final List<String> deregistered = new ArrayList<>();
    private final List<String> deleted = new ArrayList<>();
    private Duration shownAfterwards;
    private Duration knownAfterwards;

    Ec2State(Clock clock) {
        this.clock = clock;
        forgetEverything();
    }

    static String newImageId() {
        return "ami-" + newSuffix();
    }

    static String newSnapshotId() {
        return "snap-" + newSuffix();
    }

    /** A time as EC2 writes it, always with milliseconds. */
    static String time(Instant instant) {
        return TIME.format(instant);
    }

    Instant now() {
        return clock.instant();
    }

    synchronized ImageScript registerImage(String id, String name) {
        requireNew(Ec2Input.isImageId(id) && !images.containsKey(id), id);
        ImageScript image = new ImageScript(id, name, this);
        images.put(id, image);
        return image;
    }

    synchronized EbsSnapshotScript registerSnapshot(String id, int sizeInGb) {
        requireNew(Ec2Input.isSnapshotId(id) && !snapshots.containsKey(id), id);
        EbsSnapshotScript snapshot = new EbsSnapshotScript(id, sizeInGb, this);
        snapshots.put(id, snapshot);
        return snapshot;
    }

    synchronized void remove(String id) {
        if (images.remove(id) == null && snapshots.remove(id) == null) {
            throw new IllegalStateException("Nothing with the id " + id + " is registered");
        }
    }

    synchronized void forgetEverything() {
        images.clear();
        snapshots.clear();
        deregistered.clear();
        deleted.clear();
        afterDeregistration(Duration.ZERO, Duration.ofHours(1));
    }

    synchronized void afterDeregistration(Duration shown, Duration known) {
        shownAfterwards = shown;
        knownAfterwards = known;
    }

    /** The images whose ids are known, some of them deregistered. */
    synchronized List<ImageScript> images() {
        return images.values().stream().filter(this::isKnown).toList();
    }

    synchronized Optional<ImageScript> image(String id) {
        return Optional.ofNullable(images.get(id)).filter(this::isKnown);
    }

    /** Whether listings show the image, though it may be deregistered. */
    synchronized boolean isShown(ImageScript image) {
        return image.deregisteredAt()
                .map(at -> now().isBefore(at.plus(shownAfterwards)))
                .orElse(true);
    }

    /** The image to do something with; refused if it is deregistered. */
    ImageScript usableImage(String id) {
        ImageScript image = image(id).orElseThrow(() -> Ec2Input.imagesNotFound(List.of(id)));
        if (image.deregisteredAt().isPresent()) {
            throw Ec2Input.imageUnavailable(id);
        }
        return image;
    }

    synchronized List<EbsSnapshotScript> snapshots() {
        return snapshots.values().stream()
                .filter(snapshot -> snapshot.exists(now()))
                .toList();
    }

    synchronized Optional<EbsSnapshotScript> snapshot(String id) {
        return Optional.ofNullable(snapshots.get(id)).filter(snapshot -> snapshot.exists(now()));
    }

    EbsSnapshotScript usableSnapshot(String id) {
        return snapshot(id).orElseThrow(() -> Ec2Input.snapshotNotFound(id));
    }

    /** The image that the snapshot cannot be deleted because of. */
    synchronized Optional<ImageScript> userOf(EbsSnapshotScript snapshot) {
        return images.values().stream()
                .filter(image -> image.deregisteredAt().isEmpty())
                .filter(image -> image.snapshots().contains(snapshot))
                .findFirst();
    }

    synchronized void deregister(ImageScript image) {
        image.deregister(now());
        deregistered.add(image.id());
    }

    synchronized void delete(EbsSnapshotScript snapshot) {
        snapshots.remove(snapshot.id());
        deleted.add(snapshot.id());
    }

    synchronized List<String> deregistered() {
        return List.copyOf(deregistered);
    }

    synchronized List<String> deleted() {
        return List.copyOf(deleted);
    }

    private boolean isKnown(ImageScript image) {
        return image.exists(now())
                && image.deregisteredAt()
                        .map(at -> now().isBefore(at.plus(knownAfterwards)))
                        .orElse(true);
    }

    private static void requireNew(boolean isNew, String id) {
        if (!isNew) {
            throw new IllegalStateException(id + " is not an id, or taken already");
        }
    }

    /** The ids that EC2 gives out nowadays begin with a zero. */
    private static String newSuffix() {
        return "0" + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
    }
}
