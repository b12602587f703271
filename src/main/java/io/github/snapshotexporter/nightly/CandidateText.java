package io.github.snapshotexporter.nightly;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.job.SnapshotName;
import io.github.snapshotexporter.job.Timestamps;
import io.github.snapshotexporter.lightsail.RestorableAutoSnapshot;
import io.github.snapshotexporter.lightsail.Snapshot;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Snapshots that a listing has left, as texts that fit into the ledger's items: only what ranking needs to know. */
final class CandidateText {
    /** In bytes; an item may have 400 KB. */
    private static final int LARGEST = 300_000;

    private static final JsonMapper JSON = new JsonMapper();

    private CandidateText() {}

    static List<String> write(List<Candidate.Exportable> left) {
        List<String> texts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        int size = 0;
        for (Candidate.Exportable candidate : left) {
            String one = write(candidate);
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

    static List<Candidate.Exportable> read(List<String> texts) {
        return texts.stream().flatMap(String::lines).map(CandidateText::readOne).toList();
    }

    private static String write(Candidate.Exportable candidate) {
        ObjectNode json = JSON.createObjectNode()
                .put("type", candidate.resourceType().wireName())
                .put("stateName", candidate.stateName());
        candidate.createdAt().ifPresent(time -> json.put("createdAt", Timestamps.format(time)));
        candidate.source().ifPresent(source -> json.put("source", source));
        switch (candidate) {
            case Candidate.Automatic automatic ->
                json.put("date", automatic.original().date().toString());
            case Candidate.Manual(Snapshot.Described described) -> {
                Snapshot snapshot = described.snapshot();
                json.put("arn", snapshot.arn())
                        .put("name", snapshot.name().value())
                        .put("state", described.state().name());
                snapshot.sizeInGb().ifPresent(size -> json.put("sizeInGb", size));
            }
        }
        return json.toString();
    }

    private static Candidate.Exportable readOne(String line) {
        JsonNode json = parse(line);
        ResourceType type = ResourceType.ofWireName(json.path("type").asText()).orElseThrow();
        Optional<Instant> createdAt =
                Optional.ofNullable(json.path("createdAt").textValue()).map(Timestamps::parse);
        Optional<String> source = Optional.ofNullable(json.path("source").textValue());
        if (json.has("date")) {
            LocalDate date = LocalDate.parse(json.path("date").asText());
            return new Candidate.Automatic(
                    new RestorableAutoSnapshot(new AutoSnapshot(type, source.orElseThrow(), date), createdAt));
        }
        return new Candidate.Manual(new Snapshot.Described(
                new Snapshot(
                        json.path("arn").asText(),
                        SnapshotName.of(json.path("name").asText()),
                        type,
                        createdAt,
                        source,
                        Optional.empty(),
                        json.has("sizeInGb") ? Optional.of(json.path("sizeInGb").asInt()) : Optional.empty(),
                        Map.of()),
                Snapshot.State.valueOf(json.path("state").asText()),
                json.path("stateName").asText(),
                Optional.empty(),
                false));
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException malformed) {
            throw new IllegalStateException("the ledger holds a place that the exporter has not written", malformed);
        }
    }
}
