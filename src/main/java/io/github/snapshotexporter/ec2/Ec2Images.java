package io.github.snapshotexporter.ec2;

import io.github.snapshotexporter.lightsail.Destination;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.StateReason;
import software.amazon.awssdk.services.ec2.model.Tag;

/** What the exporter asks of EC2 about the results of its exports: whether they can be used, and to label them. */
public final class Ec2Images {
    private static final String IMAGE = "ami-";
    private static final String SNAPSHOT = "snap-";
    private static final Set<String> BROKEN = Set.of("failed", "invalid", "error");

    private final Ec2Client client;

    public Ec2Images(Ec2Client client) {
        this.client = client;
    }

    /** Whether the id is one of an AMI, rather than of an EBS snapshot. */
    public static boolean isImage(String id) {
        return id.startsWith(IMAGE);
    }

    /** Asks for the result of an export. Never throws the SDK's exceptions. */
    public ImageAnswer look(Destination destination) {
        String id = destination.id();
        if (!isImage(id) && !id.startsWith(SNAPSHOT)) {
            return new ImageAnswer.Unreadable(id + " is neither an AMI nor an EBS snapshot", false);
        }
        try {
            return isImage(id) ? lookAtImage(id) : lookAtSnapshot(id);
        } catch (SdkException thrown) {
            String why = Ec2Trouble.sentence(thrown);
            return switch (Ec2Trouble.of(thrown)) {
                case GONE -> new ImageAnswer.NotYet(why);
                // A stack whose rules are changed exchanges the policy that allows it.
                case PASSING, DENIED -> new ImageAnswer.Unreadable(why, true);
                case REFUSED -> new ImageAnswer.Unreadable(why, false);
            };
        }
    }

    private ImageAnswer lookAtImage(String id) {
        return client.describeImages(request -> request.imageIds(id)).images().stream()
                .findFirst()
                .map(Ec2Images::answer)
                .orElseGet(() -> new ImageAnswer.NotYet("EC2 does not list " + id));
    }

    private static ImageAnswer answer(Image image) {
        Optional<StateReason> reason = Optional.ofNullable(image.stateReason());
        return answer(
                image.stateAsString(),
                "available",
                new ImageAnswer.Broken(
                        reason.map(StateReason::code).orElse(""),
                        "EC2 says that " + image.imageId() + " is " + image.stateAsString()
                                + reason.map(StateReason::message)
                                        .map(message -> ": " + message)
                                        .orElse("")),
                facts(image));
    }

    private ImageAnswer lookAtSnapshot(String id) {
        return client.describeSnapshots(request -> request.snapshotIds(id)).snapshots().stream()
                .findFirst()
                .map(Ec2Images::answer)
                .orElseGet(() -> new ImageAnswer.NotYet("EC2 does not list " + id));
    }

    private static ImageAnswer answer(Snapshot snapshot) {
        return answer(
                snapshot.stateAsString(),
                "completed",
                new ImageAnswer.Broken(
                        "",
                        "EC2 says that " + snapshot.snapshotId() + " is " + snapshot.stateAsString()
                                + Optional.ofNullable(snapshot.stateMessage())
                                        .map(message -> ": " + message)
                                        .orElse("")),
                facts(snapshot));
    }

    /** A word that is not known yet cannot be an end. */
    private static ImageAnswer answer(String state, String usable, ImageAnswer.Broken broken, ImageFacts facts) {
        if (usable.equals(state)) {
            return new ImageAnswer.Usable(facts);
        }
        return BROKEN.contains(String.valueOf(state)) ? broken : new ImageAnswer.NotYet("EC2 says " + state);
    }

    private static ImageFacts facts(Image image) {
        List<ImageFacts.Disk> disks = new ArrayList<>();
        for (BlockDeviceMapping mapping : image.blockDeviceMappings()) {
            if (mapping.ebs() != null && mapping.ebs().snapshotId() != null) {
                disks.add(new ImageFacts.Disk(
                        mapping.ebs().snapshotId(),
                        Optional.ofNullable(mapping.deviceName()),
                        Optional.ofNullable(mapping.ebs().volumeSize()),
                        Optional.ofNullable(mapping.ebs().encrypted())));
            }
        }
        return new ImageFacts(
                String.valueOf(image.stateAsString()),
                Optional.ofNullable(image.name()),
                Optional.ofNullable(image.architectureAsString()),
                Optional.ofNullable(image.bootModeAsString()),
                Optional.ofNullable(image.enaSupport()),
                Optional.ofNullable(image.rootDeviceName()),
                disks);
    }

    private static ImageFacts facts(Snapshot snapshot) {
        return new ImageFacts(
                String.valueOf(snapshot.stateAsString()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(new ImageFacts.Disk(
                        snapshot.snapshotId(),
                        Optional.empty(),
                        Optional.ofNullable(snapshot.volumeSize()),
                        Optional.ofNullable(snapshot.encrypted()))));
    }

    /**
     * Gives all of these the same labels; doing it again changes nothing.
     *
     * @return why they have none; empty where they have
     */
    public Optional<String> label(List<String> ids, Map<String, String> labels) {
        try {
            client.createTags(request -> request.resources(ids)
                    .tags(labels.entrySet().stream()
                            .map(label -> Tag.builder()
                                    .key(label.getKey())
                                    .value(label.getValue())
                                    .build())
                            .toList()));
            return Optional.empty();
        } catch (SdkException thrown) {
            return Optional.of(Ec2Trouble.sentence(thrown));
        }
    }
}
