package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.lightsail.model.CopySnapshotRequest;
import software.amazon.awssdk.services.lightsail.model.LightsailException;
import software.amazon.awssdk.services.lightsail.model.ServiceException;

class LightsailFaultTest extends LightsailEmulatorFixture {

    private static final Fault INTERNAL = Fault.error("ServiceException", 500, "Internal failure");

    @Test
    void aCopyCanFailBeforeOrAfterItIsAccepted() {
        lightsail.instance("my-site").withAutoSnapshots("2026-11-21");
        lightsail.fault("CopySnapshot", Fault.throttle(), INTERNAL);

        assertThat(catchThrowableOfType(LightsailException.class, () -> client.copySnapshot(copy("kept")))
                        .isThrottlingException())
                .isTrue();
        assertThat(catchThrowableOfType(ServiceException.class, () -> client.copySnapshot(copy("kept"))))
                .isNotNull();
        assertThat(lightsail.copied()).isEmpty();

        lightsail.faultAfterwards("CopySnapshot", INTERNAL, Fault.drop());
        assertThat(catchThrowableOfType(ServiceException.class, () -> client.copySnapshot(copy("kept"))))
                .isNotNull();
        assertThat(lightsail.snapshotNames()).containsExactly("kept");
        assertThat(catchThrowableOfType(SdkClientException.class, () -> client.copySnapshot(copy("kept-too"))))
                .isNotNull();
        assertThat(lightsail.snapshotNames()).containsExactly("kept", "kept-too");

        client.copySnapshot(copy("last"));
        assertThat(lightsail.counts()).isEqualTo(Map.of("CopySnapshot", 5L));
    }

    @Test
    void aDeletionThatTimesOutMayHaveHappened() {
        lightsail.instanceSnapshot("my-site-1");
        lightsail.diskSnapshot("data-1");
        lightsail.fault("DeleteInstanceSnapshot", Fault.hang());
        lightsail.faultAfterwards("DeleteDiskSnapshot", Fault.hang());

        assertTimeOut(List.of(
                client -> client.deleteInstanceSnapshot(r -> r.instanceSnapshotName("my-site-1")),
                client -> client.deleteDiskSnapshot(r -> r.diskSnapshotName("data-1"))));

        assertThat(lightsail.snapshotNames()).containsExactly("my-site-1");
    }

    @Test
    void aFaultCanBeForOneResourceOnly() {
        lightsail.instance("my-site").withAutoSnapshots("2026-11-21");
        lightsail.instance("my-shop").withAutoSnapshots("2026-11-21");
        lightsail.faultFor("my-shop", "GetAutoSnapshots", Fault.throttle());
        lightsail.faultFor("kept", "CopySnapshot", INTERNAL);
        lightsail.faultAfterwardsFor("kept", "DeleteInstanceSnapshot", INTERNAL);
        lightsail.instanceSnapshot("other");

        client.getAutoSnapshots(r -> r.resourceName("my-site"));
        assertThat(catchThrowableOfType(
                        LightsailException.class, () -> client.getAutoSnapshots(r -> r.resourceName("my-shop"))))
                .isNotNull();
        client.getAutoSnapshots(r -> r.resourceName("my-shop"));
        assertThat(catchThrowableOfType(ServiceException.class, () -> client.copySnapshot(copy("kept"))))
                .isNotNull();
        client.copySnapshot(copy("kept"));
        client.deleteInstanceSnapshot(r -> r.instanceSnapshotName("other"));
        assertThat(catchThrowableOfType(
                        ServiceException.class,
                        () -> client.deleteInstanceSnapshot(r -> r.instanceSnapshotName("kept"))))
                .isNotNull();
        assertThat(lightsail.deleted())
                .extracting(AcceptedDeletion::snapshotName)
                .containsExactly("other", "kept");
    }

    @Test
    void clearedFaultsAreForgotten() {
        lightsail.instanceSnapshot("my-site-1");
        lightsail.faultFor("my-site-1", "GetInstanceSnapshot", INTERNAL);
        lightsail.faultAfterwards("GetInstanceSnapshot", INTERNAL);

        lightsail.clearFaults();

        assertThat(state("my-site-1")).isEqualTo("available");
    }

    @Test
    void everyCallTakesTheLatency() {
        lightsail.latency(Duration.ofMillis(60));
        long start = System.nanoTime();

        client.getInstances(r -> {});
        client.getDisks(r -> {});

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(120));
    }

    private static Consumer<CopySnapshotRequest.Builder> copy(String target) {
        return r -> r.sourceResourceName("my-site")
                .restoreDate("2026-11-21")
                .targetSnapshotName(target)
                .sourceRegion("eu-central-1");
    }
}
