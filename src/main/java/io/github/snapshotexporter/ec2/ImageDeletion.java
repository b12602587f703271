package io.github.snapshotexporter.ec2;

import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** Deletes AMIs and EBS snapshots; what is gone already is as good. */
public final class ImageDeletion {
    private final Ec2Client client;

    public ImageDeletion(Ec2Client client) {
        this.client = client;
    }

    /** @return why it is still there; empty where it is not */
    public Optional<String> deregister(String imageId) {
        return whyNot(() -> client.deregisterImage(request -> request.imageId(imageId)));
    }

    /** @return why it is still there; empty where it is not */
    public Optional<String> deleteSnapshot(String snapshotId) {
        return whyNot(() -> client.deleteSnapshot(request -> request.snapshotId(snapshotId)));
    }

    private static Optional<String> whyNot(Runnable call) {
        try {
            call.run();
            return Optional.empty();
        } catch (SdkException thrown) {
            return Ec2Trouble.of(thrown) == Ec2Trouble.GONE
                    ? Optional.empty()
                    : Optional.of(Ec2Trouble.sentence(thrown));
        }
    }
}
