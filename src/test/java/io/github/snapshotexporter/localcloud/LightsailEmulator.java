package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Amazon Lightsail on the loopback address: its wire format, what has to do with snapshots, scripted behaviour. */
public final class LightsailEmulator extends EmulatedService<LightsailEmulator> implements AutoCloseable {

    /** The account that owns everything. */
    public static final String ACCOUNT = "111122223333";

    /** The Region that everything is in. */
    public static final String REGION = "eu-central-1";

    private final Clock clock;
    private final LightsailState state;
    private final LightsailOperations operations;
    private final List<Consumer<WriteCall>> listeners = new CopyOnWriteArrayList<>();
    private final HttpEndpoint endpoint;

    private LightsailEmulator(Clock clock, int port) {
        this.clock = clock;
        this.state = new LightsailState(clock);
        this.operations = new LightsailOperations(state);
        this.endpoint = HttpEndpoint.start(port, this::answer);
    }

    /** Starts on a free port. */
    public static LightsailEmulator start(Clock clock) {
        return startOn(clock, 0);
    }

    /** Starts on this port. */
    public static LightsailEmulator startOn(Clock clock, int port) {
        return new LightsailEmulator(clock, port);
    }

    /** Where to point a client, or {@code AWS_ENDPOINT_URL_LIGHTSAIL}. */
    public URI endpoint() {
        return endpoint.uri();
    }

    /** Stops; requests that hang are dropped. */
    @Override
    public void close() {
        endpoint.close();
    }

    /** Registers an instance snapshot; its name must be free. */
    public SnapshotScript instanceSnapshot(String name) {
        return state.register(SnapshotKind.INSTANCE, name);
    }

    /** Registers a disk snapshot; its name must be free. */
    public SnapshotScript diskSnapshot(String name) {
        return state.register(SnapshotKind.DISK, name);
    }

    /** Registers an instance; its name must be free. */
    public ResourceScript instance(String name) {
        return state.registerResource(SnapshotKind.INSTANCE, name);
    }

    /** Registers a disk; its name must be free. */
    public ResourceScript disk(String name) {
        return state.registerResource(SnapshotKind.DISK, name);
    }

    /** Deletes a snapshot, an instance or a disk; automatic snapshots go with it, records of exports stay. */
    public void remove(String name) {
        state.remove(name);
    }

    /** Where exports leave their results; nowhere unless set. */
    public LightsailEmulator exportsTo(Ec2Emulator ec2) {
        state.exportsTo(ec2);
        return this;
    }

    /**
     * Scripts the snapshots that CreateDiskSnapshot and CreateInstanceSnapshot make from now on; the last script repeats.
     * Such a snapshot is pending for two looks, and its exports take two seconds, unless its script says otherwise.
     */
    @SafeVarargs
    public final LightsailEmulator madeSnapshots(Consumer<SnapshotScript>... scripts) {
        state.madeSnapshots().clear();
        for (Consumer<SnapshotScript> script : scripts) {
            state.madeSnapshots().add(script);
        }
        return this;
    }

    /**
     * Scripts the instances and disks that calls make from now on; the last script repeats. Each is pending for two
     * looks unless its script says otherwise.
     */
    @SafeVarargs
    public final LightsailEmulator madeResources(Consumer<ResourceScript>... scripts) {
        state.madeResources().clear();
        for (Consumer<ResourceScript> script : scripts) {
            state.madeResources().add(script);
        }
        return this;
    }

    /** The names of the instances and disks that are there now, in the order in which they came to be. */
    public List<String> resourceNames() {
        return state.resources().stream().map(ResourceScript::name).toList();
    }

    /** How many entries an answer of the paged operations holds; 100 unless set. */
    public LightsailEmulator pageSize(int size) {
        operations.pages().size(size);
        return this;
    }

    /** Lets the listing of this operation repeat one page token for ever. */
    public LightsailEmulator neverEnding(String operation) {
        operations.pages().neverEnd(operation);
        return this;
    }

    /** Whether GetExportSnapshotRecords lists the newest first; the order is not documented. */
    public LightsailEmulator newestRecordsFirst(boolean newestFirst) {
        operations.exports().newestRecordsFirst(newestFirst);
        return this;
    }

