package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;

/** One emulated snapshot and the script by which it behaves; everything may be changed while the emulator runs. */
public final class SnapshotScript {

    private final SnapshotKind kind;
    private final String name;
    private final String guid = UUID.randomUUID().toString();
    private final LightsailState lightsail;

    private final Map<String, String> tags = new LinkedHashMap<>();
    private final Map<String, Integer> attachedDisks = new LinkedHashMap<>();
    private final Deque<ExportCall> calls = new ArrayDeque<>();
    private final Deque<ExportScript> exports = new ArrayDeque<>(List.of(ExportScript.succeeds()));
    private String fromResource;
    private int sizeInGb;
    private Instant createdAt;
    private String blueprint = "wordpress";
    private String bundle = LightsailJson.BUNDLE;
    private boolean automatic;
    private boolean sourceIsMadeAnew;
    private int pendingLooks;
    private boolean pendingIsScripted;
    private Instant pendingUntil = Instant.MIN;
    private Instant appearsAt = Instant.MIN;
    private String state;
    private boolean endsInError;
    private boolean exportableWhilePending;
    private BiFunction<String, String, String> operationResourceName = (snapshot, record) -> snapshot;

    SnapshotScript(SnapshotKind kind, String name, LightsailState lightsail) {
        this.kind = kind;
        this.name = name;
        this.lightsail = lightsail;
        this.createdAt = lightsail.now().minus(Duration.ofHours(1));
        this.fromResource = kind == SnapshotKind.INSTANCE ? "my-site" : "my-site-data";
        this.sizeInGb = kind.usualSizeInGb();
    }

    /** The snapshot's ARN, with a GUID of its own. */
    public String arn() {
        return LightsailJson.arn(kind.resourceType(), guid);
    }

    /** The snapshot's name. */
    public String name() {
        return name;
    }

    /** The snapshot's tags now; a key-only tag has a null value. */
    public synchronized Map<String, String> tags() {
        return new LinkedHashMap<>(tags);
    }

    /** The name of the instance or disk it was made from. */
    public synchronized SnapshotScript fromResource(String resourceName) {
        fromResource = resourceName;
        return this;
    }

    /** Its instance or disk was made anew under an old name. */
    public synchronized SnapshotScript fromResourceMadeAnew() {
        sourceIsMadeAnew = true;
        return this;
    }

    /** The size, 40 GB for an instance and 8 GB for a disk unless set. */
    public synchronized SnapshotScript sizeInGb(int size) {
        sizeInGb = size;
        return this;
    }

    /** When it was made, an hour before it was registered unless set. */
    public synchronized SnapshotScript createdAt(Instant instant) {
        createdAt = instant;
        return this;
    }

    /** Adds a tag; a null value makes a key-only tag. */
    public synchronized SnapshotScript tag(String key, String value) {
        tags.put(key, value);
        return this;
    }

    /** The instance's blueprint id. */
    public synchronized SnapshotScript blueprint(String id) {
        blueprint = id;
        return this;
    }

    /** The instance's bundle id. */
    public synchronized SnapshotScript bundle(String id) {
        bundle = id;
        return this;
    }

    /** A further disk that was attached to the instance. */
    public synchronized SnapshotScript attachedDisk(String diskName, int size) {
        attachedDisks.put(diskName, size);
        return this;
    }

    /** Made from an automatic snapshot (which makes it a manual one). */
    public synchronized SnapshotScript fromAutoSnapshot() {
        automatic = true;
        return this;
    }

    /** The first {@code n} answers that describe it say pending. */
    public synchronized SnapshotScript pendingForLooks(int n) {
        pendingLooks = n;
        pendingIsScripted = true;
        return this;
    }

    /** Pending before this time. */
    public synchronized SnapshotScript pendingUntil(Instant instant) {
        pendingUntil = instant;
        pendingIsScripted = true;
        return this;
    }

    /** Pending for this time from now on. */
    public SnapshotScript pendingFor(Duration time) {
        return pendingUntil(lightsail.now().plus(time));
    }

    /** In error, instead of ready, once it is not pending any more. */
    public synchronized SnapshotScript endsInError() {
        endsInError = true;
        return this;
    }

    /** Not there before this time. */
    public synchronized SnapshotScript appearsAt(Instant instant) {
        appearsAt = instant;
        return this;
    }

    /** A state that stays, whatever else is scripted; null goes back to the script. */
    public synchronized SnapshotScript state(String fixed) {
        state = fixed;
        return this;
    }

