package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.lightsail.model.AvailabilityZone;
import software.amazon.awssdk.services.lightsail.model.CreateDiskRequest;
import software.amazon.awssdk.services.lightsail.model.Disk;
import software.amazon.awssdk.services.lightsail.model.DiskSnapshot;
import software.amazon.awssdk.services.lightsail.model.Instance;
import software.amazon.awssdk.services.lightsail.model.InstanceSnapshot;
import software.amazon.awssdk.services.lightsail.model.InvalidInputException;
import software.amazon.awssdk.services.lightsail.model.NotFoundException;
import software.amazon.awssdk.services.lightsail.model.Operation;
import software.amazon.awssdk.services.lightsail.model.OperationFailureException;
import software.amazon.awssdk.services.lightsail.model.Tag;

class LightsailCreationTest extends LightsailEmulatorFixture {

    private static final Tag OURS = Tag.builder().key("made-by").value("a test").build();

    @Test
    void a_disk_is_pending_for_two_looks_and_then_available() {
        Operation making = client.createDisk(r -> r.diskName("data")
                        .availabilityZone("eu-central-1b")
                        .sizeInGb(8)
                        .tags(OURS))
                .operations()
                .getFirst();

        assertThat(making.operationTypeAsString()).isEqualTo("CreateDisk");
        assertThat(making.statusAsString()).isEqualTo("Started");
        assertThat(making.resourceName()).isEqualTo("data");
        assertThat(disk("data").stateAsString()).isEqualTo("pending");
        assertThat(disk("data").stateAsString()).isEqualTo("pending");
        assertThat(disk("data")).satisfies(disk -> {
            assertThat(disk.stateAsString()).isEqualTo("available");
            assertThat(disk.sizeInGb()).isEqualTo(8);
            assertThat(disk.createdAt()).isEqualTo(clock.instant());
            assertThat(disk.location().availabilityZone()).isEqualTo("eu-central-1b");
            assertThat(disk.tags()).containsExactly(OURS);
        });
        assertThat(operation(making.id()).statusAsString()).isEqualTo("Succeeded");
    }

    @Test
    void an_instance_is_pending_for_two_looks_and_then_running() {
        client.createInstances(r -> r.instanceNames("site")
                .availabilityZone("eu-central-1a")
                .blueprintId("amazon_linux_2023")
                .bundleId("nano_3_0")
                .tags(OURS));

        assertThat(List.of(instance("site"), instance("site"), instance("site")))
                .extracting(instance -> instance.state().name())
                .containsExactly("pending", "pending", "running");
        assertThat(instance("site")).satisfies(instance -> {
            assertThat(instance.blueprintId()).isEqualTo("amazon_linux_2023");
            assertThat(instance.bundleId()).isEqualTo("nano_3_0");
            assertThat(instance.hardware().disks()).extracting(Disk::sizeInGb).containsExactly(20);
            assertThat(instance.tags()).containsExactly(OURS);
        });
    }

    @Test
    void a_snapshot_of_a_disk_is_pending_at_first_and_tells_its_source() {
        availableDisk("data");

        List<Operation> making = client.createDiskSnapshot(
                        r -> r.diskName("data").diskSnapshotName("data-1").tags(OURS))
                .operations();

        assertThat(making)
                .extracting(Operation::resourceName, Operation::resourceTypeAsString, Operation::operationDetails)
                .containsExactly(tuple("data-1", "DiskSnapshot", "data"), tuple("data", "Disk", "data-1"));
        assertThat(Stream.generate(() -> diskSnapshot("data-1").stateAsString()).limit(3))
                .containsExactly("pending", "pending", "completed");
        assertThat(diskSnapshot("data-1")).satisfies(snapshot -> {
            assertThat(snapshot.fromDiskName()).isEqualTo("data");
            assertThat(snapshot.fromDiskArn()).isEqualTo(disk("data").arn());
            assertThat(snapshot.sizeInGb()).isEqualTo(16);
            assertThat(snapshot.createdAt()).isEqualTo(clock.instant());
            assertThat(snapshot.tags()).containsExactly(OURS);
        });
        assertThat(making)
                .allSatisfy(each ->
                        assertThat(operation(each.id()).statusAsString()).isEqualTo("Succeeded"));
    }

