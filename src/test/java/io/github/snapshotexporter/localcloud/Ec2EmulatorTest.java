package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.EbsBlockDevice;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Tag;

class Ec2EmulatorTest extends Ec2EmulatorFixture {

    @Test
    void anExportOfAnInstanceLeavesAnImageWithAnEncryptedSnapshotForEachDisk() {
        Map<String, Integer> disks = new LinkedHashMap<>();
        disks.put("/dev/sda1", 40);
        disks.put("/dev/xvdf", 8);
        String id = Ec2Emulator.newImageId();

        ec2.exportedImage(id, "my-site-1", disks).bootMode("legacy-bios").tag("a", "<b> & „c“");

        Image image = images(id).getFirst();
        assertThat(image.name()).isEqualTo("my-site-1");
        assertThat(image.description()).contains("Lightsail");
        assertThat(image.stateAsString()).isEqualTo("available");
        assertThat(image.stateReason()).isNull();
        assertThat(image.creationDate()).isEqualTo("2026-11-22T02:00:00.123Z");
        assertThat(image.ownerId()).isEqualTo(LightsailEmulator.ACCOUNT);
        assertThat(image.architectureAsString()).isEqualTo("x86_64");
        assertThat(image.bootModeAsString()).isEqualTo("legacy-bios");
        assertThat(image.enaSupport()).isTrue();
        assertThat(image.rootDeviceName()).isEqualTo("/dev/sda1");
        assertThat(image.publicLaunchPermissions()).isFalse();
        assertThat(image.tags())
                .containsExactly(Tag.builder().key("a").value("<b> & „c“").build());
        assertThat(image.blockDeviceMappings())
                .extracting(BlockDeviceMapping::deviceName)
                .containsExactly("/dev/sda1", "/dev/xvdf");
        assertThat(image.blockDeviceMappings())
                .extracting(BlockDeviceMapping::ebs)
                .extracting(EbsBlockDevice::volumeSize)
                .containsExactly(40, 8);
        assertThat(image.blockDeviceMappings())
                .extracting(device -> device.ebs().snapshotId())
                .containsExactlyElementsOf(ec2.snapshotIds());
        assertThat(snapshots()).hasSize(2).allSatisfy(snapshot -> {
            assertThat(snapshot.encrypted()).isTrue();
            assertThat(snapshot.kmsKeyId()).startsWith("arn:aws:kms:");
            assertThat(snapshot.stateAsString()).isEqualTo("completed");
        });
    }

    @Test
    void anExportOfADiskLeavesAnEncryptedSnapshot() {
        String id = Ec2Emulator.newSnapshotId();

        ec2.exportedSnapshot(id, 8);

        Snapshot snapshot = snapshots(id).getFirst();
        assertThat(snapshot.volumeSize()).isEqualTo(8);
        assertThat(snapshot.encrypted()).isTrue();
        assertThat(snapshot.progress()).isEqualTo("100%");
        assertThat(snapshot.startTime()).isEqualTo(clock.instant());
        assertThat(snapshot.ownerId()).isEqualTo(LightsailEmulator.ACCOUNT);
        assertThat(ec2.imageIds()).isEmpty();
    }

    @Test
    void scriptsForWhatExportsLeaveAreUsedInTheirOrderAndTheLastOneRepeats() {
        ec2.exportedImages(image -> image.fails("Server.InternalError", "because"), image -> {});
        ec2.exportedSnapshots(snapshot -> snapshot.endsInError("because"));

        for (int i = 0; i < 3; i++) {
            ec2.exportedImage(Ec2Emulator.newImageId(), "my-site-" + i, Map.of("/dev/sda1", 40));
            ec2.exportedSnapshot(Ec2Emulator.newSnapshotId(), 8);
        }

        assertThat(images()).extracting(Image::stateAsString).containsExactly("failed", "available", "available");
        assertThat(client.describeSnapshots(r -> r.filters(filter("status", "error")))
                        .snapshots())
                .hasSize(3);
    }