    /** Forgets snapshots, their sources, exports, faults and calls: everything but the size of a page. */
    public void forgetEverything() {
        state.forgetEverything();
        clearFaults();
        forgetCalls();
    }

    /** The snapshot of that name that is there now, made by a test or by a call. */
    public SnapshotScript snapshot(String name) {
        return state.snapshot(name).orElseThrow(() -> new IllegalArgumentException("no snapshot " + name));
    }

    /** The names of the snapshots that are there now, in the order in which they came to be. */
    public List<String> snapshotNames() {
        return state.snapshots().stream().map(SnapshotScript::name).toList();
    }

    /** The accepted copies, in their order. */
    public List<AcceptedCopy> copied() {
        return state.copies();
    }

    /** The accepted deletions, in their order; {@link #remove} is none. */
    public List<AcceptedDeletion> deleted() {
        return state.deletions();
    }

    /** The accepted exports, in their order. */
    public List<AcceptedExport> accepted() {
        return state.exports().stream().map(EmulatedExport::accepted).toList();
    }

    /** The accepted exports of snapshots of that name, in their order. */
    public List<AcceptedExport> accepted(String snapshotName) {
        return accepted().stream()
                .filter(export -> export.snapshotName().equals(snapshotName))
                .toList();
    }

    /** The state of an export record now, listed or not: Started, Succeeded or Failed. */
    public String recordState(String recordName) {
        return state.exports().stream()
                .filter(export -> export.accepted().recordName().equals(recordName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no export record " + recordName))
                .recordState(clock.instant());
    }

    /** When GetExportSnapshotRecords lists the record from; {@link Instant#MAX} where it never does. */
    public Instant listedAt(String recordName) {
        return state.exports().stream()
                .filter(export -> export.accepted().recordName().equals(recordName))
                .findFirst()
                .flatMap(EmulatedExport::listedAt)
                .orElse(Instant.MAX);
    }

    /** Calls the listener with each call that was to change something, before its caller is answered. */
    void onWrite(Consumer<WriteCall> listener) {
        listeners.add(listener);
    }

    @Override
    LightsailEmulator self() {
        return this;
    }

    private HttpEndpoint.Answer answer(HttpEndpoint.Request request) {
        pause(endpoint);
        try {
            String operation = request.target();
            JsonNode input = LightsailWire.parse(request.body());
            arrived(new Call(operation, input, clock.instant()));
            List<String> named = namesIn(input);
            strike(operation, named, endpoint);
            ObjectNode output = told(operation, input);
            strikeAfterwards(operation, named, endpoint);
            return LightsailWire.ok(output);
        } catch (AwsError e) {
            return LightsailWire.error(e);
        }
    }

    /** Processes a call and, if it was to change something, tells those who listen. */
    private ObjectNode told(String operation, JsonNode input) {
        try {
            ObjectNode output = operation.equals("ExportSnapshot")
                    ? exportSnapshot(operations.exports(), input)
                    : operations.answer(operation, input);
            tell(new WriteCall(operation, input, output, null, clock.instant()));
            return output;
        } catch (AwsError refused) {
            tell(new WriteCall(operation, input, null, refused, clock.instant()));
            throw refused;
        }
    }

    private void tell(WriteCall call) {
        if (!call.operation().startsWith("Get")) {
            listeners.forEach(listener -> listener.accept(call));
        }
    }

    private ObjectNode exportSnapshot(ExportsApi exports, JsonNode input) {
        SnapshotScript snapshot = exports.exportSource(input);
        ExportCall call = snapshot.nextCall();
        ObjectNode output = call.accepted() ? exports.accept(snapshot, call.operations()) : Json.object();
        return switch (call.reply()) {
            case OPERATIONS -> output;
            case ERROR -> throw call.error().thrown();
            case NOTHING_EVER -> throw endpoint.hang();
            case CONNECTION_CLOSED -> throw new HttpEndpoint.ConnectionDropped();
        };
    }

    /** Every text in the input, which any name is one of. */
    private static List<String> namesIn(JsonNode input) {
        return input.valueStream()
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .toList();
    }
}
