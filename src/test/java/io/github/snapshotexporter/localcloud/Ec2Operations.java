package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Consumer;

/** The EC2 operations: from an input document to the members of an answer, or an error. */
final class Ec2Operations {

    private final Ec2Pages pages = new Ec2Pages();
    private final Ec2ImagesApi images;
    private final Ec2SnapshotsApi snapshots;
    private final Ec2ReferencesApi references;
    private final Ec2TagsApi tags;

    Ec2Operations(Ec2State state) {
        images = new Ec2ImagesApi(state, pages);
        snapshots = new Ec2SnapshotsApi(state, pages);
        references = new Ec2ReferencesApi(state, pages);
        tags = new Ec2TagsApi(state);
    }

    Ec2Pages pages() {
        return pages;
    }

    /** One call at a time, so that what an operation has found is still so when it changes something. */
    synchronized Consumer<Ec2Xml> answer(String operation, JsonNode input) {
        if (Ec2Input.flag(input, "DryRun")) {
            throw new AwsError("DryRunOperation", 412, "Request would have succeeded, but DryRun flag is set.");
        }
        return switch (operation) {
            case "CreateTags" -> tags.create(input);
            case "DeleteSnapshot" -> snapshots.delete(input);
            case "DeregisterImage" -> images.deregister(input);
            case "DescribeImageAttribute" -> images.attribute(input);
            case "DescribeImageReferences" -> references.describe(operation, input);
            case "DescribeImages" -> images.describe(operation, input);
            case "DescribeSnapshotAttribute" -> snapshots.attribute(input);
            case "DescribeSnapshots" -> snapshots.describe(operation, input);
            default ->
                throw Ec2Input.error(
                        "InvalidAction", "The action %s is not valid for this web service.".formatted(operation));
        };
    }
}
