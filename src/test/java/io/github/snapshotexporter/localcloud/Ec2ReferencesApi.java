package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * DescribeImageReferences. What its options narrow down, states of instances and versions of launch templates, makes no
 * difference here.
 */
final class Ec2ReferencesApi {

    private static final int MOST_IMAGES = 10;
    private static final int LEAST_RESULTS = 5;
    private static final Set<String> TYPES = Set.of(
            "ec2:Instance",
            "ec2:LaunchTemplate",
            "ssm:Parameter",
            "imagebuilder:ImageRecipe",
            "imagebuilder:ContainerRecipe");

    private final Ec2State state;
    private final Ec2Pages pages;

    Ec2ReferencesApi(Ec2State state, Ec2Pages pages) {
        this.state = state;
        this.pages = pages;
    }

    Consumer<Ec2Xml> describe(String operation, JsonNode input) {
        List<String> ids = Ec2Input.imageIds(input);
        if (ids.isEmpty()) {
            throw Ec2Input.missing("ImageId");
        }
        if (ids.size() > MOST_IMAGES) {
            throw Ec2Input.invalidValue("At most %d image IDs can be specified".formatted(MOST_IMAGES));
        }
        Set<String> types = types(input);
        List<String> unknown =
                ids.stream().filter(id -> state.image(id).isEmpty()).toList();
        if (!unknown.isEmpty()) {
            throw Ec2Input.imagesNotFound(unknown);
        }
        List<Found> found =
                ids.stream().distinct().flatMap(id -> references(id, types)).toList();
        Ec2Page<Found> page = pages.page(operation, input, found, LEAST_RESULTS);
        return xml -> xml.list(
                        "imageReferenceSet",
                        page.items(),
                        (item, each) -> item.value("imageId", each.imageId())
                                .value("resourceType", each.reference().resourceType())
                                .value("arn", each.reference().arn()))
                .value("nextToken", page.nextToken());
    }

    private Stream<Found> references(String imageId, Set<String> types) {
        return state.image(imageId).stream()
                .flatMap(image -> image.references().stream())
                .filter(reference -> types.contains(reference.resourceType()))
                .map(reference -> new Found(imageId, reference));
    }

    private static Set<String> types(JsonNode input) {
        Set<String> named = input.path("ResourceType")
                .valueStream()
                .map(type -> Ec2Input.required(type, "ResourceType"))
                .collect(Collectors.toSet());
        if (!TYPES.containsAll(named)) {
            throw Ec2Input.invalidValue("A resource type is invalid: " + named);
        }
        if (Ec2Input.flag(input, "IncludeAllResourceTypes")) {
            return TYPES;
        }
        if (named.isEmpty()) {
            throw Ec2Input.missing("ResourceType or IncludeAllResourceTypes");
        }
        return named;
    }

    private record Found(String imageId, ImageReference reference) {}
}
