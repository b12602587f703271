package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** One accepted export: its operations and its record, as they look at any time. */
final class EmulatedExport {

    private static final String STARTED = "Started";
    private static final String FAILED = "Failed";
    private static final String ROOT_DEVICE = "/dev/sda1";
    private static final String FURTHER_DEVICE = "/dev/sd";

    private final ExportScript script;
    private final ObjectNode sourceInfo;
    private final SnapshotKind kind;
    private final String operationResourceName;
    private final AcceptedExport accepted;
    private final String recordGuid = UUID.randomUUID().toString();
    private final String destinationId;
    private final Map<String, Integer> disks = new LinkedHashMap<>();

    private Ec2Emulator ec2;
    private boolean resultIsMade;
    private int looks;
    private Instant lastLookStarted;

    EmulatedExport(SnapshotScript snapshot, ExportScript script, int operations, Instant at) {
        this.script = script;
        this.kind = snapshot.kind();
        this.sourceInfo = SnapshotJson.sourceInfo(snapshot);
        String recordName = "ExportSnapshotRecord-" + UUID.randomUUID();
        this.accepted = new AcceptedExport(
                snapshot.arn(),
                snapshot.name(),
                at,
                recordName,
                Stream.generate(() -> UUID.randomUUID().toString())
                        .limit(operations)
                        .toList());
        this.operationResourceName = snapshot.operationResourceNameFor(recordName);
        this.destinationId = kind == SnapshotKind.INSTANCE ? Ec2Emulator.newImageId() : Ec2Emulator.newSnapshotId();
        SnapshotScript.Source source = snapshot.source();
        this.disks.put(ROOT_DEVICE, source.sizeInGb());
        source.attachedDisks().values().forEach(size -> disks.put(FURTHER_DEVICE + (char) ('e' + disks.size()), size));
    }

    /** Where its image is once its record tells of it. */
    synchronized void leavesResultIn(Ec2Emulator destination) {
        ec2 = destination;
    }

    private void makeResult() {
        if (ec2 == null || resultIsMade) {
            return;
        }
        resultIsMade = true;
        switch (kind) {
            case INSTANCE -> ec2.exportedImage(destinationId, accepted.snapshotName(), disks);
            case DISK -> ec2.exportedSnapshot(destinationId, disks.get(ROOT_DEVICE));
        }
    }

    AcceptedExport accepted() {
        return accepted;
    }

    String operationResourceName() {
        return operationResourceName;
    }

    boolean operationsAreForgotten() {
        return script.operationIsForgotten();
    }

    boolean isListed(Instant now) {
        return listedAt().filter(listedAt -> !now.isBefore(listedAt)).isPresent();
    }

    /** When the record appears in the listing, if ever. */
    Optional<Instant> listedAt() {
        return Optional.ofNullable(script.listedAfter()).map(accepted.at()::plus);
    }

    synchronized String recordState(Instant now) {
        return recordEndedAt(now)
                .map(end -> script.end() == ExportScript.End.FAILED ? FAILED : "Succeeded")
                .orElse(STARTED);
    }

    /** The operation as it is now; does not count as a look. */
    synchronized ObjectNode operation(int index, Instant now) {
        Optional<Instant> endedAt = operationEndedAt(index, now);
        boolean failed = endedAt.isPresent()
                && script.end() == ExportScript.End.FAILED
                && (!script.onlyLastOperationFails() || index == lastOperation());
        String status = endedAt.isEmpty() ? STARTED : failed ? FAILED : script.successStatus();
        ObjectNode operation = Json.object()
                .put("id", accepted.operationIds().get(index))
                .put("resourceName", operationResourceName)
                .put(
                        "resourceType",
                        operationResourceName.equals(accepted.recordName())
                                ? "ExportSnapshotRecord"
                                : kind.resourceType())
                .put("createdAt", Json.epochSeconds(accepted.at()))
                .put("isTerminal", endedAt.isPresent())
                .put("operationDetails", accepted.snapshotName())
                .put("operationType", "ExportSnapshot")
                .put("status", status)
                .put("statusChangedAt", Json.epochSeconds(endedAt.orElse(accepted.at())));
        operation.set("location", LightsailJson.location());
        if (failed) {
            operation.put("errorCode", script.errorCode()).put("errorDetails", script.errorDetails());
        }
        return operation;
    }

    /** The operation as one look shows it. */
    synchronized ObjectNode lookAtOperation(int index, Instant now) {
        ObjectNode shown = operation(index, now);
        countLook(now);
        return shown;
    }

    /** The record as one look shows it. */
    synchronized ObjectNode lookAtRecord(Instant now) {
        String state = recordState(now);
        ObjectNode shown = Json.object()
                .put("name", accepted.recordName())
                .put("arn", LightsailJson.arn("ExportSnapshotRecord", recordGuid))
                .put("createdAt", Json.epochSeconds(accepted.at()))
                .put("resourceType", "ExportSnapshotRecord")
                .put("state", state);
        shown.set("location", LightsailJson.location());
        shown.set("sourceInfo", sourceInfo.deepCopy());
        if (state.equals("Succeeded")) {
            makeResult();
            shown.putObject("destinationInfo").put("id", destinationId).put("service", kind.destinationService());
        }
        countLook(now);
        return shown;
    }

    private void countLook(Instant now) {
        if (endedAt(now).isEmpty()) {
            looks++;
            lastLookStarted = now;
        }
    }

    private Optional<Instant> recordEndedAt(Instant now) {
        if (script.recordDelay() == null) {
            return Optional.empty();
        }
        Duration afterFirst = script.operationsApart()
                .multipliedBy(Math.max(0, lastOperation()))
                .plus(script.recordDelay());
        return endedAt(now).map(end -> end.plus(afterFirst)).filter(end -> !now.isBefore(end));
    }

    private Optional<Instant> operationEndedAt(int index, Instant now) {
        return endedAt(now)
                .map(end -> end.plus(script.operationsApart().multipliedBy(index)))
                .filter(end -> !now.isBefore(end));
    }

    private Optional<Instant> endedAt(Instant now) {
        if (script.end() == ExportScript.End.NEVER || looks < script.leastLooks()) {
            return Optional.empty();
        }
        Instant earliest = accepted.at().plus(script.leastTime());
        Instant end = script.leastLooks() > 0 && lastLookStarted.isAfter(earliest) ? lastLookStarted : earliest;
        return now.isBefore(end) ? Optional.empty() : Optional.of(end);
    }

    private int lastOperation() {
        return accepted.operationIds().size() - 1;
    }
}
