package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Something that comes in during the demo, and how it has to end.
 *
 * @param cameIn what comes in, for the summary
 * @param expected how it has to end; the result is a regular expression
 * @param calls the ExportSnapshot calls that it may cost; nothing where other stories of the same snapshot make them
 * @param ending how it has ended, once it has
 */
record Story(
        String label,
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
        return new Story(
                snapshot, cameIn, new Ending(how, result), Optional.of(calls), seen -> exportEnd(seen, snapshot));
    }

    /** A message has to be found to ask for nothing new. */
    static Story startsNothing(String snapshot, String cameIn, String messageId) {
        return new Story(
                snapshot,
                cameIn,
                new Ending("nothing started", "InProgress|AlreadyExported"),
                Optional.empty(),
                seen -> seen.endOf(messageId).map(reason -> new Ending("nothing started", reason)));
    }

    /** A message has to be rejected. */
    static Story rejected(String label, String cameIn, String messageId) {
        return new Story(
                label,
                cameIn,
                new Ending("RequestRejected", "InvalidRequest"),
                Optional.empty(),
                seen -> seen.endOf(messageId)
                        .flatMap(reason -> seen.rejectionOf(messageId))
                        .map(Story::endingOf));
    }

    /** A direct invocation has to be answered so. */
    static Story answered(String label, String cameIn, Ending expected, JsonNode answer) {
        return new Story(label, cameIn, expected, Optional.empty(), seen -> Optional.of(endingOfAnswer(answer)));
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
        calls.filter(wanted -> !wanted.equals(Calls.of(lightsail, label)))
                .ifPresent(wanted -> problems.add("ExportSnapshot of " + label + ", calls made / accepted: "
                        + Calls.of(lightsail, label) + ", expected " + wanted));
        return problems;
    }
}
