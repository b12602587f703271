package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One emulated instance or disk, with its automatic snapshots and the script for their copies; everything may be
 * changed while the emulator runs.
 */
public final class ResourceScript {

    /** The guide: taken between the time of day and 45 minutes after. */
    private static final Duration AFTER_TIME_OF_DAY = Duration.ofMinutes(12);

    private final SnapshotKind kind;
    private final String name;
    private final LightsailState lightsail;

    private final Map<String, String> tags = new LinkedHashMap<>();
    private final Map<String, Integer> attachedDisks = new LinkedHashMap<>();
    private final List<AutoSnapshot> autoSnapshots = new ArrayList<>();
    private final Deque<Consumer<SnapshotScript>> copies = new ArrayDeque<>();
    private String addOnStatus;
    private String snapshotTimeOfDay = "01:00";
    private int sizeInGb;
    private Instant createdAt;
    private String blueprint = "wordpress";
    private String bundle = LightsailJson.BUNDLE;
    private String availabilityZone = LightsailEmulator.REGION + "a";
    private int pendingLooks;

    ResourceScript(SnapshotKind kind, String name, LightsailState lightsail) {
        this.kind = kind;
        this.name = name;
        this.lightsail = lightsail;
        this.createdAt = lightsail.now().minus(Duration.ofDays(30));
        this.sizeInGb = kind.usualSizeInGb();
    }

    /** The resource's ARN, with a GUID that belongs to its name. */
    public String arn() {
        return LightsailJson.sourceArn(kind, name);
    }

    /** The resource's name. */
    public String name() {
        return name;
    }

    /** When it was made, 30 days before it was registered unless set. */
    public synchronized ResourceScript createdAt(Instant instant) {
        createdAt = instant;
        return this;
    }

    /** The size of the disk, or of the instance's system disk: 40 GB for an instance and 8 GB for a disk unless set. */
    public synchronized ResourceScript sizeInGb(int size) {
        sizeInGb = size;
        return this;
    }

    /** The instance's blueprint id, which the copies of its snapshots show too. */
    public synchronized ResourceScript blueprint(String id) {
        blueprint = id;
        return this;
    }

    /** The instance's bundle id, which its snapshots show too. */
    public synchronized ResourceScript bundle(String id) {
        bundle = id;
        return this;
    }

    /** The Availability Zone, the Region's first unless set. */
    public synchronized ResourceScript availabilityZone(String zone) {
        availabilityZone = zone;
        return this;
    }

    /** The first {@code n} answers that describe it say pending. */
    public synchronized ResourceScript pendingForLooks(int n) {
        pendingLooks = n;
        return this;
    }

    /** The resource's tags now; a key-only tag has a null value. */
    public synchronized Map<String, String> tags() {
        return new LinkedHashMap<>(tags);
    }

    /** Adds a tag; a null value makes a key-only tag. */
    public synchronized ResourceScript tag(String key, String value) {
        tags.put(key, value);
        return this;
    }

    /** A further disk that is attached to the instance, and part of its automatic snapshots. */
    public synchronized ResourceScript attachedDisk(String diskName, int size) {
        attachedDisks.put(diskName, size);
        return this;
    }

    /** Has the add-on, with this time of day, for example {@code 06:00}; it is 01:00 unless set. */
    public synchronized ResourceScript autoSnapshotsAt(String timeOfDay) {
        addOnStatus = "Enabled";
        snapshotTimeOfDay = timeOfDay;
        return this;
    }

    /** The add-on is switched off; the automatic snapshots that there are stay. */
    public synchronized ResourceScript autoSnapshotsDisabled() {
        addOnStatus = "Disabled";
        return this;
    }

    /**
     * Has the add-on, and successful automatic snapshots of these days, for example {@code 2026-11-21}. They are listed
     * in the order given, after those that were given before: AWS's sample shows the newest first, but no page says so.
     */
    public ResourceScript withAutoSnapshots(String... dates) {
        for (String date : dates) {
            withAutoSnapshot(date, "Success");
        }
        return this;
    }

    /** Has the add-on, and an automatic snapshot of that day: Success, Failed, InProgress or NotFound. */
    public synchronized ResourceScript withAutoSnapshot(String date, String status) {
        Instant at = LocalDate.parse(date)
                .atTime(LocalTime.parse(snapshotTimeOfDay))
                .toInstant(ZoneOffset.UTC)
                .plus(AFTER_TIME_OF_DAY);
        return withAutoSnapshot(date, status, at);
    }