    @Test
    void a_snapshot_of_an_instance_has_its_blueprint_and_bundle() {
        lightsail.madeResources(instance -> instance.pendingForLooks(0));
        client.createInstances(r -> r.instanceNames("site")
                .availabilityZone("eu-central-1a")
                .blueprintId("debian_12")
                .bundleId("nano_3_0"));

        client.createInstanceSnapshot(r -> r.instanceName("site").instanceSnapshotName("site-1"));

        InstanceSnapshot snapshot = describe("site-1");
        assertThat(snapshot.stateAsString()).isEqualTo("pending");
        assertThat(snapshot.fromInstanceName()).isEqualTo("site");
        assertThat(snapshot.fromBlueprintId()).isEqualTo("debian_12");
        assertThat(snapshot.fromBundleId()).isEqualTo("nano_3_0");
        assertThat(snapshot.sizeInGb()).isEqualTo(20);
    }

    @Test
    void such_a_snapshot_can_be_exported_once_it_is_ready_and_that_takes_two_seconds() {
        availableDisk("data");
        client.createDiskSnapshot(r -> r.diskName("data").diskSnapshotName("data-1"));

        assertThat(catchThrowableOfType(OperationFailureException.class, () -> export("data-1")))
                .isNotNull();
        Stream.generate(() -> diskSnapshot("data-1")).limit(2).forEach(look -> {});
        export("data-1");

        assertThat(records().getFirst().stateAsString()).isEqualTo("Started");
        clock.advance(Duration.ofSeconds(2));
        assertThat(records().getFirst().stateAsString()).isEqualTo("Succeeded");
    }

    @Test
    void what_becomes_of_a_snapshot_can_be_scripted() {
        availableDisk("data");
        lightsail.madeSnapshots(snapshot -> snapshot.pendingForLooks(0).endsInError());

        client.createDiskSnapshot(r -> r.diskName("data").diskSnapshotName("data-1"));

        assertThat(diskSnapshot("data-1").stateAsString()).isEqualTo("error");
    }

    @Test
    void nothing_is_made_from_what_is_pending() {
        client.createDisk(disk("data", 8));

        assertThat(catchThrowableOfType(
                        OperationFailureException.class,
                        () -> client.createDiskSnapshot(r -> r.diskName("data").diskSnapshotName("data-1"))))
                .isNotNull();
        assertThat(lightsail.snapshotNames()).isEmpty();
    }

    @Test
    void names_are_unique_in_the_region() {
        availableDisk("data");
        lightsail.instanceSnapshot("site-1");

        for (String taken : List.of("data", "site-1")) {
            refused(() -> client.createDisk(disk(taken, 8)));
            refused(() -> client.createDiskSnapshot(r -> r.diskName("data").diskSnapshotName(taken)));
            refused(() -> client.createInstances(r -> r.instanceNames(taken)
                    .availabilityZone("eu-central-1a")
                    .blueprintId("debian_12")
                    .bundleId("nano_3_0")));
        }
        assertThat(lightsail.resourceNames()).containsExactly("data");
    }

    @Test
    void malformed_input_is_refused() {
        refused(() -> client.createDisk(disk("a b", 8)));
        refused(() -> client.createDisk(disk("data", 7)));
        refused(() -> client.createDisk(
                r -> r.diskName("data").availabilityZone("eu-west-1a").sizeInGb(8)));
        refused(() -> client.createDisk(r -> r.diskName("data").sizeInGb(8)));
        refused(() -> client.createInstances(r -> r.instanceNames("one", "two")
                .availabilityZone("eu-central-1a")
                .blueprintId("debian_12")
                .bundleId("nano_3_0")));
        refused(() -> client.createDisk(r -> r.diskName("data")
                .availabilityZone("eu-central-1a")
                .sizeInGb(8)
                .tags(Tag.builder().key("a*").build())));

        assertThat(lightsail.resourceNames()).isEmpty();
    }

