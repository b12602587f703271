package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.DescribeImageReferencesResponse;
import software.amazon.awssdk.services.ec2.model.ImageReference;
import software.amazon.awssdk.services.ec2.model.LaunchPermission;
import software.amazon.awssdk.services.ec2.model.ResourceTypeOption;
import software.amazon.awssdk.services.ec2.model.ResourceTypeRequest;

class Ec2UseTest extends Ec2EmulatorFixture {

    @Test
    void referencesToAnImageAreListedByTheTypesAskedFor() {
        ImageScript image = ec2.newImage("my-site-1")
                .usedByInstance("i-0123456789abcdef0")
                .usedByLaunchTemplate("lt-0123456789abcdef0")
                .usedBy("ssm:Parameter", "arn:aws:ssm:eu-central-1:111122223333:parameter/golden");
        ImageScript other = ec2.newImage("my-site-2");

        assertThat(references("ec2:Instance", image.id(), other.id()))
                .singleElement()
                .satisfies(reference -> {
                    assertThat(reference.imageId()).isEqualTo(image.id());
                    assertThat(reference.resourceTypeAsString()).isEqualTo("ec2:Instance");
                    assertThat(reference.arn())
                            .isEqualTo("arn:aws:ec2:eu-central-1:111122223333:instance/i-0123456789abcdef0");
                });
        assertThat(client.describeImageReferences(r -> r.imageIds(image.id())
                                .resourceTypes(
                                        type("ec2:Instance").build(),
                                        type("ec2:LaunchTemplate")
                                                .resourceTypeOptions(versionDepth("10"))
                                                .build()))
                        .imageReferences())
                .hasSize(2);
        assertThat(client.describeImageReferences(r -> r.imageIds(image.id()).includeAllResourceTypes(true))
                        .imageReferences())
                .hasSize(3);
        image.unused();
        assertThat(references("ec2:Instance", image.id())).isEmpty();
    }

    @Test
    void atMostTenImagesAreCheckedInACall() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ids.add(ec2.newImage("my-site-" + i).usedByInstance("i-" + i).id());
        }

        assertThat(client.describeImageReferences(r -> r.imageIds(ids).includeAllResourceTypes(true))
                        .imageReferences())
                .hasSize(10);
        DescribeImageReferencesResponse first = client.describeImageReferences(
                r -> r.imageIds(ids).includeAllResourceTypes(true).maxResults(6));
        assertThat(first.imageReferences()).hasSize(6);
        assertThat(first.nextToken()).isNotEmpty();
        ids.add(ec2.newImage("one-more").id());
        assertRefused("InvalidParameterValue", () -> references("ec2:Instance", ids.toArray(String[]::new)));
    }

    @Test
    void aCheckWithoutTypesOrOfWhatIsNotThereIsRefused() {
        ImageScript image = ec2.newImage("my-site-1");

        assertRefused("MissingParameter", () -> client.describeImageReferences(r -> r.imageIds(image.id())));
        assertRefused(
                "MissingParameter",
                () -> client.describeImageReferences(
                        r -> r.imageIds(Collections.emptyList()).includeAllResourceTypes(true)));
        assertRefused("InvalidParameterValue", () -> references("ec2:Volume", image.id()));
        assertRefused("InvalidAMIID.NotFound", () -> references("ec2:Instance", image.id(), OTHER_IMAGE));
        assertRefused("InvalidAMIID.Malformed", () -> references("ec2:Instance", "ami-x"));
    }

    @Test
    void whoElseMayUseAnImageOrASnapshotIsAnAttribute() {
        ImageScript image = ec2.newImage("my-site-1");
        EbsSnapshotScript snapshot = ec2.newSnapshot(8);

        assertThat(launchPermissions(image)).isEmpty();
        assertThat(client.describeSnapshotAttribute(
                                r -> r.snapshotId(snapshot.id()).attribute("createVolumePermission"))
                        .createVolumePermissions())
                .isEmpty();
        image.sharedWith("444455556666").sharedWithOrganization("arn:aws:organizations::1:organization/o-1");
        snapshot.sharedWith("444455556666").madePublic();

        assertThat(launchPermissions(image))
                .containsExactly(
                        LaunchPermission.builder().userId("444455556666").build(),
                        LaunchPermission.builder()
                                .organizationArn("arn:aws:organizations::1:organization/o-1")
                                .build());
        assertThat(client.describeSnapshotAttribute(
                                r -> r.snapshotId(snapshot.id()).attribute("createVolumePermission"))
                        .createVolumePermissions())
                .extracting(permission -> permission.userId() + " " + permission.groupAsString())
                .containsExactly("444455556666 null", "null all");
        assertThat(image(image).publicLaunchPermissions()).isFalse();
        assertThat(image(image.unshared().madePublic()).publicLaunchPermissions())
                .isTrue();
        assertThat(launchPermissions(image))
                .extracting(LaunchPermission::groupAsString)
                .containsExactly("all");
    }

    @Test
    void otherAttributesAreTextsOrRefused() {
        ImageScript image = ec2.newImage("my-site-1").description("Text");

        assertThat(client.describeImageAttribute(r -> r.imageId(image.id()).attribute("description"))
                        .description()
                        .value())
                .isEqualTo("Text");
        assertThat(client.describeImageAttribute(r -> r.imageId(image.id()).attribute("deregistrationProtection"))
                        .deregistrationProtection()
                        .value())
                .isEqualTo("disabled");
        assertRefused(
                "AuthFailure",
                () -> client.describeImageAttribute(r -> r.imageId(image.id()).attribute("blockDeviceMapping")));
        assertRefused(
                "InvalidParameterValue",
                () -> client.describeImageAttribute(r -> r.imageId(image.id()).attribute("colour")));
        assertRefused(
                "InvalidSnapshot.NotFound",
                () -> client.describeSnapshotAttribute(
                        r -> r.snapshotId(OTHER_SNAPSHOT).attribute("createVolumePermission")));
    }

    private List<LaunchPermission> launchPermissions(ImageScript image) {
        return client.describeImageAttribute(r -> r.imageId(image.id()).attribute("launchPermission"))
                .launchPermissions();
    }

    private List<ImageReference> references(String type, String... ids) {
        return client.describeImageReferences(
                        r -> r.imageIds(ids).resourceTypes(type(type).build()))
                .imageReferences();
    }

    private static ResourceTypeRequest.Builder type(String type) {
        return ResourceTypeRequest.builder().resourceType(type);
    }

    private static ResourceTypeOption versionDepth(String depth) {
        return ResourceTypeOption.builder()
                .optionName("version-depth")
                .optionValues(depth)
                .build();
    }
}
