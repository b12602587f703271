package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Amazon EC2 on the loopback address: its wire format, images and EBS snapshots, scripted behaviour. A call's input has the
 * members' names of the wire, where a list is called after one of its entries:
 * {@code {"ImageId": ["ami-…"], "Filter": [{"Name": "…", "Value": ["…"]}]}}. Its own faults are those of {@link Ec2Fault}.
 */
public final class Ec2Emulator extends EmulatedService<Ec2Emulator> implements AutoCloseable {

    /** The key that EBS encrypts with where the account has not chosen another. */
    private static final String KEY = "arn:aws:kms:%s:%s:key/0f1e2d3c-4b5a-4697-8899-aabbccddeeff"
            .formatted(LightsailEmulator.REGION, LightsailEmulator.ACCOUNT);

    private static final String IMAGE_DESCRIPTION = "An instance snapshot exported from Amazon Lightsail.";
    private static final String SNAPSHOT_DESCRIPTION = "A disk snapshot exported from Amazon Lightsail.";

    private final Clock clock;
    private final Ec2State state;
    private final Ec2Operations operations;
    private final Scripts<ImageScript> imageScripts = new Scripts<>();
    private final Scripts<EbsSnapshotScript> snapshotScripts = new Scripts<>();
    private final List<Consumer<ImageScript>> imageListeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<EbsSnapshotScript>> snapshotListeners = new CopyOnWriteArrayList<>();
    private final HttpEndpoint endpoint;

    private Ec2Emulator(Clock clock, int port) {
        this.clock = clock;
        this.state = new Ec2State(clock);
        this.operations = new Ec2Operations(state);
        this.endpoint = HttpEndpoint.start(port, this::answer);
    }

    /** Starts on a free port. */
    public static Ec2Emulator start(Clock clock) {
        return startOn(clock, 0);
    }

    /** Starts on this port. */
    public static Ec2Emulator startOn(Clock clock, int port) {
        return new Ec2Emulator(clock, port);
    }

    /** Where to point a client, or {@code AWS_ENDPOINT_URL_EC2}. */
    public URI endpoint() {
        return endpoint.uri();
    }

    /** Stops; requests that hang are dropped. */
    @Override
    public void close() {
        endpoint.close();
    }

    /** An id for a new image. */
    public static String newImageId() {
        return Ec2State.newImageId();
    }

    /** An id for a new EBS snapshot. */
    public static String newSnapshotId() {
        return Ec2State.newSnapshotId();
    }

    /** Registers an image without disks; its name need not be free. */
    public ImageScript newImage(String name) {
        return state.registerImage(newImageId(), name);
    }

    /** Registers an EBS snapshot. */
    public EbsSnapshotScript newSnapshot(int sizeInGb) {
        return state.registerSnapshot(newSnapshotId(), sizeInGb);
    }

    /**
     * What an export of an instance snapshot leaves here: an image with the name of that, and an encrypted EBS snapshot
     * for each disk, as scripted by {@link #exportedImages}.
     *
     * @param id from {@link #newImageId}
     * @param sizesInGb of the disks, by their device names and in their order
     */
    public ImageScript exportedImage(String id, String name, Map<String, Integer> sizesInGb) {
        ImageScript image = state.registerImage(id, name).description(IMAGE_DESCRIPTION);
        sizesInGb.forEach((device, sizeInGb) -> image.device(
                device, state.registerSnapshot(newSnapshotId(), sizeInGb).encryptedWith(KEY)));
        imageScripts.next().accept(image);
        imageListeners.forEach(listener -> listener.accept(image));
        return image;
    }

    /**
     * What an export of a disk snapshot leaves here: an encrypted EBS snapshot, as scripted by
     * {@link #exportedSnapshots}.
     *
     * @param id from {@link #newSnapshotId}
     */
    public EbsSnapshotScript exportedSnapshot(String id, int sizeInGb) {
        EbsSnapshotScript snapshot =
                state.registerSnapshot(id, sizeInGb).encryptedWith(KEY).description(SNAPSHOT_DESCRIPTION);
        snapshotScripts.next().accept(snapshot);
        snapshotListeners.forEach(listener -> listener.accept(snapshot));
        return snapshot;
    }

