package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.DescribeImagesResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Image;

class Ec2ListingTest extends Ec2EmulatorFixture {

    @Test
    void filtersAreAllToHoldWithAnyOfTheirValues() {
        ec2.newImage("my-site-1").tag("stack", "mine").tag("Name", "a");
        ec2.newImage("my-site-2").tag("stack", "other").pendingFor(Duration.ofMinutes(1));
        ec2.newImage("My*site");

        assertThat(names(filter("tag:stack", "mine", "other"))).containsExactly("my-site-1", "my-site-2");
        assertThat(names(filter("tag:stack", "mine", "other"), filter("state", "available")))
                .containsExactly("my-site-1");
        assertThat(names(filter("tag-key", "Name"))).containsExactly("my-site-1");
        assertThat(names(filter("tag:stack", "Mine"))).isEmpty();
        assertThat(names(filter("name", "my-*"))).containsExactly("my-site-1", "my-site-2");
        assertThat(names(filter("name", "my-site-?"))).containsExactly("my-site-1", "my-site-2");
        assertThat(names(filter("name", "My\\*site"))).containsExactly("My*site");
        assertRefused("InvalidParameterValue", () -> names(filter("colour", "blue")));
        assertRefused(
                "FilterLimitExceeded",
                () -> names(filter("name", "x".repeat(201).split(""))));
    }

    @Test
    void snapshotsAreFilteredToo() {
        EbsSnapshotScript mine = ec2.newSnapshot(8).tag("stack", "mine");
        ec2.newSnapshot(16).encryptedWith("arn:aws:kms:key");

        assertThat(client.describeSnapshots(r -> r.filters(filter("tag:stack", "mine")))
                        .snapshots())
                .singleElement()
                .satisfies(snapshot -> assertThat(snapshot.snapshotId()).isEqualTo(mine.id()));
        assertThat(client.describeSnapshots(r -> r.filters(filter("encrypted", "true"), filter("volume-size", "16")))
                        .snapshots())
                .hasSize(1);
        assertRefused(
                "InvalidParameterValue", () -> client.describeSnapshots(r -> r.filters(filter("state", "completed"))));
    }

    @Test
    void onlyTheOwnImagesAreThere() {
        ec2.newImage("my-site-1");
        ec2.newSnapshot(8);

        assertThat(client.describeImages(r -> r.owners("self")).images()).hasSize(1);
        assertThat(client.describeImages(r -> r.owners("amazon")).images()).isEmpty();
        assertThat(client.describeSnapshots(r -> r.ownerIds(LightsailEmulator.ACCOUNT))
                        .snapshots())
                .hasSize(1);
        assertThat(client.describeSnapshots(r -> r.ownerIds("999988887777")).snapshots())
                .isEmpty();
    }

    @Test
    void disabledImagesAreShownOnlyOnRequest() {
        ec2.newImage("my-site-1").state("disabled");

        assertThat(images()).isEmpty();
        assertThat(client.describeImages(r -> r.includeDisabled(true).includeDeprecated(true))
                        .images())
                .hasSize(1);
    }

    @Test
    void pagesAreGivenOnRequestAndMayBeSmallerThanThat() {
        for (int i = 0; i < 7; i++) {
            ec2.newImage("my-site-" + i);
            ec2.newSnapshot(8 + i);
        }

        assertThat(images()).hasSize(7);
        DescribeImagesResponse first = client.describeImages(r -> r.maxResults(3));
        assertThat(first.images()).hasSize(3);
        assertThat(first.nextToken()).isNotEmpty();
        assertThat(client.describeSnapshotsPaginator(r -> r.maxResults(5)).snapshots())
                .hasSize(7);
        ec2.pageSize(2);
        assertThat(client.describeImages(r -> r.maxResults(3)).images()).hasSize(2);
        assertThat(client.describeImagesPaginator(r -> r.maxResults(3)).images())
                .extracting(Image::name)
                .containsExactlyElementsOf(images().stream().map(Image::name).toList());
        assertThat(ec2.calls("DescribeImages"))
                .last()
                .satisfies(call -> assertThat(call.input()).isEmpty());
    }

    @Test
    void whatCannotBePagedIsRefused() {
        ImageScript image = ec2.newImage("my-site-1").device("/dev/sda1", 40);
        String snapshot = image.snapshots().getFirst().id();
        String token = tokenOfImages();

        assertRefused(
                "InvalidParameterCombination",
                () -> client.describeImages(r -> r.imageIds(image.id()).maxResults(10)));
        assertRefused(
                "InvalidParameterCombination",
                () -> client.describeSnapshots(r -> r.snapshotIds(snapshot).maxResults(10)));
        assertRefused("InvalidParameterValue", () -> client.describeImages(r -> r.maxResults(0)));
        assertRefused("InvalidParameterValue", () -> client.describeSnapshots(r -> r.maxResults(4)));
        assertRefused("InvalidParameterValue", () -> client.describeImages(r -> r.maxResults(1001)));
        assertRefused(
                "InvalidPaginationToken",
                () -> client.describeSnapshots(r -> r.maxResults(5).nextToken(token)));
        assertRefused("InvalidPaginationToken", () -> client.describeImages(r -> r.nextToken("x")));
    }

    @Test
    void aListingCanGoOnForEver() {
        ec2.newImage("my-site-1");
        ec2.neverEnding("DescribeImages");

        String token = tokenOfImages();

        assertThat(token).isNotNull();
        assertThat(client.describeImages(r -> r.maxResults(5).nextToken(token)).nextToken())
                .isEqualTo(token);
    }

    @Test
    void anIdThatIsNoneIsMalformedAndAnUnknownOneIsNotFound() {
        ImageScript image = ec2.newImage("my-site-1");

        assertRefused("InvalidAMIID.Malformed", () -> images("my-site-1"));
        assertRefused("InvalidAMIID.Malformed", () -> images(image.id(), "ami-12345"));
        assertRefused("InvalidSnapshotID.Malformed", () -> snapshots(image.id()));
        assertThat(assertRefused("InvalidAMIID.NotFound", () -> images(OTHER_IMAGE)))
                .hasMessageContaining("The image id '[" + OTHER_IMAGE + "]' does not exist");
        assertThat(assertRefused("InvalidAMIID.NotFound", () -> images(image.id(), OTHER_IMAGE, "ami-12345678")))
                .hasMessageContaining("The image ids '[" + OTHER_IMAGE + ", ami-12345678]' do not exist");
        assertRefused("InvalidSnapshot.NotFound", () -> snapshots(OTHER_SNAPSHOT));
        ec2.remove(image.id());
        assertRefused("InvalidAMIID.NotFound", () -> images(image.id()));
    }

    private String tokenOfImages() {
        ec2.newImage("another");
        return client.describeImages(r -> r.maxResults(1)).nextToken();
    }

    private List<String> names(Filter... filters) {
        return client.describeImages(r -> r.filters(filters)).images().stream()
                .map(Image::name)
                .toList();
    }
}
