package io.github.snapshotexporter.nightly;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.job.SnapshotName;
import io.github.snapshotexporter.job.Timestamps;
import io.github.snapshotexporter.lightsail.ListedSnapshot;
import io.github.snapshotexporter.lightsail.Snapshot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Snapshots that a listing has left, as texts that fit into the ledger's items: only what ranking needs to know. */
final class LeftText {
    /** In bytes; an item may have 400 KB. */
    private static final int LARGEST = 300_000;

    private static final JsonMapper JSON = new JsonMapper();

    private LeftText() {}

    static List<String> write(List<ListedSnapshot> left) {
        List<String> texts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        int size = 0;
        for (ListedSnapshot listed : left) {
            String one = write(listed);
            int bytes = one.getBytes(StandardCharsets.UTF_8).length + 1;
            if (size > 0 && size + bytes > LARGEST) {
                texts.add(text.toString());
                text.setLength(0);
                size = 0;
            }
            text.append(one).append('\n');
            size += bytes;
        }
        if (size > 0) {
            texts.add(text.toString());
        }
        return texts;
    }

    static List<ListedSnapshot> read(List<String> texts) {
        return texts.stream().flatMap(String::lines).map(LeftText::readOne).toList();
    }

    private static String write(ListedSnapshot listed) {
        Snapshot snapshot = listed.snapshot();
        ObjectNode json = JSON.createObjectNode()
                .put("arn", snapshot.arn())
                .put("name", snapshot.name().value())
                .put("type", snapshot.resourceType().wireName())
                .put("state", listed.state().name())
                .put("stateName", listed.stateName());
        snapshot.createdAt().ifPresent(time -> json.put("createdAt", Timestamps.format(time)));
        snapshot.fromResourceName().ifPresent(source -> json.put("source", source));
        snapshot.sizeInGb().ifPresent(size -> json.put("sizeInGb", size));
        return json.toString();
    }

    private static ListedSnapshot readOne(String line) {
        JsonNode json = parse(line);
        return new ListedSnapshot(
                new Snapshot(
                        json.path("arn").asText(),
                        SnapshotName.of(json.path("name").asText()),
                        ResourceType.ofWireName(json.path("type").asText()).orElseThrow(),
                        Optional.ofNullable(json.path("createdAt").textValue()).map(Timestamps::parse),
                        Optional.ofNullable(json.path("source").textValue()),
                        json.has("sizeInGb") ? Optional.of(json.path("sizeInGb").asInt()) : Optional.empty()),
                Snapshot.State.valueOf(json.path("state").asText()),
                json.path("stateName").asText(),
                Map.of(),
                Optional.empty());
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException malformed) {
            throw new IllegalStateException("the ledger holds a place that the exporter has not written", malformed);
        }
    }
}
