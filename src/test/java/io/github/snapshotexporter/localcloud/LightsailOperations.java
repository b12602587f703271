package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The Lightsail operations: from an input document to an output document, or an error. */
final class LightsailOperations {

    private final Pages pages = new Pages();
    private final SnapshotsApi snapshots;
    private final CopiesApi copies;
    private final CreationsApi creations;
    private final CatalogApi catalog;
    private final TagsApi tags;
    private final ResourcesApi resources;
    private final ExportsApi exports;
    private final OperationsApi operations;

    LightsailOperations(LightsailState state) {
        snapshots = new SnapshotsApi(state, pages);
        copies = new CopiesApi(state);
        creations = new CreationsApi(state);
        catalog = new CatalogApi(pages);
        tags = new TagsApi(state);
        resources = new ResourcesApi(state, pages);
        exports = new ExportsApi(state, pages);
        operations = new OperationsApi(state, pages);
    }

    Pages pages() {
        return pages;
    }

    ExportsApi exports() {
        return exports;
    }

    /** Answers every operation but ExportSnapshot, which may also not answer. */
    ObjectNode answer(String operation, JsonNode input) {
        return switch (operation) {
            case "GetInstanceSnapshot" -> snapshots.describe(SnapshotKind.INSTANCE, input);
            case "GetDiskSnapshot" -> snapshots.describe(SnapshotKind.DISK, input);
            case "GetInstanceSnapshots" -> snapshots.list(SnapshotKind.INSTANCE, operation, input);
            case "GetDiskSnapshots" -> snapshots.list(SnapshotKind.DISK, operation, input);
            case "DeleteInstanceSnapshot" -> snapshots.delete(SnapshotKind.INSTANCE, operation, input);
            case "DeleteDiskSnapshot" -> snapshots.delete(SnapshotKind.DISK, operation, input);
            case "CopySnapshot" -> copies.copy(input);
            case "TagResource" -> tags.tag(operation, input);
            case "CreateDisk" -> creations.disk(operation, input);
            case "CreateInstances" -> creations.instance(operation, input);
            case "CreateDiskSnapshot" -> creations.snapshot(SnapshotKind.DISK, operation, input);
            case "CreateInstanceSnapshot" -> creations.snapshot(SnapshotKind.INSTANCE, operation, input);
            case "DeleteDisk" -> resources.delete(SnapshotKind.DISK, operation, input);
            case "DeleteInstance" -> resources.delete(SnapshotKind.INSTANCE, operation, input);
            case "GetDisk" -> resources.describe(SnapshotKind.DISK, input);
            case "GetInstance" -> resources.describe(SnapshotKind.INSTANCE, input);
            case "GetRegions" -> catalog.regions(input);
            case "GetBundles" -> catalog.bundles(operation, input);
            case "GetBlueprints" -> catalog.blueprints(operation, input);
            case "GetInstances" -> resources.list(SnapshotKind.INSTANCE, operation, input);
            case "GetDisks" -> resources.list(SnapshotKind.DISK, operation, input);
            case "GetAutoSnapshots" -> resources.autoSnapshots(input);
            case "GetExportSnapshotRecords" -> exports.records(operation, input);
            case "GetOperation" -> operations.operation(input);
            case "GetOperations" -> operations.operations(operation, input);
            case "GetOperationsForResource" -> operations.operationsForResource(operation, input);
            default -> throw new AwsError("UnknownOperationException", 400, null);
        };
    }
}