    /** Exporting it while it is pending is accepted. */
    public synchronized SnapshotScript exportableWhilePending() {
        exportableWhilePending = true;
        return this;
    }

    /** The {@code resourceName} of its operations, the snapshot's own name unless set. */
    public synchronized SnapshotScript operationResourceName(String resourceName) {
        operationResourceName = (snapshot, record) -> resourceName;
        return this;
    }

    /** Its operations carry the export record's name as {@code resourceName}. */
    public synchronized SnapshotScript operationsNamedAfterRecord() {
        operationResourceName = (snapshot, record) -> record;
        return this;
    }

    /** Adds behaviours, one for each coming ExportSnapshot call; after the last one calls are accepted. */
    public synchronized SnapshotScript onExport(ExportCall... behaviours) {
        calls.addAll(List.of(behaviours));
        return this;
    }

    /** Takes back what is left of {@link #onExport}: from now on calls are accepted. */
    public synchronized SnapshotScript acceptsExports() {
        calls.clear();
        return this;
    }

    /** How the accepted exports from now on go, in their order; the last one repeats. */
    public synchronized SnapshotScript exports(ExportScript... scripts) {
        exports.clear();
        exports.addAll(List.of(scripts));
        return this;
    }

    /** Accepts an export now, as if someone had asked for it in the console. */
    public SnapshotScript exportedByHand(ExportScript script) {
        return exportedByHand(lightsail.now(), script);
    }

    /** Accepts an export as if someone had asked for it in the console at that time. */
    public SnapshotScript exportedByHand(Instant at, ExportScript script) {
        lightsail.accept(new EmulatedExport(this, script, 1, at));
        return this;
    }

    SnapshotKind kind() {
        return kind;
    }

    synchronized boolean exists(Instant now) {
        return !now.isBefore(appearsAt);
    }

    synchronized String stateAt(Instant now) {
        if (state != null) {
            return state;
        }
        if (pendingLooks > 0 || now.isBefore(pendingUntil)) {
            return "pending";
        }
        return endsInError ? "error" : kind.readyState();
    }

    /** The description that one look shows. */
    synchronized ObjectNode look(Instant now) {
        ObjectNode shown = SnapshotJson.snapshot(this, now);
        countLook();
        return shown;
    }

    synchronized void countLook() {
        pendingLooks = Math.max(0, pendingLooks - 1);
    }

    /** When it is known to have been no longer pending. */
    synchronized Instant settledAt() {
        return pendingUntil.isAfter(createdAt) ? pendingUntil : createdAt;
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

    /** Pending for one look, unless a script says for how long. */
    synchronized SnapshotScript beginPending() {
        return pendingIsScripted ? this : pendingForLooks(1);
    }

    /** A copy of this one, without its tags. */
    synchronized SnapshotScript copyAs(String target) {
        SnapshotScript copy = new SnapshotScript(kind, target, lightsail)
                .fromResource(fromResource)
                .sizeInGb(sizeInGb)
                .createdAt(lightsail.now())
                .blueprint(blueprint)
                .bundle(bundle);
        attachedDisks.forEach(copy::attachedDisk);
        return copy.beginPending();
    }

    synchronized boolean isExportable(Instant now) {
        return exportableWhilePending || stateAt(now).equals(kind.readyState());
    }

    synchronized ExportCall nextCall() {
        return calls.isEmpty() ? ExportCall.accept() : calls.remove();
    }

    synchronized ExportScript nextExport() {
        return exports.size() > 1 ? exports.remove() : exports.element();
    }

    synchronized String operationResourceNameFor(String recordName) {
        return operationResourceName.apply(name, recordName);
    }

    synchronized Source source() {
        return new Source(
                fromResource,
                sourceIsMadeAnew ? fromResource + " made anew" : fromResource,
                sizeInGb,
                createdAt,
                blueprint,
                bundle,
                automatic,
                new LinkedHashMap<>(tags),
                new LinkedHashMap<>(attachedDisks));
    }

    /**
     * The values that a description shows.
     *
     * @param resourceIdentity what its source's ARN is made from
     */
    record Source(
            String resourceName,
            String resourceIdentity,
            int sizeInGb,
            Instant createdAt,
            String blueprint,
            String bundle,
            boolean automatic,
            Map<String, String> tags,
            Map<String, Integer> attachedDisks) {}
}
