package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.lightsail.model.DiskSnapshot;
import software.amazon.awssdk.services.lightsail.model.GetInstanceSnapshotsResponse;
import software.amazon.awssdk.services.lightsail.model.InstanceSnapshot;
import software.amazon.awssdk.services.lightsail.model.Tag;

class LightsailListingTest extends LightsailEmulatorFixture {

    @Test
    void listsInstanceSnapshotsWithAllThatASelectionLooksAt() {
        ResourceScript source = lightsail.instance("my-site");
        lightsail
                .instanceSnapshot("nightly-1")
                .fromResource("my-site")
                .blueprint("ghost_bitnami")
                .sizeInGb(80)
                .tag("backup", "true")
                .tag("keep", null)
                .fromAutoSnapshot();

        InstanceSnapshot listed =
                client.getInstanceSnapshots(r -> {}).instanceSnapshots().getFirst();

        assertThat(listed).isEqualTo(describe("nightly-1"));
        assertThat(listed.fromInstanceName()).isEqualTo("my-site");
        assertThat(listed.fromInstanceArn()).isEqualTo(source.arn());
        assertThat(listed.fromBlueprintId()).isEqualTo("ghost_bitnami");
        assertThat(listed.sizeInGb()).isEqualTo(80);
        assertThat(listed.isFromAutoSnapshot()).isTrue();
        assertThat(listed.tags())
                .containsExactly(
                        Tag.builder().key("backup").value("true").build(),
                        Tag.builder().key("keep").build());
    }

    @Test
    void listsDiskSnapshotsApart() {
        lightsail.instanceSnapshot("site-1");
        lightsail.diskSnapshot("data-1").fromResource("data").sizeInGb(16);

        DiskSnapshot listed = client.getDiskSnapshots(r -> {}).diskSnapshots().getFirst();

        assertThat(client.getDiskSnapshots(r -> {}).diskSnapshots()).hasSize(1);
        assertThat(listed.name()).isEqualTo("data-1");
        assertThat(listed.fromDiskName()).isEqualTo("data");
        assertThat(listed.fromDiskArn()).startsWith("arn:aws:lightsail:eu-central-1:111122223333:Disk/");
        assertThat(listed.sizeInGb()).isEqualTo(16);
        assertThat(listed.isFromAutoSnapshot()).isFalse();
    }

    @Test
    void aSnapshotIsPendingThenReadyOrInError() {
        lightsail.instanceSnapshot("by-time").pendingFor(Duration.ofMinutes(5));
        lightsail.instanceSnapshot("by-looks").pendingForLooks(1).endsInError();
        lightsail.instanceSnapshot("by-hand").state("error");
        lightsail.diskSnapshot("data-1").pendingFor(Duration.ofMinutes(5));

        assertThat(states()).containsExactly("pending", "pending", "error", "pending");
        clock.advance(Duration.ofMinutes(5));
        assertThat(states()).containsExactly("available", "error", "error", "completed");
    }

    @Test
    @Timeout(120)
    void tenThousandSnapshotsAreListedInOrderOverAHundredPages() {
        List<String> names =
                IntStream.range(0, 10_000).mapToObj(i -> "site-" + i).toList();
        names.forEach(lightsail::instanceSnapshot);

        List<String> listed = new ArrayList<>();
        String token = null;
        do {
            String current = token;
            GetInstanceSnapshotsResponse page = client.getInstanceSnapshots(r -> r.pageToken(current));
            page.instanceSnapshots().forEach(snapshot -> listed.add(snapshot.name()));
            token = page.nextPageToken();
        } while (token != null);

        assertThat(listed).isEqualTo(names);
        assertThat(lightsail.count("GetInstanceSnapshots")).isEqualTo(100);
    }

    @Test
    void namesAreUniqueAmongSnapshotsInstancesAndDisks() {
        lightsail.instance("my-site");

        assertThatThrownBy(() -> lightsail.instanceSnapshot("my-site")).hasMessageContaining("my-site");
        assertThatThrownBy(() -> lightsail.disk("my-site")).hasMessageContaining("my-site");
    }

    private List<String> states() {
        List<String> states = new ArrayList<>();
        client.getInstanceSnapshots(r -> {})
                .instanceSnapshots()
                .forEach(snapshot -> states.add(snapshot.stateAsString()));
        client.getDiskSnapshots(r -> {}).diskSnapshots().forEach(snapshot -> states.add(snapshot.stateAsString()));
        return states;
    }
}
