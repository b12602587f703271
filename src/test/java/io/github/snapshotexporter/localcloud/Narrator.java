package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.localcloud.Screen.Verb;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Tells what happens while it happens, from the exporter's own log and from what arrives at the topic. */
final class Narrator {
    private final Screen screen;
    private final Observed observed;
    /** What is told of runs is told under this name. */
    static final String NIGHT = "the night";

    private final Map<String, String> labels = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private final Set<String> told = new HashSet<>();
    private final List<JsonNode> withoutSnapshot = new ArrayList<>();

    Narrator(Screen screen, Observed observed) {
        this.screen = screen;
        this.observed = observed;
    }

    /**
     * Tells of a message that is about to be sent.
     *
     * @param send returns the message's id; what the exporter does with it is told afterwards
     * @return the message's id
     */
    synchronized String comesIn(String label, String text, Supplier<String> send) {
        String messageId = send.get();
        labels.put(messageId, label);
        screen.row(label, Verb.IN, text);
        return messageId;
    }

    /** Tells of a message that somebody else has sent, unless it is known or the exporter's own. */
    synchronized void arrived(String messageId, String body) {
        if (!labels.containsKey(messageId) && !told.contains(body) && !body.startsWith("{\"job\":")) {
            String label = body.matches("[\\w.-]{2,255}") ? body : "message " + messageId.substring(0, 8);
            labels.put(messageId, label);
            screen.row(label, Verb.IN, body.replaceAll("\\s+", " "));
        }
    }

    /** Tells something that no log line says. */
    synchronized void says(String label, Verb verb, String text) {
        screen.row(label, verb, text);
    }

    /** Tells of a direct invocation, whose payload may come back from the queue. */
    synchronized void invoked(String label, String text, String payload) {
        told.add(payload);
        screen.row(label, Verb.IN, text);
    }

    /** Takes a line of the exporter's log. */
    synchronized void log(String line) {
        JsonNode json = parsed(line);
        String arn = json.path("arn").asText();
        String snapshot = json.path("snapshot").asText();
        if (!arn.isEmpty() && !snapshot.isEmpty() && !snapshot.equals(arn)) {
            names.put(arn, snapshot);
        }
        String fromResource = json.path("fromResource").asText();
        if (!fromResource.isEmpty() && json.has("copy")) {
            names.put(json.path("copy").asText(), fromResource);
        }
        String jobId = json.path("jobId").asText();
        String label = label(json);
        if (json.path("step").asText().equals("park")) {
            showRejection(jobId, label, json.path("detail").asText());
        }
        Telling.of(json).ifPresent(telling -> screen.row(label, telling.verb(), telling.text()));
        String decision = json.path("decision").asText();
        if (decision.equals("done") || decision.equals("given up")) {
            observed.ended(jobId, json.path("reason").asText());
        }
    }

    /** A document that names no snapshot names no message either: the one that is parked with its words is meant. */
    private void showRejection(String jobId, String label, String detail) {
        for (Iterator<JsonNode> waiting = withoutSnapshot.iterator(); waiting.hasNext(); ) {
            JsonNode document = waiting.next();
            if (document.path("error").path("message").asText().equals(detail)) {
                waiting.remove();
                showPublished(label, document, "FAILED: a request was rejected");
                observed.rejected(jobId, document);
                return;
            }
        }
    }

    private String label(JsonNode line) {
        String snapshot = line.path("snapshot").asText(line.path("arn").asText());
        if (!snapshot.isEmpty()) {
            return named(names.getOrDefault(snapshot, snapshot));
        }
        if (line.has("fromResource")) {
            return line.path("fromResource").asText();
        }
        if (line.has("run")) {
            return NIGHT;
        }
        String jobId = line.path("jobId").asText();
        return labels.getOrDefault(jobId, jobId);
    }

    /** A copy is told of under the name of what it comes from. */
    private String named(String snapshot) {
        return names.getOrDefault(snapshot, snapshot);
    }

    /** Takes what has arrived at the topic. */
    synchronized void published(Published message) {
        JsonNode document = message.document();
        observed.published(document);
        String snapshot = document.path("sourceSnapshotName").asText();
        if (document.has("runId") && snapshot.isEmpty()) {
            showPublished(NIGHT, document, message.subject());
        } else if (snapshot.isEmpty()) {
            withoutSnapshot.add(document);
        } else {
            showPublished(named(snapshot), document, message.subject());
        }
    }

    private void showPublished(String label, JsonNode document, String subject) {
        String result = document.path("destination").path("id").asText();
        String reason = document.path("error").path("reason").asText();
        screen.row(
                label,
                Verb.PUBLISHES,
                "%-15s  \"%s\"%s%s"
                        .formatted(
                                document.path("type").asText(),
                                subject,
                                result.isEmpty() ? "" : "  " + result,
                                reason.isEmpty() ? "" : "  " + reason));
    }

    private static JsonNode parsed(String line) {
        try {
            return Json.parse(line);
        } catch (JsonProcessingException malformed) {
            throw new IllegalStateException("The exporter's log has a line that is not JSON: " + line, malformed);
        }
    }
}
