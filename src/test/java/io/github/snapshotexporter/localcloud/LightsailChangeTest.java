package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.lightsail.model.InvalidInputException;
import software.amazon.awssdk.services.lightsail.model.NotFoundException;
import software.amazon.awssdk.services.lightsail.model.Operation;
import software.amazon.awssdk.services.lightsail.model.Tag;
import software.amazon.awssdk.services.lightsail.model.TagResourceRequest;

class LightsailChangeTest extends LightsailEmulatorFixture {

    @Test
    void aDeletedSnapshotIsGoneAndItsNameIsFree() {
        String arn = lightsail.instanceSnapshot("my-site-1").arn();
        lightsail.instanceSnapshot("my-site-2");
        export("my-site-1");

        Operation deletion = client.deleteInstanceSnapshot(r -> r.instanceSnapshotName("my-site-1"))
                .operations()
                .getFirst();

        assertThat(deletion.operationTypeAsString()).isEqualTo("DeleteInstanceSnapshot");
        assertThat(deletion.resourceName()).isEqualTo("my-site-1");
        assertThat(deletion.resourceTypeAsString()).isEqualTo("InstanceSnapshot");
        assertThat(deletion.statusAsString()).isEqualTo("Succeeded");
        assertThat(deletion.isTerminal()).isTrue();
        assertThat(operation(deletion.id())).isEqualTo(deletion);
        assertThat(catchThrowableOfType(NotFoundException.class, () -> describe("my-site-1")))
                .isNotNull();
        assertThat(client.getInstanceSnapshots(r -> {}).instanceSnapshots()).hasSize(1);
        assertThat(records()).hasSize(1);
        assertThat(lightsail.snapshotNames()).containsExactly("my-site-2");
        assertThat(lightsail.deleted()).containsExactly(new AcceptedDeletion("my-site-1", arn, clock.instant()));
        assertThat(lightsail.instanceSnapshot("my-site-1").arn()).isNotEqualTo(arn);
    }

    @Test
    void eachKindOfSnapshotHasItsOwnDeletion() {
        lightsail.diskSnapshot("data-1");
        lightsail.instanceSnapshot("my-site-1");

        assertThat(catchThrowableOfType(
                        NotFoundException.class,
                        () -> client.deleteInstanceSnapshot(r -> r.instanceSnapshotName("data-1"))))
                .isNotNull();
        assertThat(catchThrowableOfType(
                        NotFoundException.class, () -> client.deleteDiskSnapshot(r -> r.diskSnapshotName("my-site-1"))))
                .isNotNull();
        assertThat(lightsail.deleted()).isEmpty();

        assertThat(client.deleteDiskSnapshot(r -> r.diskSnapshotName("data-1")).operations())
                .extracting(Operation::operationTypeAsString)
                .containsExactly("DeleteDiskSnapshot");
        assertThat(catchThrowableOfType(
                        NotFoundException.class, () -> client.deleteDiskSnapshot(r -> r.diskSnapshotName("data-1"))))
                .isNotNull();
        assertThat(lightsail.snapshotNames()).containsExactly("my-site-1");
    }

    @Test
    void tagsAreAddedToASnapshot() {
        SnapshotScript snapshot = lightsail.instanceSnapshot("my-site-1").tag("backup", "false");

        Operation tagging = client.tagResource(
                        r -> r.resourceName("my-site-1").tags(tag("backup", "true"), tag("exporter", null)))
                .operations()
                .getFirst();
        client.tagResource(
                r -> r.resourceName("my-site-1").resourceArn(snapshot.arn()).tags(tag("by", "arn")));

        assertThat(tagging.operationTypeAsString()).isEqualTo("TagResource");
        assertThat(tagging.isTerminal()).isTrue();
        assertThat(describe("my-site-1").tags())
                .containsExactly(tag("backup", "true"), tag("exporter", null), tag("by", "arn"));
        assertThat(lightsail.snapshot("my-site-1").tags())
                .containsEntry("backup", "true")
                .hasSize(3);
    }

    @Test
    void refusesTagsThatTheServiceRefuses() {
        SnapshotScript snapshot = lightsail.instanceSnapshot("my-site-1");
        List<Tag> tooMany = IntStream.rangeClosed(0, 50)
                .mapToObj(i -> tag("key-" + i, "value"))
                .toList();

        assertInvalid(TagResourceRequest.builder().tags(tag("a", "b")));
        assertInvalid(TagResourceRequest.builder().resourceArn(snapshot.arn()).tags(tag("a", "b")));
        assertInvalid(TagResourceRequest.builder().resourceName("my-site-1"));
        assertInvalid(TagResourceRequest.builder()
                .resourceName("my-site-1")
                .resourceArn(snapshot.arn() + "0")
                .tags(tag("a", "b")));
        assertInvalid(TagResourceRequest.builder().resourceName("my-site-1").tags(tag("", "b")));
        assertInvalid(TagResourceRequest.builder().resourceName("my-site-1").tags(tag("a*", "b")));
        assertInvalid(TagResourceRequest.builder().resourceName("my-site-1").tags(tag("a", "b".repeat(257))));
        assertInvalid(TagResourceRequest.builder().resourceName("my-site-1").tags(tooMany));
        assertThat(catchThrowableOfType(
                        NotFoundException.class,
                        () -> client.tagResource(
                                r -> r.resourceName("nobody").tags(Collections.singleton(tag("a", "b"))))))
                .isNotNull();
        assertThat(snapshot.tags()).isEmpty();
    }

    private void assertInvalid(TagResourceRequest.Builder request) {
        assertThat(catchThrowableOfType(InvalidInputException.class, () -> client.tagResource(request.build())))
                .isNotNull();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
