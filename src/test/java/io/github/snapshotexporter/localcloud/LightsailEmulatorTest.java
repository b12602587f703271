package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.lightsail.model.DiskSnapshot;
import software.amazon.awssdk.services.lightsail.model.GetExportSnapshotRecordsResponse;
import software.amazon.awssdk.services.lightsail.model.InstanceSnapshot;
import software.amazon.awssdk.services.lightsail.model.InvalidInputException;
import software.amazon.awssdk.services.lightsail.model.NotFoundException;
import software.amazon.awssdk.services.lightsail.model.Tag;

class LightsailEmulatorTest extends LightsailEmulatorFixture {

    @Test
    void describesAnInstanceSnapshotWithEveryMemberThatTheModelHas() {
        SnapshotScript script = lightsail
                .instanceSnapshot("my-site-1")
                .fromResource("my-site")
                .sizeInGb(60)
                .createdAt(Instant.parse("2026-11-21T23:00:00.5Z"))
                .tag("backup", "true")
                .tag("key-only", null)
                .attachedDisk("data", 8)
                .fromAutoSnapshot();

        InstanceSnapshot snapshot = describe("my-site-1");

        assertThat(snapshot.arn())
                .isEqualTo(script.arn())
                .startsWith("arn:aws:lightsail:eu-central-1:111122223333:InstanceSnapshot/");
        assertThat(snapshot.createdAt()).isEqualTo("2026-11-21T23:00:00.500Z");
        assertThat(snapshot.stateAsString()).isEqualTo("available");
        assertThat(snapshot.resourceTypeAsString()).isEqualTo("InstanceSnapshot");
        assertThat(snapshot.location().regionNameAsString()).isEqualTo("eu-central-1");
        assertThat(snapshot.location().availabilityZone()).isEqualTo("all");
        assertThat(snapshot.sizeInGb()).isEqualTo(60);
        assertThat(snapshot.isFromAutoSnapshot()).isTrue();
        assertThat(snapshot.fromInstanceName()).isEqualTo("my-site");
        assertThat(snapshot.tags())
                .containsExactly(
                        Tag.builder().key("backup").value("true").build(),
                        Tag.builder().key("key-only").build());
        assertThat(snapshot.fromAttachedDisks())
                .singleElement()
                .satisfies(disk -> assertThat(disk.name()).isEqualTo("data"));
        assertThat(snapshot.sdkFields())
                .allSatisfy(field -> assertThat(field.getValueOrDefault(snapshot))
                        .as(field.memberName())
                        .isNotNull());
    }

    @Test
    void describesADiskSnapshotOnlyAsADiskSnapshot() {
        lightsail.diskSnapshot("data-1");

        DiskSnapshot snapshot =
                client.getDiskSnapshot(r -> r.diskSnapshotName("data-1")).diskSnapshot();

        assertThat(snapshot.stateAsString()).isEqualTo("completed");
        assertThat(snapshot.fromDiskName()).isEqualTo("my-site-data");
        assertThat(catchThrowableOfType(NotFoundException.class, () -> describe("data-1")))
                .isNotNull();
    }

    @Test
    void staysPendingForTheScriptedLooksOrUntilTheScriptedTime() {
        lightsail.instanceSnapshot("by-looks").pendingForLooks(2);
        lightsail.instanceSnapshot("by-time").pendingUntil(clock.instant().plusSeconds(60));

        assertThat(List.of(state("by-looks"), state("by-looks"), state("by-looks")))
                .containsExactly("pending", "pending", "available");
        assertThat(state("by-time")).isEqualTo("pending");
        clock.advance(Duration.ofSeconds(60));
        assertThat(state("by-time")).isEqualTo("available");
    }

    @Test
    void aSnapshotRegisteredAgainUnderItsNameHasAnotherArn() {
        String before = lightsail.instanceSnapshot("my-site-1").arn();
        lightsail.remove("my-site-1");
        String after = lightsail.instanceSnapshot("my-site-1").arn();

        assertThat(after).isNotEqualTo(before);
        assertThat(describe("my-site-1").arn()).isEqualTo(after);
    }

    @Test
    void pagesCarryAnOpaqueTokenUntilTheLastOne() {
        lightsail.pageSize(2);
        for (int i = 0; i < 5; i++) {
            lightsail.instanceSnapshot("site-" + i);
            export("site-" + i);
        }

        List<String> sources = new ArrayList<>();
        String token = null;
        int pages = 0;
        do {
            String current = token;
            GetExportSnapshotRecordsResponse page = client.getExportSnapshotRecords(r -> r.pageToken(current));
            page.exportSnapshotRecords()
                    .forEach(exported -> sources.add(exported.sourceInfo().name()));
            token = page.nextPageToken();
            pages++;
        } while (token != null);

        assertThat(pages).isEqualTo(3);
        assertThat(sources).containsExactly("site-0", "site-1", "site-2", "site-3", "site-4");
        assertThat(client.getInstanceSnapshots(r -> {}).nextPageToken()).isNotEmpty();
        assertThat(client.getOperations(r -> {}).operations()).hasSize(2);
        assertThat(client.getDiskSnapshots(r -> {}).nextPageToken()).isNull();
        assertThat(catchThrowableOfType(
                        InvalidInputException.class, () -> client.getOperations(r -> r.pageToken("nonsense"))))
                .isNotNull();
    }
}
