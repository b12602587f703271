package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.lightsail.model.AddOn;
import software.amazon.awssdk.services.lightsail.model.AutoSnapshotDetails;
import software.amazon.awssdk.services.lightsail.model.Disk;
import software.amazon.awssdk.services.lightsail.model.GetAutoSnapshotsResponse;
import software.amazon.awssdk.services.lightsail.model.GetInstancesResponse;
import software.amazon.awssdk.services.lightsail.model.Instance;
import software.amazon.awssdk.services.lightsail.model.NotFoundException;
import software.amazon.awssdk.services.lightsail.model.Tag;

class LightsailResourceTest extends LightsailEmulatorFixture {

    @Test
    void describesAnInstanceWithItsAddOn() {
        ResourceScript script = lightsail
                .instance("my-site")
                .createdAt(Instant.parse("2025-01-31T08:00:00.250Z"))
                .blueprint("wordpress")
                .tag("backup", "true")
                .attachedDisk("data", 16)
                .autoSnapshotsAt("06:00");

        Instance instance = client.getInstances(r -> {}).instances().getFirst();

        assertThat(instance.name()).isEqualTo("my-site");
        assertThat(instance.arn())
                .isEqualTo(script.arn())
                .startsWith("arn:aws:lightsail:eu-central-1:111122223333:Instance/");
        assertThat(instance.createdAt()).isEqualTo("2025-01-31T08:00:00.250Z");
        assertThat(instance.location().regionNameAsString()).isEqualTo("eu-central-1");
        assertThat(instance.location().availabilityZone()).isEqualTo("eu-central-1a");
        assertThat(instance.resourceTypeAsString()).isEqualTo("Instance");
        assertThat(instance.blueprintId()).isEqualTo("wordpress");
        assertThat(instance.tags())
                .containsExactly(Tag.builder().key("backup").value("true").build());
        assertThat(instance.addOns())
                .containsExactly(AddOn.builder()
                        .name("AutoSnapshot")
                        .status("Enabled")
                        .snapshotTimeOfDay("06:00")
                        .build());
        assertThat(instance.hardware().disks()).extracting(Disk::sizeInGb).containsExactly(40, 16);
    }

    @Test
    void describesADiskWhoseAddOnIsSwitchedOff() {
        lightsail.disk("data").sizeInGb(32).autoSnapshotsDisabled();

        Disk disk = client.getDisks(r -> {}).disks().getFirst();

        assertThat(disk.name()).isEqualTo("data");
        assertThat(disk.resourceTypeAsString()).isEqualTo("Disk");
        assertThat(disk.sizeInGb()).isEqualTo(32);
        assertThat(disk.addOns()).extracting(AddOn::status).containsExactly("Disabled");
        assertThat(client.getInstances(r -> {}).instances()).isEmpty();
    }

    @Test
    void instancesAndDisksComeInPages() {
        lightsail.pageSize(2);
        lightsail.instance("site-1");
        lightsail.instance("site-2");
        lightsail.instance("site-3");
        lightsail.disk("data-1");

        GetInstancesResponse first = client.getInstances(r -> {});
        GetInstancesResponse second = client.getInstances(r -> r.pageToken(first.nextPageToken()));

        assertThat(first.instances()).extracting(Instance::name).containsExactly("site-1", "site-2");
        assertThat(second.instances()).extracting(Instance::name).containsExactly("site-3");
        assertThat(second.nextPageToken()).isNull();
        assertThat(client.getDisks(r -> {}).nextPageToken()).isNull();
    }

    @Test
    void listsTheAutomaticSnapshotsAsGiven() {
        lightsail
                .instance("my-site")
                .attachedDisk("data", 16)
                .withAutoSnapshot("2026-11-22", "InProgress")
                .withAutoSnapshots("2026-11-21", "2026-11-20")
                .withAutoSnapshot("2026-11-19", "Failed", Instant.parse("2026-11-19T01:30:00Z"));

        GetAutoSnapshotsResponse listed = client.getAutoSnapshots(r -> r.resourceName("my-site"));

        assertThat(listed.resourceName()).isEqualTo("my-site");
        assertThat(listed.resourceTypeAsString()).isEqualTo("Instance");
        assertThat(listed.autoSnapshots())
                .extracting(
                        AutoSnapshotDetails::date, AutoSnapshotDetails::statusAsString, AutoSnapshotDetails::createdAt)
                .containsExactly(
                        tuple("2026-11-22", "InProgress", Instant.parse("2026-11-22T01:12:00Z")),
                        tuple("2026-11-21", "Success", Instant.parse("2026-11-21T01:12:00Z")),
                        tuple("2026-11-20", "Success", Instant.parse("2026-11-20T01:12:00Z")),
                        tuple("2026-11-19", "Failed", Instant.parse("2026-11-19T01:30:00Z")));
        assertThat(listed.autoSnapshots().getFirst().fromAttachedDisks())
                .singleElement()
                .satisfies(disk -> {
                    assertThat(disk.path()).isEqualTo("/dev/xvdf");
                    assertThat(disk.sizeInGb()).isEqualTo(16);
                });
        assertThat(client.getInstances(r -> {}).instances().getFirst().addOns())
                .extracting(AddOn::status)
                .containsExactly("Enabled");
    }

    @Test
    void automaticSnapshotsBelongToInstancesAndDisksThatAreThere() {
        lightsail.disk("data").withAutoSnapshots("2026-11-21", "2026-11-20").withoutAutoSnapshot("2026-11-20");
        lightsail.instance("bare");
        lightsail.instanceSnapshot("bare-1");

        GetAutoSnapshotsResponse ofDisk = client.getAutoSnapshots(r -> r.resourceName("data"));

        assertThat(ofDisk.resourceTypeAsString()).isEqualTo("Disk");
        assertThat(ofDisk.autoSnapshots()).extracting(AutoSnapshotDetails::date).containsExactly("2026-11-21");
        assertThat(client.getAutoSnapshots(r -> r.resourceName("bare")).autoSnapshots())
                .isEmpty();
        assertNotFound("bare-1");
        assertNotFound("nobody");
        lightsail.remove("data");
        assertNotFound("data");
    }

    private void assertNotFound(String resource) {
        assertThat(catchThrowableOfType(
                        NotFoundException.class, () -> client.getAutoSnapshots(r -> r.resourceName(resource))))
                .hasMessageContaining(resource);
    }
}
