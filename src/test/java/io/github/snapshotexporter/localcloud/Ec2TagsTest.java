package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Tag;

class Ec2TagsTest extends Ec2EmulatorFixture {

    @Test
    void oneCallTagsAnImageAndItsSnapshotsAndReplacesValues() {
        ImageScript image = ec2.newImage("my-site-1").device("/dev/sda1", 40).tag("Name", "before");
        EbsSnapshotScript snapshot = image.snapshots().getFirst();

        create(List.of(image.id(), snapshot.id()), tag("Name", "my-site-1"), tag("snapshot-exporter:run", ""));

        assertThat(image.tags())
                .containsEntry("Name", "my-site-1")
                .containsEntry("snapshot-exporter:run", "")
                .hasSize(2);
        assertThat(snapshot.tags()).isEqualTo(image.tags());
        assertThat(snapshot(snapshot).tags())
                .contains(Tag.builder().key("Name").value("my-site-1").build());
    }

    @Test
    void aResourceHasFiftyTagsBesidesThoseOfAws() {
        ImageScript image = ec2.newImage("my-site-1").tag("aws:cloudformation:stack-name", "x");
        EbsSnapshotScript snapshot = ec2.newSnapshot(8).tag("mine", "");

        create(List.of(image.id()), tags(50));
        assertThat(image.tags()).hasSize(51);
        create(List.of(image.id()), tag("key-1", "again"));
        assertRefused("TagLimitExceeded", () -> create(List.of(image.id()), tag("one-more", "")));
        assertRefused("TagLimitExceeded", () -> create(List.of(image.id(), snapshot.id()), tags(50)));

        assertThat(snapshot.tags()).containsOnlyKeys("mine");
    }

    @Test
    void tagsThatTheServiceDoesNotTakeAreRefused() {
        String id = ec2.newImage("my-site-1").id();

        assertRefused("InvalidParameterValue", () -> create(List.of(id), tag("aws:mine", "")));
        assertRefused("InvalidParameterValue", () -> create(List.of(id), tag("AWS:mine", "")));
        assertRefused("InvalidParameterValue", () -> create(List.of(id), tag("ä".repeat(128), "")));
        assertRefused("InvalidParameterValue", () -> create(List.of(id), tag("key", "ä".repeat(256))));
        assertRefused("InvalidParameterValue", () -> create(List.of(id), tag("key", ""), tag("key", "")));
        assertRefused("MissingParameter", () -> create(List.of(id)));
        assertRefused("MissingParameter", () -> create(Collections.emptyList(), tag("key", "")));

        assertThat(ec2.image(id).tags()).isEmpty();
        create(List.of(id), tag("ä".repeat(127), "ä".repeat(255)));
        assertThat(ec2.image(id).tags()).hasSize(1);
    }

    @Test
    void whatIsNotThereCannotBeTagged() {
        ImageScript image = ec2.newImage("my-site-1");
        ImageScript gone = ec2.newImage("my-site-2").deregisteredByHand();

        assertRefused("InvalidID", () -> create(List.of("my-site-1"), tag("key", "")));
        assertRefused("InvalidAMIID.NotFound", () -> create(List.of(image.id(), OTHER_IMAGE), tag("key", "")));
        assertRefused("InvalidAMIID.Unavailable", () -> create(List.of(gone.id()), tag("key", "")));
        assertRefused("InvalidSnapshot.NotFound", () -> create(List.of(image.id(), OTHER_SNAPSHOT), tag("key", "")));
        assertRefused("InvalidParameterValue", () -> create(Collections.nCopies(1001, image.id()), tag("key", "")));

        assertThat(image.tags()).isEmpty();
    }

    private void create(List<String> ids, Tag... tags) {
        client.createTags(r -> r.resources(ids).tags(tags));
    }

    private static Tag[] tags(int count) {
        return IntStream.range(0, count).mapToObj(i -> tag("key-" + i, "value")).toArray(Tag[]::new);
    }
}
