package io.github.snapshotexporter.selection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.ExportRequest;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.job.SnapshotName;
import io.github.snapshotexporter.job.Timestamps;
import io.github.snapshotexporter.ledger.RunMember;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Snapshots that a listing has left, as texts that fit into the ledger's items: only what ranking needs to know. */
public final class CandidateText {
    /** In bytes; an item may have 400 KB. */
    private static final int LARGEST = 300_000;

    private static final JsonMapper JSON = new JsonMapper();

    private CandidateText() {}

    public static List<String> write(List<Candidate> left) {
        List<String> texts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        int size = 0;
        for (Candidate candidate : left) {
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

    public static List<Candidate> read(List<String> texts) {
        return texts.stream().flatMap(String::lines).map(CandidateText::readOne).toList();
    }

    private static String write(Candidate candidate) {
        RunMember member = candidate.member();
        ObjectNode json = JSON.createObjectNode()
                .put("type", member.resourceType().wireName())
                .put("stateName", candidate.stateName());
        candidate.createdAt().ifPresent(time -> json.put("createdAt", Timestamps.format(time)));
        candidate.source().ifPresent(source -> json.put("source", source));
        member.autoSnapshot()
                .ifPresent(original -> json.put("date", original.date().toString()));
        member.arn().ifPresent(arn -> json.put("arn", arn).put("name", member.sourceSnapshotName()));
        member.sizeInGb().ifPresent(size -> json.put("sizeInGb", size));
        return json.toString();
    }

    private static Candidate readOne(String line) {
        JsonNode json = parse(line);
        Optional<Instant> createdAt =
                Optional.ofNullable(json.path("createdAt").textValue()).map(Timestamps::parse);
        Optional<String> source = Optional.ofNullable(json.path("source").textValue());
        return new Candidate(
                member(json, source), createdAt, source, json.path("stateName").asText());
    }

    private static RunMember member(JsonNode json, Optional<String> source) {
        ResourceType type = ResourceType.ofWireName(json.path("type").asText()).orElseThrow();
        if (json.has("date")) {
            LocalDate date = LocalDate.parse(json.path("date").asText());
            return RunMember.chosen(new AutoSnapshot(type, source.orElseThrow(), date));
        }
        return RunMember.chosen(
                SnapshotName.of(json.path("name").asText()),
                new ExportRequest.Target(json.path("arn").asText(), type),
                json.has("sizeInGb") ? Optional.of(json.path("sizeInGb").asInt()) : Optional.empty());
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException malformed) {
            throw new IllegalStateException("the ledger holds a place that the exporter has not written", malformed);
        }
    }
}