    /** Scripts the images that exports leave from now on, in their order; the last script repeats. */
    @SafeVarargs
    public final Ec2Emulator exportedImages(Consumer<ImageScript>... scripts) {
        imageScripts.clear();
        for (Consumer<ImageScript> script : scripts) {
            imageScripts.add(script);
        }
        return this;
    }

    /** Scripts the EBS snapshots that exports of disk snapshots leave from now on; the last script repeats. */
    @SafeVarargs
    public final Ec2Emulator exportedSnapshots(Consumer<EbsSnapshotScript>... scripts) {
        snapshotScripts.clear();
        for (Consumer<EbsSnapshotScript> script : scripts) {
            snapshotScripts.add(script);
        }
        return this;
    }

    /** Removes an image or an EBS snapshot without a trace: its id has never been one. */
    public void remove(String id) {
        state.remove(id);
    }

    /** The image of this id, deregistered or not. */
    public ImageScript image(String id) {
        return state.image(id).orElseThrow(() -> new IllegalArgumentException("no image " + id));
    }

    /** The EBS snapshot of this id that is there now. */
    public EbsSnapshotScript snapshot(String id) {
        return state.snapshot(id).orElseThrow(() -> new IllegalArgumentException("no snapshot " + id));
    }

    /** The ids of the images that are there now, in the order in which they came to be. */
    public List<String> imageIds() {
        return state.images().stream()
                .filter(image -> image.deregisteredAt().isEmpty())
                .map(ImageScript::id)
                .toList();
    }

    /** The ids of the EBS snapshots that are there now, in the order in which they came to be. */
    public List<String> snapshotIds() {
        return state.snapshots().stream().map(EbsSnapshotScript::id).toList();
    }

    /** The ids of the images that calls have deregistered, in their order. */
    public List<String> deregistered() {
        return state.deregistered();
    }

    /** The ids of the EBS snapshots that calls have deleted, in their order; {@link #remove} is none. */
    public List<String> deletedSnapshots() {
        return state.deleted();
    }

    /**
     * How long listings still show a deregistered image, and how long its id is still known after that it was
     * deregistered: not at all and for an hour unless set. In between EC2 answers with an empty list.
     */
    public Ec2Emulator afterDeregistration(Duration shown, Duration known) {
        state.afterDeregistration(shown, known);
        return this;
    }

    /** How many entries a page holds at most, even where a request asks for more. */
    public Ec2Emulator pageSize(int size) {
        operations.pages().size(size);
        return this;
    }

    /** Lets the listing of this operation repeat one page token for ever. */
    public Ec2Emulator neverEnding(String operation) {
        operations.pages().neverEnd(operation);
        return this;
    }

    /** Forgets images, snapshots, faults, calls and settings: it is as it was at the start. */
    public void forgetEverything() {
        state.forgetEverything();
        operations.pages().forgetEverything();
        imageScripts.clear();
        snapshotScripts.clear();
        latency(Duration.ZERO);
        clearFaults();
        forgetCalls();
    }

    Instant now() {
        return clock.instant();
    }

    /** Calls the listeners with each image and each EBS snapshot that an export leaves, as scripted. */
    void onExported(Consumer<ImageScript> images, Consumer<EbsSnapshotScript> snapshots) {
        imageListeners.add(images);
        snapshotListeners.add(snapshots);
    }

    @Override
    Ec2Emulator self() {
        return this;
    }

    private HttpEndpoint.Answer answer(HttpEndpoint.Request request) {
        pause(endpoint);
        try {
            Ec2Form form = Ec2Form.parse(request.body());
            String operation = form.action();
            arrived(new Call(operation, form.input(), clock.instant()));
            List<String> named = textsIn(form.input()).toList();
            strike(operation, named, endpoint);
            Consumer<Ec2Xml> output = operations.answer(operation, form.input());
            strikeAfterwards(operation, named, endpoint);
            return Ec2Xml.ok(operation, output);
        } catch (AwsError e) {
            return Ec2Xml.error(e);
        }
    }

    /** Every text in the input, which any id is one of. */
    private static Stream<String> textsIn(JsonNode input) {
        return input.isTextual()
                ? Stream.of(input.asText())
                : input.valueStream().flatMap(Ec2Emulator::textsIn);
    }
}