    @Test
    void what_is_not_there_is_not_found() {
        lightsail.instance("site");

        notFound(() -> disk("site"));
        notFound(() -> instance("data"));
        notFound(() -> client.deleteDisk(r -> r.diskName("data")));
        notFound(() -> client.deleteInstance(r -> r.instanceName("data")));
        notFound(() -> client.createDiskSnapshot(r -> r.diskName("data").diskSnapshotName("data-1")));
        notFound(() -> client.createInstanceSnapshot(r -> r.instanceName("data").instanceSnapshotName("data-1")));
        notFound(() -> client.createInstances(r -> r.instanceNames("other")
                .availabilityZone("eu-central-1a")
                .blueprintId("debian_12")
                .bundleId("unknown")));
    }

    @Test
    void what_was_made_can_be_deleted() {
        availableDisk("data");
        client.createDiskSnapshot(r -> r.diskName("data").diskSnapshotName("data-1"));

        Operation deletion =
                client.deleteDisk(r -> r.diskName("data")).operations().getFirst();
        client.deleteDiskSnapshot(r -> r.diskSnapshotName("data-1"));

        assertThat(deletion.operationTypeAsString()).isEqualTo("DeleteDisk");
        assertThat(deletion.statusAsString()).isEqualTo("Succeeded");
        assertThat(lightsail.resourceNames()).isEmpty();
        assertThat(lightsail.snapshotNames()).isEmpty();
    }

    @Test
    void an_instance_can_be_tagged_and_deleted() {
        lightsail.instance("site");

        client.tagResource(r -> r.resourceName("site").tags(OURS));
        assertThat(instance("site").tags()).containsExactly(OURS);

        client.deleteInstance(r -> r.instanceName("site"));
        assertThat(client.getInstances(r -> {}).instances()).isEmpty();
    }

    @Test
    void regions_show_their_zones_to_those_who_ask() {
        assertThat(client.getRegions(r -> {}).regions().getFirst().availabilityZones())
                .isEmpty();
        assertThat(client.getRegions(r -> r.includeAvailabilityZones(true))
                        .regions()
                        .getFirst()
                        .availabilityZones())
                .extracting(AvailabilityZone::zoneName)
                .containsExactly("eu-central-1a", "eu-central-1b", "eu-central-1c");
    }

    @Test
    void the_catalog_has_the_smallest_bundle_for_linux_and_an_operating_system() {
        assertThat(client.getBundles(r -> {}).bundles()).anySatisfy(bundle -> {
            assertThat(bundle.bundleId()).isEqualTo("nano_3_0");
            assertThat(bundle.price()).isEqualTo(5);
            assertThat(bundle.isActive()).isTrue();
            assertThat(bundle.supportedPlatformsAsStrings()).containsExactly("LINUX_UNIX");
        });
        assertThat(client.getBlueprints(r -> {}).blueprints()).anySatisfy(blueprint -> {
            assertThat(blueprint.blueprintId()).isEqualTo("amazon_linux_2023");
            assertThat(blueprint.typeAsString()).isEqualTo("os");
            assertThat(blueprint.platformAsString()).isEqualTo("LINUX_UNIX");
        });
    }

    private static Consumer<CreateDiskRequest.Builder> disk(String name, int size) {
        return r -> r.diskName(name).availabilityZone("eu-central-1a").sizeInGb(size);
    }

    private void availableDisk(String name) {
        client.createDisk(disk(name, 16));
        disk(name);
        disk(name);
    }

    private Disk disk(String name) {
        return client.getDisk(r -> r.diskName(name)).disk();
    }

    private Instance instance(String name) {
        return client.getInstance(r -> r.instanceName(name)).instance();
    }

    private DiskSnapshot diskSnapshot(String name) {
        return client.getDiskSnapshot(r -> r.diskSnapshotName(name)).diskSnapshot();
    }

    private static void refused(ThrowingCallable call) {
        assertThat(catchThrowableOfType(InvalidInputException.class, call)).isNotNull();
    }

    private static void notFound(ThrowingCallable call) {
        assertThat(catchThrowableOfType(NotFoundException.class, call)).isNotNull();
    }
}
