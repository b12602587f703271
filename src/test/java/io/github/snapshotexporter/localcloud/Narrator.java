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
import java.util.regex.Pattern;

/** Tells what happens while it happens, from the exporter's own log and from what arrives at the topic. */
final class Narrator {
    /** What is told of runs is told under this name. */
    static final String RUN = "the run";

    private static final Pattern OWN_COPY = Pattern.compile("^auto-(.+)-\\d{4}-\\d{2}-\\d{2}-[0-9a-f]{12}$");
    private static final int SHORT_ID = 5;

    private final Chapters chapters;
    private final Observed observed;
    private final Map<String, String> labels = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private final Set<String> told = new HashSet<>();
    private final Map<String, Telling> last = new HashMap<>();
    private final List<JsonNode> withoutSnapshot = new ArrayList<>();

    /** Tells everything as it happens. */
    Narrator(Screen screen, Observed observed) {
        this(Chapters.none(screen), observed);
    }

    /** Tells one chapter after the other. */
    Narrator(Chapters chapters, Observed observed) {
        this.chapters = chapters;
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
        row(label, Verb.IN, text);
        return messageId;
    }

    /**
     * Tells of a message that somebody else has sent, unless it is known or the exporter's own.
     *
     * @param attributes the message's attributes: one that the function itself has put on the queue has its job's id, and
     *     one that has been in the dead-letter queue the reason
     */
    synchronized void arrived(String messageId, String body, Map<String, String> attributes) {
        if (labels.containsKey(messageId) || body.startsWith("{\"job\":")) {
            return;
        }
        String jobId = attributes.getOrDefault("jobId", messageId);
        String label = labels.computeIfAbsent(jobId, id -> subject(body, messageId));
        labels.put(messageId, label);
        if (told.contains(body)) {
            return;
        }
        String text = body.strip().replaceAll("\\s+", " ");
        if (attributes.containsKey("reason")) {
            row(label, Verb.IN, "moved back from the dead-letter queue: " + text);
        } else if (attributes.containsKey("jobId")) {
            row(label, Verb.IN, ofAnInvocation(text));
        } else {
            row(label, Verb.IN, text);
        }
    }

    private static String ofAnInvocation(String text) {
        return text
                + " (a direct invocation puts its request on the queue before it begins, so that nothing is lost if it"
                + " dies; the message comes back when the invocation must be over)";
    }

    /** What a message is about: the name in it, or at least what tells it from others. */
    private static String subject(String body, String messageId) {
        if (body.matches("[\\w.-]{2,255}")) {
            return body;
        }
        try {
            JsonNode request = Json.parse(body);
            String name = request.path("sourceSnapshotName")
                    .asText(request.path("sourceResourceName").asText());
            if (request.has("select")) {
                return RUN;
            }
            return name.isEmpty() ? "message " + messageId.substring(0, SHORT_ID) : name;
        } catch (JsonProcessingException notJson) {
            return "message " + messageId.substring(0, SHORT_ID);
        }
    }

    /** Tells something that no log line says. */
    synchronized void says(String label, Verb verb, String text) {
        row(label, verb, text);
    }

    /** Tells of a direct invocation whose payload goes to the queue, which is no news then. */
    synchronized void invoked(String label, String text, String payload) {
        told.add(payload);
        row(label, Verb.IN, text);
    }

    /** Tells of a direct invocation whose payload comes back from the queue when it is over; that is told, too. */
    synchronized void invoked(String label, String text) {
        row(label, Verb.IN, text);
    }

    private void row(String label, Verb verb, String text) {
        chapters.row(label, verb, text);
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
        Telling.of(json).ifPresent(telling -> tell(label, telling));
        String decision = json.path("decision").asText();
        if (decision.equals("done") || decision.equals("given up")) {
            observed.ended(jobId, label, json.path("reason").asText());
        }
    }

    /** What waits for the same again says so once. */
    private void tell(String label, Telling telling) {
        boolean isRepeated = telling.verb() == Verb.WAITS && telling.equals(last.get(label));
        last.put(label, telling);
        if (!isRepeated) {
            row(label, telling.verb(), telling.text());
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
            return RUN;
        }
        String jobId = line.path("jobId").asText();
        return labels.getOrDefault(jobId, jobId);
    }

    /** A copy is told of under the name of what it comes from; one that a container has made says it by its own. */
    private String named(String snapshot) {
        return names.getOrDefault(snapshot, OWN_COPY.matcher(snapshot).replaceFirst("$1"));
    }

    /** Takes what has arrived at the topic. */
    synchronized void published(Published message) {
        JsonNode document = message.document();
        observed.published(document);
        String snapshot = document.path("sourceSnapshotName").asText();
        if (document.has("runId") && snapshot.isEmpty()) {
            showPublished(RUN, document, message.subject());
        } else if (snapshot.isEmpty()) {
            withoutSnapshot.add(document);
        } else {
            showPublished(named(snapshot), document, message.subject());
        }
    }

    private void showPublished(String label, JsonNode document, String subject) {
        String result = document.path("destination").path("id").asText();
        String reason = document.path("error").path("reason").asText();
        row(
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
