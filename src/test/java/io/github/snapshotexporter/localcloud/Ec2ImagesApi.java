package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** DescribeImages, DescribeImageAttribute and DeregisterImage. */
final class Ec2ImagesApi {

    private final Ec2State state;
    private final Ec2Pages pages;
    private final Map<String, Function<ImageScript, List<String>>> filters;

    Ec2ImagesApi(Ec2State state, Ec2Pages pages) {
        this.state = state;
        this.pages = pages;
        this.filters = Map.of(
                "image-id", image -> List.of(image.id()),
                "name", image -> List.of(image.name()),
                "state", image -> List.of(image.stateAt(state.now())),
                "description", image -> optional(image.description()),
                "architecture", image -> optional(image.architecture()),
                "is-public", image -> List.of(String.valueOf(image.isPublic())),
                "owner-id", image -> List.of(LightsailEmulator.ACCOUNT),
                "creation-date", image -> List.of(Ec2State.time(image.createdAt())),
                "block-device-mapping.snapshot-id",
                        image -> image.snapshots().stream()
                                .map(EbsSnapshotScript::id)
                                .toList());
    }

    Consumer<Ec2Xml> describe(String operation, JsonNode input) {
        List<String> ids = Ec2Input.imageIds(input);
        if (!ids.isEmpty() && input.has("MaxResults")) {
            throw Ec2Input.error(
                    "InvalidParameterCombination",
                    "The parameter imageIds cannot be used with the parameter maxResults");
        }
        Ec2Filters wanted = Ec2Filters.of(input, filters);
        boolean includeDisabled = Ec2Input.flag(input, "IncludeDisabled");
        List<ImageScript> found = named(ids).stream()
                .filter(image -> Ec2Input.isOwnAmong(Ec2Input.texts(input, "Owner")))
                .filter(state::isShown)
                .filter(image -> includeDisabled || !image.stateAt(state.now()).equals("disabled"))
                .filter(image -> wanted.pass(image, image.tags(), filters))
                .toList();
        Ec2Page<ImageScript> page = pages.page(operation, input, found, 1);
        return xml -> xml.list("imagesSet", page.items(), (item, image) -> image.describe(item, state.now()))
                .value("nextToken", page.nextToken());
    }

    Consumer<Ec2Xml> attribute(JsonNode input) {
        ImageScript image = state.usableImage(Ec2Input.imageId(input));
        String attribute = Ec2Input.required(input, "Attribute");
        Consumer<Ec2Xml> shown = switch (attribute) {
            case "launchPermission" -> xml -> image.showPermissions(xml, attribute);
            case "description" -> text(attribute, image.description());
            case "bootMode" -> text(attribute, image.bootMode());
            case "deregistrationProtection" -> text(attribute, image.protection());
            case "productCodes" -> xml -> xml.list(attribute, List.of(), (item, code) -> {});
            case "blockDeviceMapping" ->
                throw Ec2Input.error("AuthFailure", "Unauthorized attempt to access restricted resource");
            default ->
                throw Ec2Input.invalidValue(
                        "Value (%s) for parameter attribute is invalid. Unknown attribute.".formatted(attribute));
        };
        return xml -> shown.accept(xml.value("imageId", image.id()));
    }

    Consumer<Ec2Xml> deregister(JsonNode input) {
        ImageScript image = state.usableImage(Ec2Input.imageId(input));
        if (image.isProtected()) {
            throw Ec2Input.error(
                    "OperationNotPermitted",
                    "The image '%s' has deregistration protection and can't be deregistered.".formatted(image.id()));
        }
        state.deregister(image);
        if (!Ec2Input.flag(input, "DeleteAssociatedSnapshots")) {
            return xml -> xml.value("return", true);
        }
        List<DeletedWithImage> deleted =
                image.snapshots().stream().map(this::deleteWithImage).toList();
        return xml -> xml.value("return", true)
                .list(
                        "deleteSnapshotResultSet",
                        deleted,
                        (item, result) -> item.value("snapshotId", result.id()).value("returnCode", result.code()));
    }

    /** Only a snapshot of no other image goes with this one. */
    private DeletedWithImage deleteWithImage(EbsSnapshotScript snapshot) {
        if (state.userOf(snapshot).isPresent()) {
            return new DeletedWithImage(snapshot.id(), "skipped");
        }
        if (state.snapshot(snapshot.id()).isEmpty()) {
            return new DeletedWithImage(snapshot.id(), "client-error");
        }
        state.delete(snapshot);
        return new DeletedWithImage(snapshot.id(), "success");
    }

    /** The images of these ids, or all; refused if EC2 does not know one of them. */
    private List<ImageScript> named(List<String> ids) {
        if (ids.isEmpty()) {
            return state.images();
        }
        List<String> unknown = new ArrayList<>();
        List<ImageScript> named = new ArrayList<>();
        ids.stream().distinct().forEach(id -> state.image(id).ifPresentOrElse(named::add, () -> unknown.add(id)));
        if (!unknown.isEmpty()) {
            throw Ec2Input.imagesNotFound(unknown);
        }
        return named;
    }

    private static Consumer<Ec2Xml> text(String attribute, String value) {
        return xml -> xml.structure(attribute, structure -> structure.value("value", value));
    }

    private static List<String> optional(String value) {
        return Optional.ofNullable(value).stream().toList();
    }

    private record DeletedWithImage(String id, String code) {}
}
