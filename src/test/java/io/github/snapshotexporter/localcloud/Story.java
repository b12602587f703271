package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Something that comes in during the demo, and how it has to end.
 *
 * @param snapshot whose exports are counted
 * @param cameIn what comes in, for the summary
 * @param expected how it has to end; the result is a regular expression
 * @param calls the ExportSnapshot calls that it may cost; nothing where other stories of the same snapshot make them
 * @param ending how it has ended, once it has
 */
record Story(
        String label,
        String snapshot,
        String cameIn,
        Ending expected,
        Optional<Calls> calls,
        Function<Observed, Optional<Ending>> ending) {

    /** An end: how, and the result's id or the reason. */
    record Ending(String how, String result) {}

    /** How often ExportSnapshot was called, and how often Lightsail accepted that. */
    record Calls(long made, long accepted) {
        static Calls of(LightsailEmulator lightsail, String snapshot) {
            long made = lightsail.calls().stream()
                    .filter(call -> call.operation().equals("ExportSnapshot"))
                    .filter(call -> snapshot.equals(Json.text(call.input(), "sourceSnapshotName")))
                    .count();
            return new Calls(made, lightsail.accepted(snapshot).size());
        }

        @Override
        public String toString() {
            return made + "/" + accepted;
        }
    }

    /** The export of a snapshot has to end well. */
    static Story exported(String snapshot, String cameIn, String how, String result, Calls calls) {
        return exported(snapshot, snapshot, cameIn, how, result, calls);
    }

    /** The same for a snapshot that people know by another name, as the copy of an automatic one. */
    static Story exported(String label, String snapshot, String cameIn, String how, String result, Calls calls) {
        return new Story(
                label,
                snapshot,
                cameIn,
                new Ending(how, result),
                Optional.of(calls),
                seen -> exportEnd(seen, snapshot));
    }

    /** A run has to be reported so. */
    static Story reported(String label, String cameIn, Ending expected) {
        return told(label, cameIn, expected, seen -> report(seen).map(Story::endingOfRun));
    }

    /** A run has to leave out so many, for these reasons. */
    static Story leftOut(String label, String cameIn, Ending expected) {
        return told(label, cameIn, expected, seen -> report(seen).map(Story::leftOut));
    }

    private static Optional<JsonNode> report(Observed seen) {
        return seen.publishedOf("RunCompleted").stream().findFirst();
    }

    private static Ending endingOfRun(JsonNode report) {
        JsonNode summary = report.path("summary");
        return new Ending(
                "RunCompleted, " + report.path("status").asText(),
                "%d of %d exported"
                        .formatted(
                                summary.path("exported").asInt(),
                                summary.path("selected").asInt()));
    }

    private static Ending leftOut(JsonNode report) {
        Map<String, Integer> counts = new TreeMap<>();
        report.path("leftOut").forEachEntry((code, count) -> counts.put(code, count.asInt()));
        int all = counts.values().stream().mapToInt(Integer::intValue).sum();
        return new Ending(
                all + " not selected",
                counts.entrySet().stream()
                        .map(count -> count.getValue() + " " + count.getKey())
                        .collect(Collectors.joining(", ")));
    }

    private static Story told(
            String label, String cameIn, Ending expected, Function<Observed, Optional<Ending>> ending) {
        return new Story(label, label, cameIn, expected, Optional.empty(), ending);
    }

    /** A message has to be found to ask for nothing new. */
    static Story startsNothing(String snapshot, String cameIn, String messageId) {
        return told(
                snapshot,
                cameIn,
                new Ending("nothing started", "InProgress|AlreadyExported"),
                seen -> seen.endOf(messageId).map(reason -> new Ending("nothing started", reason)));
    }

    /** A message has to be rejected. */
    static Story rejected(String label, String cameIn, String messageId) {
        return told(
                label,
                cameIn,
                new Ending("RequestRejected", "InvalidRequest"),
                seen -> seen.endOf(messageId)
                        .flatMap(reason -> seen.rejectionOf(messageId))
                        .map(Story::endingOf));
    }

    /** A direct invocation has to be answered so. */
    static Story answered(String label, String cameIn, Ending expected, JsonNode answer) {
        return told(label, cameIn, expected, seen -> Optional.of(endingOfAnswer(answer)));
    }

    private static Ending endingOfAnswer(JsonNode answer) {
        return new Ending(
                "answered " + answer.path("outcome").asText(),
                answer.path("destination").path("id").asText());
    }

    private static Optional<Ending> exportEnd(Observed seen, String snapshot) {
        List<JsonNode> ends = new ArrayList<>(seen.published(snapshot, "ExportSucceeded"));
        ends.addAll(seen.published(snapshot, "ExportFailed"));
        return ends.stream().findFirst().map(Story::endingOf);
    }

    private static Ending endingOf(JsonNode document) {
        String type = document.path("type").asText();
        int attempts = document.path("attempts").asInt();
        String how = type
                + (document.path("adopted").asBoolean() ? ", adopted" : "")
                + (attempts > 1 ? ", " + attempts + " attempts" : "");
        return new Ending(how, document.path("destination").path("id").asText(reasonIn(document)));
    }

    private static String reasonIn(JsonNode document) {
        String reason = document.path("error").path("reason").asText();
        String code = document.path("error").path("code").asText();
        return code.isEmpty() ? reason : reason + ": " + code;
    }

    /** What is not as expected. */
    List<String> problems(Observed seen, LightsailEmulator lightsail) {
        List<String> problems = new ArrayList<>();
        Optional<Ending> end = ending.apply(seen);
        if (end.isEmpty()) {
            problems.add(label + " (" + cameIn + ") has not ended");
        } else if (!end.get().how().equals(expected.how())
                || !end.get().result().matches(expected.result())) {
            problems.add(label + " (" + cameIn + ") ended as " + end.get() + ", expected " + expected);
        }
        calls.filter(wanted -> !wanted.equals(Calls.of(lightsail, snapshot)))
                .ifPresent(wanted -> problems.add("ExportSnapshot of " + label + ", calls made / accepted: "
                        + Calls.of(lightsail, snapshot) + ", expected " + wanted));
        return problems;
    }
}
