package io.github.snapshotexporter.ec2;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeImageReferencesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeImagesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotsResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.ImageAttributeName;
import software.amazon.awssdk.services.ec2.model.ImageReference;
import software.amazon.awssdk.services.ec2.model.ResourceTypeRequest;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotAttributeName;
import software.amazon.awssdk.services.ec2.model.Tag;

/** What stands in EC2 of the images that the exporter knows, and who uses them. Only own ones of this account are seen. */
public final class ImageInventory {
    /** Of one filter, by EC2's limit; ids that are not there any more make no error of a filter. */
    private static final int FILTERED_AT_ONCE = 200;

    /** By EC2's limit. */
    private static final int REFERENCES_AT_ONCE = 10;

    private static final String OWN = "self";

    private final Ec2Client client;

    public ImageInventory(Ec2Client client) {
        this.client = client;
    }

    /**
     * Those of these AMIs and EBS snapshots that are there, by their ids.
     *
     * @throws ImagesUnreadableException where EC2 does not tell
     */
    public Map<String, Standing> standing(Collection<String> ids) {
        Map<String, Standing> found = new HashMap<>();
        for (List<String> some : inParts(ids.stream().filter(Ec2Images::isImage), FILTERED_AT_ONCE)) {
            eachImage("image-id", some, image -> found.put(image.imageId(), standing(image)));
        }
        for (List<String> some : inParts(ids.stream().filter(id -> !Ec2Images.isImage(id)), FILTERED_AT_ONCE)) {
            eachPage(
                    client.describeSnapshotsPaginator(
                            request -> request.ownerIds(OWN).filters(filter("snapshot-id", some))),
                    DescribeSnapshotsResponse::nextToken,
                    page -> page.snapshots().forEach(snapshot -> found.put(snapshot.snapshotId(), standing(snapshot))));
        }
        return found;
    }

    private static Standing standing(Image image) {
        return new Standing(
                image.imageId(), "available".equals(image.stateAsString()), byKey(image.tags()), snapshotIds(image));
    }

    private static Standing standing(Snapshot snapshot) {
        return new Standing(
                snapshot.snapshotId(), "completed".equals(snapshot.stateAsString()), byKey(snapshot.tags()), List.of());
    }

    private static List<String> snapshotIds(Image image) {
        return image.blockDeviceMappings().stream()
                .filter(mapping -> mapping.ebs() != null)
                .map(mapping -> mapping.ebs().snapshotId())
                .filter(Objects::nonNull)
                .toList();
    }

    private static Map<String, String> byKey(List<Tag> tags) {
        return tags.stream()
                .filter(tag -> tag.key() != null)
                .collect(Collectors.toMap(
                        Tag::key, tag -> Optional.ofNullable(tag.value()).orElse(""), (one, same) -> one));
    }

    /**
     * Those of these AMIs that an instance or a launch template of this account refers to.
     *
     * @throws ImagesUnreadableException where EC2 does not tell
     */
    public Set<String> referenced(Collection<String> imageIds) {
        Set<String> referenced = new HashSet<>();
        for (List<String> some : inParts(imageIds.stream(), REFERENCES_AT_ONCE)) {
            eachPage(
                    client.describeImageReferencesPaginator(request ->
                            request.imageIds(some).resourceTypes(type("ec2:Instance"), type("ec2:LaunchTemplate"))),
                    DescribeImageReferencesResponse::nextToken,
                    page -> page.imageReferences().stream()
                            .map(ImageReference::imageId)
                            .forEach(referenced::add));
        }
        return referenced;
    }

    private static ResourceTypeRequest type(String name) {
        return ResourceTypeRequest.builder().resourceType(name).build();
    }

    /**
     * The AMIs that have one of these EBS snapshots among their disks, by the snapshots' ids.
     *
     * @throws ImagesUnreadableException where EC2 does not tell
     */
    public Map<String, Set<String>> imagesOf(Collection<String> snapshotIds) {
        Map<String, Set<String>> users = new HashMap<>();
        for (List<String> some : inParts(snapshotIds.stream(), FILTERED_AT_ONCE)) {
            eachImage(
                    "block-device-mapping.snapshot-id",
                    some,
                    image -> snapshotIds(image)
                            .forEach(id -> users.computeIfAbsent(id, any -> new HashSet<>())
                                    .add(image.imageId())));
        }
        return users;
    }

    /**
     * Whether another account may use the AMI or the EBS snapshot, of which there is one call each: EC2 takes no lists here.
     *
     * @throws ImagesUnreadableException where EC2 does not tell
     */
    public boolean isShared(String id) {
        try {
            return Ec2Images.isImage(id)
                    ? !client.describeImageAttribute(
                                    request -> request.imageId(id).attribute(ImageAttributeName.LAUNCH_PERMISSION))
                            .launchPermissions()
                            .isEmpty()
                    : !client.describeSnapshotAttribute(request ->
                                    request.snapshotId(id).attribute(SnapshotAttributeName.CREATE_VOLUME_PERMISSION))
                            .createVolumePermissions()
                            .isEmpty();
        } catch (SdkException thrown) {
            throw new ImagesUnreadableException(thrown);
        }
    }

    /** Those that somebody has disabled, too: they are stored and billed, and may be enabled again. */
    private void eachImage(String filter, List<String> values, Consumer<Image> take) {
        eachPage(
                client.describeImagesPaginator(
                        request -> request.owners(OWN).includeDisabled(true).filters(filter(filter, values))),
                DescribeImagesResponse::nextToken,
                page -> page.images().forEach(take));
    }

    /** A listing that never ends must not hold up a report for ever. */
    private static <P> void eachPage(Iterable<P> pages, Function<P, String> nextToken, Consumer<P> take) {
        Set<String> tokens = new HashSet<>();
        try {
            for (P page : pages) {
                take.accept(page);
                String token = nextToken.apply(page);
                if (token != null && !tokens.add(token)) {
                    throw new ImagesUnreadableException("EC2 repeats a page token, so its listing would never end");
                }
            }
        } catch (SdkException thrown) {
            throw new ImagesUnreadableException(thrown);
        }
    }

    private static Filter filter(String name, List<String> values) {
        return Filter.builder().name(name).values(values).build();
    }

    private static List<List<String>> inParts(Stream<String> ids, int size) {
        return ids.distinct().sorted().gather(Gatherers.windowFixed(size)).toList();
    }
}