    /** Has the add-on, and an automatic snapshot of that day that was made at this time. */
    public synchronized ResourceScript withAutoSnapshot(String date, String status, Instant madeAt) {
        addOnStatus = "Enabled";
        LocalDate day = LocalDate.parse(date);
        autoSnapshots.removeIf(snapshot -> snapshot.date().equals(day));
        autoSnapshots.add(new AutoSnapshot(day, status, madeAt));
        return this;
    }

    /** Lightsail deletes the automatic snapshot of that day, as it does with the oldest when there are more than 7. */
    public synchronized ResourceScript withoutAutoSnapshot(String date) {
        LocalDate day = LocalDate.parse(date);
        if (!autoSnapshots.removeIf(snapshot -> snapshot.date().equals(day))) {
            throw new IllegalStateException(name + " has no automatic snapshot of " + date);
        }
        return this;
    }

    /**
     * Scripts the snapshots that CopySnapshot makes from its automatic ones, in their order; the last script repeats.
     * A copy is pending for one look unless its script says for how many or until when, and its exports succeed unless
     * its script says otherwise.
     */
    @SafeVarargs
    public final synchronized ResourceScript copies(Consumer<SnapshotScript>... scripts) {
        copies.clear();
        for (Consumer<SnapshotScript> script : scripts) {
            copies.add(script);
        }
        return this;
    }

    SnapshotKind kind() {
        return kind;
    }

    /** The automatic snapshot of that day, or the latest for null, if it can be copied. */
    synchronized Optional<AutoSnapshot> restorable(LocalDate date) {
        return autoSnapshots.stream()
                .filter(snapshot -> snapshot.isRestorable()
                        && (date == null || snapshot.date().equals(date)))
                .max(Comparator.comparing(AutoSnapshot::date));
    }

    /** A manual snapshot of that name from one of its automatic snapshots, as scripted. */
    SnapshotScript copyAs(String target) {
        SnapshotScript copy = unscriptedCopy(target);
        // A script is a test's code: it must not run under this lock.
        nextCopy().accept(copy);
        return copy.beginPending();
    }

    /** A manual snapshot of that name, made now. */
    synchronized SnapshotScript snapshotAs(String target) {
        SnapshotScript snapshot = new SnapshotScript(kind, target, lightsail)
                .fromResource(name)
                .sizeInGb(sizeInGb)
                .createdAt(lightsail.now())
                .blueprint(blueprint)
                .bundle(bundle);
        attachedDisks.forEach(snapshot::attachedDisk);
        return snapshot;
    }

    synchronized boolean isPending() {
        return pendingLooks > 0;
    }

    synchronized void countLook() {
        pendingLooks = Math.max(0, pendingLooks - 1);
    }

    /** Adds all tags, or none where there would be too many. */
    synchronized boolean addTags(Map<String, String> more, int most) {
        Map<String, String> all = new LinkedHashMap<>(tags);
        all.putAll(more);
        if (all.size() > most) {
            return false;
        }
        tags.putAll(more);
        return true;
    }

    synchronized ObjectNode location() {
        return LightsailJson.location(availabilityZone);
    }

    /** The resource as one look shows it. */
    synchronized ObjectNode look() {
        ObjectNode shown = ResourceJson.resource(this, source());
        countLook();
        return shown;
    }

    /** The answer of GetAutoSnapshots. */
    ObjectNode showAutoSnapshots() {
        return ResourceJson.autoSnapshots(this, source());
    }

    private synchronized SnapshotScript unscriptedCopy(String target) {
        SnapshotScript copy = new SnapshotScript(kind, target, lightsail)
                .fromResource(name)
                .sizeInGb(sizeInGb)
                .createdAt(lightsail.now())
                .blueprint(blueprint)
                .bundle(bundle)
                .fromAutoSnapshot();
        attachedDisks.forEach(copy::attachedDisk);
        return copy;
    }

    private synchronized Consumer<SnapshotScript> nextCopy() {
        if (copies.isEmpty()) {
            return copy -> {};
        }
        return copies.size() > 1 ? copies.remove() : copies.element();
    }

    private synchronized Source source() {
        return new Source(
                createdAt,
                sizeInGb,
                blueprint,
                bundle,
                pendingLooks > 0,
                addOnStatus,
                snapshotTimeOfDay,
                new LinkedHashMap<>(tags),
                new LinkedHashMap<>(attachedDisks),
                List.copyOf(autoSnapshots));
    }

    /** The values that a description shows; the add-on's status is null where it was never switched on. */
    record Source(
            Instant createdAt,
            int sizeInGb,
            String blueprint,
            String bundle,
            boolean pending,
            String addOnStatus,
            String snapshotTimeOfDay,
            Map<String, String> tags,
            Map<String, Integer> attachedDisks,
            List<AutoSnapshot> autoSnapshots) {}
}
