package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The Lightsail operations: from an input document to an output document, or an error. */
final class LightsailOperations {

    private static final Pattern RESOURCE_NAME = Pattern.compile("\\w[\\w\\-.]*\\w");

    private final LightsailState state;
    private volatile int pageSize = 100;
    private volatile boolean newestRecordsFirst;

    LightsailOperations(LightsailState state) {
        this.state = state;
    }

    void pageSize(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("A page holds at least one entry, not " + size);
        }
        pageSize = size;
    }

    void newestRecordsFirst(boolean newestFirst) {
        newestRecordsFirst = newestFirst;
    }

    /** Answers every operation but ExportSnapshot, which may also not answer. */
    ObjectNode answer(String operation, JsonNode input) {
        return switch (operation) {
            case "GetInstanceSnapshot" -> snapshot(SnapshotKind.INSTANCE, input);
            case "GetDiskSnapshot" -> snapshot(SnapshotKind.DISK, input);
            case "GetInstanceSnapshots" -> snapshots(SnapshotKind.INSTANCE, operation, input);
            case "GetDiskSnapshots" -> snapshots(SnapshotKind.DISK, operation, input);
            case "GetExportSnapshotRecords" -> records(operation, input);
            case "GetOperation" -> operation(input);
            case "GetOperations" -> page(operation, input, "operations", state.operations(), this::show);
            case "GetOperationsForResource" -> operationsForResource(operation, input);
            default -> throw new AwsError("UnknownOperationException", 400, null);
        };
    }

    /** The snapshot that an ExportSnapshot call names. */
    SnapshotScript exportSource(JsonNode input) {
        String name = resourceName(input, "sourceSnapshotName");
        return state.snapshot(name).orElseThrow(() -> notFound("Snapshot", name));
    }

    /** Accepts an export of a snapshot that is ready, or refuses it. */
    EmulatedExport accept(SnapshotScript snapshot, int operations) {
        return state.accept(new EmulatedExport(snapshot, snapshot.nextExport(), operations, state.now()));
    }

    void requireExportable(SnapshotScript snapshot) {
        if (!snapshot.isExportable(state.now())) {
            throw new AwsError(
                    "OperationFailureException",
                    400,
                    "The snapshot %s is in state %s and can't be exported."
                            .formatted(snapshot.name(), snapshot.stateAt(state.now())));
        }
    }

    /** The answer to an accepted ExportSnapshot call. */
    ObjectNode started(EmulatedExport export) {
        ObjectNode output = Json.object();
        ArrayNode operations = output.putArray("operations");
        EmulatedOperation.all(export)
                .map(operation -> operation.show(export.accepted().at().minusMillis(1)))
                .forEach(operations::add);
        return output;
    }

    private ObjectNode snapshot(SnapshotKind kind, JsonNode input) {
        String member = kind == SnapshotKind.INSTANCE ? "instanceSnapshot" : "diskSnapshot";
        String name = resourceName(input, member + "Name");
        SnapshotScript snapshot = state.snapshot(name)
                .filter(script -> script.kind() == kind)
                .orElseThrow(() -> notFound(kind.resourceType(), name));
        return Json.object().set(member, snapshot.look(state.now()));
    }

    private ObjectNode snapshots(SnapshotKind kind, String operation, JsonNode input) {
        String member = kind == SnapshotKind.INSTANCE ? "instanceSnapshots" : "diskSnapshots";
        return page(operation, input, member, state.snapshots(kind), script -> script.look(state.now()));
    }

    private ObjectNode records(String operation, JsonNode input) {
        List<EmulatedExport> exports = state.listedExports();
        return page(
                operation,
                input,
                "exportSnapshotRecords",
                newestRecordsFirst ? exports.reversed() : exports,
                export -> export.lookAtRecord(state.now()));
    }

    private ObjectNode operation(JsonNode input) {
        String id = required(input, "operationId");
        EmulatedOperation found = state.operations().stream()
                .filter(operation -> operation.id().equals(id))
                .findFirst()
                .orElseThrow(() -> notFound("Operation", id));
        return Json.object().set("operation", found.look(state.now()));
    }

    private ObjectNode operationsForResource(String operation, JsonNode input) {
        String name = resourceName(input, "resourceName");
        List<EmulatedOperation> found = state.operations().stream()
                .filter(candidate -> candidate.export().operationResourceName().equals(name))
                .toList();
        boolean isRecord = state.exports().stream()
                .anyMatch(export -> export.accepted().recordName().equals(name));
        if (found.isEmpty() && !isRecord && state.snapshot(name).isEmpty()) {
            throw notFound("Resource", name);
        }
        return page(operation, input, "operations", found, this::show);
    }

    private ObjectNode show(EmulatedOperation operation) {
        return operation.show(state.now());
    }

    private <T> ObjectNode page(
            String operation, JsonNode input, String member, List<T> all, Function<T, ObjectNode> show) {
        int from = Math.min(offset(operation, Json.text(input, "pageToken")), all.size());
        int to = Math.min(from + pageSize, all.size());
        ObjectNode output = Json.object();
        ArrayNode shown = output.putArray(member);
        all.subList(from, to).stream().map(show).forEach(shown::add);
        if (to < all.size()) {
            output.put("nextPageToken", token(operation, to));
        }
        return output;
    }

    private static String token(String operation, int offset) {
        byte[] text = (operation + "@" + offset).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
    }

    private static int offset(String operation, String token) {
        if (token == null) {
            return 0;
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            if (text.startsWith(operation + "@")) {
                return Integer.parseInt(text.substring(operation.length() + 1));
            }
        } catch (IllegalArgumentException e) {
            // Not a token of ours.
        }
        throw invalid("The page token is invalid: " + token);
    }

    private static String resourceName(JsonNode input, String member) {
        String name = required(input, member);
        if (!RESOURCE_NAME.matcher(name).matches()) {
            throw invalid("The resource name is invalid: " + name);
        }
        return name;
    }

    private static String required(JsonNode input, String member) {
        String value = Json.text(input, member);
        if (value == null || value.isEmpty()) {
            throw invalid("%s is required.".formatted(member));
        }
        return value;
    }

    private static AwsError invalid(String message) {
        return new AwsError("InvalidInputException", 400, message);
    }

    private static AwsError notFound(String type, String name) {
        return new AwsError("NotFoundException", 400, "The %s does not exist: %s".formatted(type, name));
    }
}
