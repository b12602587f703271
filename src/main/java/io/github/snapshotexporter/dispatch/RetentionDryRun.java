package io.github.snapshotexporter.dispatch;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.snapshotexporter.images.Decided;
import io.github.snapshotexporter.job.Timestamps;
import io.github.snapshotexporter.ledger.ImageItem;
import io.github.snapshotexporter.retention.ImageDecision;
import io.github.snapshotexporter.wire.CutList;
import java.util.Comparator;
import java.util.List;

/** What a retention would do: the decision about every image, and every reason for it. What expires comes first. */
record RetentionDryRun(List<Decided> decisions) implements Reply {
    private static final JsonMapper JSON = new JsonMapper();

    @Override
    public String toJson() {
        long expired = decisions.stream().filter(RetentionDryRun::isExpired).count();
        ObjectNode json = JSON.createObjectNode()
                .put("dryRun", true)
                .put("kept", decisions.size() - expired)
                .put("expired", expired);
        List<ObjectNode> fitting = CutList.of(
                decisions.stream()
                        .sorted(Comparator.comparing(RetentionDryRun::isExpired).reversed())
                        .map(RetentionDryRun::written)
                        .toList(),
                LARGEST_LIST);
        json.putArray("decisions").addAll(fitting);
        json.put("decisionsOmitted", decisions.size() - fitting.size());
        return json.toString();
    }

    private static boolean isExpired(Decided decided) {
        return decided.decision() instanceof ImageDecision.Expired;
    }

    private static ObjectNode written(Decided decided) {
        ImageItem image = decided.image();
        ObjectNode json =
                JSON.createObjectNode().put("imageId", image.id()).put("sourceSnapshotName", image.snapshotName());
        image.sourceName().ifPresent(name -> json.put("fromResourceName", name));
        json.put("snapshotCreatedAt", Timestamps.format(image.snapshotCreatedAt()))
                .put("sizeInGb", image.sizeInGb())
                .put("decision", isExpired(decided) ? "Expired" : "Kept");
        ArrayNode reasons = json.putArray("reasons");
        decided.decision().reasons().forEach(reason -> reasons.add(reason.code()));
        return json;
    }
}
