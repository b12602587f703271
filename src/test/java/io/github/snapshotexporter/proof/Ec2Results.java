package io.github.snapshotexporter.proof;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Tag;

/**
 * What an export has made in EC2.
 *
 * @param image the AMI; empty for a disk
 * @param snapshots its EBS snapshots, or the one of a disk
 */
record Ec2Results(Optional<Image> image, List<Snapshot> snapshots) {
    private static final String GONE = ".NotFound";

    /** What has this id; empty where there is nothing, or nothing any more. */
    static Optional<Ec2Results> find(Ec2Client ec2, String id) {
        try {
            if (!id.startsWith("ami-")) {
                return Optional.of(new Ec2Results(Optional.empty(), snapshots(ec2, List.of(id))));
            }
            return ec2.describeImages(request -> request.imageIds(id)).images().stream()
                    .findFirst()
                    .map(image -> new Ec2Results(
                            Optional.of(image),
                            snapshots(
                                    ec2,
                                    image.blockDeviceMappings().stream()
                                            .filter(device -> device.ebs() != null)
                                            .map(device -> device.ebs().snapshotId())
                                            .toList())));
        } catch (Ec2Exception missing) {
            if (Trouble.code(missing).endsWith(GONE)) {
                return Optional.empty();
            }
            throw missing;
        }
    }

    private static List<Snapshot> snapshots(Ec2Client ec2, List<String> ids) {
        return ids.isEmpty()
                ? List.of()
                : ec2.describeSnapshots(request -> request.snapshotIds(ids)).snapshots();
    }

    /** Gives all of it labels. */
    void label(Ec2Client ec2, Map<String, String> labels) {
        List<String> ids = Stream.concat(
                        image.stream().map(Image::imageId), snapshots.stream().map(Snapshot::snapshotId))
                .toList();
        ec2.createTags(request -> request.resources(ids)
                .tags(labels.entrySet().stream()
                        .map(label -> Tag.builder()
                                .key(label.getKey())
                                .value(label.getValue())
                                .build())
                        .toList()));
    }

    /** Deletes all of it. */
    void delete(Ec2Client ec2) {
        image.ifPresent(ami -> ec2.deregisterImage(request -> request.imageId(ami.imageId())));
        snapshots.forEach(snapshot -> ec2.deleteSnapshot(request -> request.snapshotId(snapshot.snapshotId())));
    }
}
