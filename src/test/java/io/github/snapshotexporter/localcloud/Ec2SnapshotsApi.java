package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** DescribeSnapshots, DescribeSnapshotAttribute and DeleteSnapshot. */
final class Ec2SnapshotsApi {

    private static final int LEAST_RESULTS = 5;

    private final Ec2State state;
    private final Ec2Pages pages;
    private final Map<String, Function<EbsSnapshotScript, List<String>>> filters;

    Ec2SnapshotsApi(Ec2State state, Ec2Pages pages) {
        this.state = state;
        this.pages = pages;
        this.filters = Map.of(
                "snapshot-id", snapshot -> List.of(snapshot.id()),
                "status", snapshot -> List.of(snapshot.stateAt(state.now())),
                "description",
                        snapshot -> Optional.ofNullable(snapshot.description()).stream()
                                .toList(),
                "encrypted", snapshot -> List.of(String.valueOf(snapshot.isEncrypted())),
                "volume-size", snapshot -> List.of(String.valueOf(snapshot.sizeInGb())),
                "owner-id", snapshot -> List.of(LightsailEmulator.ACCOUNT));
    }

    Consumer<Ec2Xml> describe(String operation, JsonNode input) {
        List<String> ids = Ec2Input.snapshotIds(input);
        if (!ids.isEmpty() && input.has("MaxResults")) {
            throw Ec2Input.error(
                    "InvalidParameterCombination",
                    "The parameter snapshotIds cannot be used with the parameter maxResults");
        }
        Ec2Filters wanted = Ec2Filters.of(input, filters);
        List<EbsSnapshotScript> named = ids.isEmpty()
                ? state.snapshots()
                : ids.stream().distinct().map(state::usableSnapshot).toList();
        List<EbsSnapshotScript> found = named.stream()
                .filter(snapshot -> Ec2Input.isOwnAmong(Ec2Input.texts(input, "Owner")))
                .filter(snapshot -> wanted.pass(snapshot, snapshot.tags(), filters))
                .toList();
        Ec2Page<EbsSnapshotScript> page = pages.page(operation, input, found, LEAST_RESULTS);
        return xml -> xml.list("snapshotSet", page.items(), (item, snapshot) -> snapshot.describe(item, state.now()))
                .value("nextToken", page.nextToken());
    }

    Consumer<Ec2Xml> attribute(JsonNode input) {
        EbsSnapshotScript snapshot = state.usableSnapshot(Ec2Input.snapshotId(input));
        String attribute = Ec2Input.required(input, "Attribute");
        Consumer<Ec2Xml> shown = switch (attribute) {
            case "createVolumePermission" -> xml -> snapshot.showPermissions(xml, attribute);
            case "productCodes" -> xml -> xml.list(attribute, List.of(), (item, code) -> {});
            default ->
                throw Ec2Input.invalidValue(
                        "Value (%s) for parameter attribute is invalid. Unknown attribute.".formatted(attribute));
        };
        return xml -> shown.accept(xml.value("snapshotId", snapshot.id()));
    }

    Consumer<Ec2Xml> delete(JsonNode input) {
        EbsSnapshotScript snapshot = state.usableSnapshot(Ec2Input.snapshotId(input));
        state.userOf(snapshot).ifPresent(image -> {
            throw Ec2Input.error(
                    "InvalidSnapshot.InUse",
                    "The snapshot %s is currently in use by %s".formatted(snapshot.id(), image.id()));
        });
        state.delete(snapshot);
        return xml -> xml.value("return", true);
    }
}