    @Test
    void anImageIsPendingUntilTheClockSaysOtherwise() {
        ImageScript image = ec2.newImage("my-site-1")
                .device("/dev/sda1", 40)
                .pendingFor(Duration.ofMinutes(14))
                .hidesDevicesWhilePending();
        EbsSnapshotScript snapshot = ec2.newSnapshot(8).pendingFor(Duration.ofMinutes(14));

        assertThat(image(image).stateAsString()).isEqualTo("pending");
        assertThat(image(image).blockDeviceMappings()).isEmpty();
        assertThat(snapshot(snapshot).stateAsString()).isEqualTo("pending");
        clock.advance(Duration.ofMinutes(14));
        assertThat(image(image).stateAsString()).isEqualTo("available");
        assertThat(image(image).blockDeviceMappings()).hasSize(1);
        assertThat(snapshot(snapshot).stateAsString()).isEqualTo("completed");
    }

    @Test
    void whatFailsSaysWhy() {
        ImageScript image =
                ec2.newImage("my-site-1").pendingFor(Duration.ofMinutes(1)).fails("Client.InternalError", "The key");
        EbsSnapshotScript snapshot =
                ec2.newSnapshot(8).pendingFor(Duration.ofMinutes(1)).endsInError("The key");

        assertThat(image(image).stateReason()).isNull();
        clock.advance(Duration.ofMinutes(1));

        assertThat(image(image).stateAsString()).isEqualTo("failed");
        assertThat(image(image).stateReason().code()).isEqualTo("Client.InternalError");
        assertThat(image(image).stateReason().message()).isEqualTo("The key");
        assertThat(snapshot(snapshot).stateAsString()).isEqualTo("error");
        assertThat(snapshot(snapshot).stateMessage()).isEqualTo("The key");
        assertThat(image(image.state("invalid")).stateAsString()).isEqualTo("invalid");
    }

    @Test
    void anyMemberOfAnImageMayBeLacking() {
        ImageScript script = ec2.newImage("my-site-1")
                .architecture(null)
                .enaSupport(null)
                .rootDeviceName(null)
                .ephemeralDevice("/dev/sdb", "ephemeral0");

        Image image = image(script);

        assertThat(image.architectureAsString()).isNull();
        assertThat(image.bootModeAsString()).isNull();
        assertThat(image.enaSupport()).isNull();
        assertThat(image.rootDeviceName()).isNull();
        assertThat(image.description()).isNull();
        assertThat(image.tags()).isEmpty();
        assertThat(image.blockDeviceMappings())
                .singleElement()
                .satisfies(device -> assertThat(device.ebs()).isNull());
    }

    @Test
    void whatWasJustMadeMayNotBeThereYet() {
        ImageScript image = ec2.newImage("my-site-1").appearsAt(clock.instant().plusSeconds(60));
        EbsSnapshotScript snapshot =
                ec2.newSnapshot(8).appearsAt(clock.instant().plusSeconds(60));

        assertRefused("InvalidAMIID.NotFound", () -> images(image.id()));
        assertRefused("InvalidSnapshot.NotFound", () -> snapshots(snapshot.id()));
        clock.advance(Duration.ofMinutes(1));

        assertThat(image(image).name()).isEqualTo("my-site-1");
        assertThat(snapshot(snapshot).volumeSize()).isEqualTo(8);
    }

    @Test
    void everythingIsForgotten() {
        ec2.newImage("my-site-1").device("/dev/sda1", 40);
        ec2.exportedImages(image -> image.fails("x", "y")).faultAlways("DescribeImages", Ec2Fault.throttle());

        ec2.forgetEverything();

        assertThat(ec2.calls()).isEmpty();
        assertThat(images()).isEmpty();
        assertThat(snapshots()).isEmpty();
        ImageScript exported = ec2.exportedImage(Ec2Emulator.newImageId(), "my-site-1", Map.of());
        assertThat(image(exported).stateAsString()).isEqualTo("available");
    }
}
