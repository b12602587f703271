package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.DeleteSnapshotReturnCode;
import software.amazon.awssdk.services.ec2.model.DeregisterImageResponse;

class Ec2DeletionTest extends Ec2EmulatorFixture {

    @Test
    void aSnapshotCanBeDeletedOnlyAfterItsImage() {
        ImageScript image = ec2.newImage("my-site-1").device("/dev/sda1", 40);
        String snapshot = image.snapshots().getFirst().id();

        assertThat(assertRefused("InvalidSnapshot.InUse", () -> delete(snapshot)))
                .hasMessageContaining(snapshot + " is currently in use by " + image.id());
        assertThat(deregister(image).returnValue()).isTrue();
        assertThat(ec2.snapshotIds()).containsExactly(snapshot);
        delete(snapshot);

        assertThat(ec2.imageIds()).isEmpty();
        assertThat(ec2.snapshotIds()).isEmpty();
        assertThat(ec2.deregistered()).containsExactly(image.id());
        assertThat(ec2.deletedSnapshots()).containsExactly(snapshot);
        assertRefused("InvalidSnapshot.NotFound", () -> delete(snapshot));
    }

    @Test
    void theSnapshotsGoWithTheImageUnlessAnotherOneHasThem() {
        EbsSnapshotScript shared = ec2.newSnapshot(8);
        ImageScript image = ec2.newImage("my-site-1").device("/dev/sda1", 40).device("/dev/xvdf", shared);
        ec2.newImage("other").device("/dev/sda1", shared);

        DeregisterImageResponse answer =
                client.deregisterImage(r -> r.imageId(image.id()).deleteAssociatedSnapshots(true));

        assertThat(answer.deleteSnapshotResults())
                .extracting(DeleteSnapshotReturnCode::returnCodeAsString)
                .containsExactly("success", "skipped");
        assertThat(ec2.snapshotIds()).containsExactly(shared.id());
    }

    @Test
    void aProtectedImageStays() {
        ImageScript image = ec2.newImage("my-site-1").deregistrationProtection(true);

        assertRefused("OperationNotPermitted", () -> deregister(image));
        assertThat(image(image).deregistrationProtection()).isEqualTo("enabled-without-cooldown");
        deregister(image.deregistrationProtection(false));

        assertThat(ec2.imageIds()).isEmpty();
    }

    @Test
    void aDeregisteredImageIsNoLongerAvailableAndLaterNotFound() {
        ImageScript image = ec2.newImage("my-site-1").device("/dev/sda1", 40);
        deregister(image);

        assertThat(images(image.id())).isEmpty();
        assertRefused("InvalidAMIID.Unavailable", () -> deregister(image));
        assertRefused(
                "InvalidAMIID.Unavailable",
                () -> client.describeImageAttribute(r -> r.imageId(image.id()).attribute("launchPermission")));
        clock.advance(Duration.ofHours(1));

        assertRefused("InvalidAMIID.NotFound", () -> images(image.id()));
        assertRefused("InvalidAMIID.NotFound", () -> deregister(image));
        assertThat(ec2.deregistered()).hasSize(1);
    }

    @Test
    void listingsMayStillShowADeregisteredImageForAWhile() {
        ec2.afterDeregistration(Duration.ofMinutes(1), Duration.ofMinutes(2));
        ImageScript image = ec2.newImage("my-site-1").deregisteredByHand();

        assertThat(image(image).stateAsString()).isEqualTo("deregistered");
        clock.advance(Duration.ofMinutes(1));
        assertThat(images(image.id())).isEmpty();
        clock.advance(Duration.ofMinutes(1));
        assertRefused("InvalidAMIID.NotFound", () -> images(image.id()));
        assertThat(ec2.deregistered()).isEmpty();
    }

    @Test
    void whatIsNotThereCannotBeDeleted() {
        assertRefused("InvalidAMIID.NotFound", () -> client.deregisterImage(r -> r.imageId(OTHER_IMAGE)));
        assertRefused("InvalidAMIID.Malformed", () -> client.deregisterImage(r -> r.imageId(OTHER_SNAPSHOT)));
        assertRefused("MissingParameter", () -> client.deregisterImage(r -> {}));
        assertRefused("InvalidSnapshot.NotFound", () -> delete(OTHER_SNAPSHOT));
        assertRefused("InvalidSnapshotID.Malformed", () -> delete("snap-1"));
    }

    @Test
    void aDryRunChangesNothing() {
        ImageScript image = ec2.newImage("my-site-1");

        assertThat(assertRefused(
                                "DryRunOperation",
                                () -> client.deregisterImage(
                                        r -> r.imageId(image.id()).dryRun(true)))
                        .statusCode())
                .isEqualTo(412);

        assertThat(ec2.imageIds()).hasSize(1);
    }

    private DeregisterImageResponse deregister(ImageScript image) {
        return client.deregisterImage(r -> r.imageId(image.id()));
    }

    private void delete(String id) {
        client.deleteSnapshot(r -> r.snapshotId(id));
    }
}
