package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.localcloud.Screen.Verb;
import java.util.Optional;

/** What a line of the exporter's log says, as a sentence for somebody who sees the exporter for the first time. */
record Telling(Verb verb, String text) {

    /** The sentence, or nothing where another line says the same. */
    static Optional<Telling> of(JsonNode line) {
        return switch (text(line, "step")) {
            case "receive" -> received(line);
            case "claim" -> decides(noted(line));
            case "export" -> Optional.of(new Telling(Verb.CALLS, called(line)));
            case "look" -> looked(line);
            case "select" -> selected(line);
            case "copy" -> Optional.of(new Telling(Verb.CALLS, copied(line)));
            case "end" -> Optional.of(new Telling(Verb.ENDS, ended(line)));
            case "label" -> labelled(line);
            case "expire" -> expired(line);
            case "park" ->
                Optional.of(new Telling(
                        Verb.KEEPS,
                        "the message in the dead-letter queue, reason " + text(line, "reason") + ": "
                                + text(line, "detail")));
            // The answer to a direct invocation is shown, too.
            case "direct" -> Optional.empty();
            // What was published is shown as it arrives at the topic, and a rejection as it is parked.
            case "publish", "reject" -> Optional.empty();
            default -> decides(whole(line));
        };
    }

    private static String noted(JsonNode line) {
        return text(line, "attempt").equals("1")
                ? "notes in its DynamoDB table that it exports this one: now nobody else does"
                : "notes in its DynamoDB table that attempt " + text(line, "attempt") + " begins";
    }

    private static Optional<Telling> looked(JsonNode line) {
        if (line.has("record")) {
            return decides("finds " + shortened(text(line, "record")) + " among Lightsail's own export records: follows"
                    + " that export, and does not call again");
        }
        // What was found is told when it is followed.
        return text(line, "decision").contains("lists no")
                ? decides("finds no export of it among Lightsail's own export records, so it may call")
                : Optional.empty();
    }

    private static Optional<Telling> selected(JsonNode line) {
        if (!line.has("selected")) {
            return decides(whole(line));
        }
        String leftOut = text(line, "leftOut").replaceAll("[{}]", "").replaceAll("(\\w+)=(\\d+)", "$2 $1");
        int selected = line.path("selected").asInt();
        return decides("chooses %d snapshot%s in its table%s"
                .formatted(
                        selected,
                        selected == 1 ? " and notes it" : "s and notes them",
                        leftOut.isEmpty() ? "" : "; leaves out: " + leftOut));
    }

    private static String copied(JsonNode line) {
        return switch (text(line, "decision")) {
            case "Lightsail makes a copy of the automatic snapshot" ->
                "CopySnapshot: Lightsail makes %s of the automatic snapshot of %s, which cannot be exported itself"
                        .formatted(text(line, "copy"), text(line, "date"));
            case "the copy is deleted" ->
                "Delete%s: the copy, which by its table the exporter has made itself"
                        .formatted(text(line, "arn").contains(":DiskSnapshot/") ? "DiskSnapshot" : "InstanceSnapshot");
            default -> whole(line);
        };
    }

    private static Optional<Telling> labelled(JsonNode line) {
        return text(line, "decision").equals("the image is labelled")
                ? Optional.of(new Telling(Verb.CALLS, "CreateTags: the image gets labels that say where it comes from"))
                : decides(whole(line));
    }

    private static Optional<Telling> expired(JsonNode line) {
        String id = text(line, "destination");
        return text(line, "decision").equals("the image is let go")
                ? Optional.of(new Telling(
                        Verb.CALLS,
                        (id.startsWith("ami-") ? "DeregisterImage and DeleteSnapshot" : "DeleteSnapshot")
                                + ": no rule keeps " + id))
                : decides(whole(line));
    }

    private static Optional<Telling> received(JsonNode line) {
        return switch (text(line, "decision")) {
            case "come back" -> Optional.of(new Telling(Verb.WAITS, waits(line)));
            case "done" -> done(line);
            case "given up" -> Optional.empty();
            default -> decides(whole(line));
        };
    }

    private static String waits(JsonNode line) {
        String why = text(line, "reason");
        String detail = text(line, "detail");
        String sentence = switch (why) {
            case "SnapshotPending" -> "the snapshot is still being made";
            case "SnapshotNotVisibleYet" -> "the snapshot that was announced is not to be seen yet";
            case "SlotsTaken" -> "as many exports as may be are in flight";
            case "LeaseHeld", "LedgerChanged" -> "another message works on this export";
            case "Throttled" -> "Lightsail wants fewer calls";
            case "ExportRunning" -> "the export is running";
            case "ResultNotListed" -> "the export has succeeded, but its result is not listed yet";
            case "RunUnfinished" -> "some that were chosen have not ended";
            case "CallInDoubt" -> "nobody knows whether ExportSnapshot got through: it will look first";
            default -> why + (detail.isEmpty() ? "" : ": " + detail);
        };
        long seconds = Math.max(1, line.path("delaySeconds").asLong());
        return "%s; the message comes back in about %d s".formatted(sentence, seconds);
    }

    private static Optional<Telling> done(JsonNode line) {
        return switch (text(line, "reason")) {
            case "ExportStarted" -> decides("sends a message that follows the export to its end; this one is done");
            case "InProgress" -> decides("an export of it is under way already: starts nothing, the message is done");
            case "AlreadyExported" -> decides("it was exported before: starts nothing");
            case "RunDispatched" -> decides("has put a request for each of them on the queue, and one for the report");
            // Its end was told already.
            case "ExportSucceeded", "ExportFailed", "AttemptFailed", "ExportDeadline", "RunReported" ->
                Optional.empty();
            case "Answered", "Outdated" -> decides("this was answered before: nothing is left to do");
            default -> decides("done, " + text(line, "reason") + ": " + text(line, "detail"));
        };
    }

    private static String called(JsonNode line) {
        if (line.has("operations")) {
            int operations = line.path("operations").asInt();
            return "ExportSnapshot: accepted, with %d operation%s".formatted(operations, operations == 1 ? "" : "s");
        }
        String answer = "ExportSnapshot: answered %s (%s). "
                .formatted(text(line, "code"), text(line, "detail").replaceFirst("^ExportSnapshot: ", ""));
        return answer
                + (line.path("mayHaveStarted").asBoolean()
                        ? "An export may have begun all the same, so the next receive looks before it calls again."
                        : "No export has begun, so it may call again.");
    }

    private static String ended(JsonNode line) {
        String how = text(line, "decision").replaceFirst("^the attempt is ", "");
        String why = joined(text(line, "code"), text(line, "detail"));
        return switch (how) {
            case "Succeeded" -> joined("Succeeded", joined(text(line, "destination"), why));
            case "Retrying" -> joined("attempt " + text(line, "attempt") + " failed and another one follows", why);
            default -> joined(how + " with attempt " + text(line, "attempt") + ", for good", why);
        };
    }

    private static String joined(String first, String second) {
        return first.isEmpty() || second.isEmpty() ? first + second : first + ": " + second;
    }

    /** Whatever nobody has put into a sentence. */
    private static String whole(JsonNode line) {
        String detail = joined(text(line, "reason"), text(line, "detail") + text(line, "exception"));
        return joined(text(line, "step") + " " + text(line, "decision"), detail);
    }

    /** A record's name ends with a GUID, of which the first part tells enough. */
    private static String shortened(String record) {
        return record.replaceFirst("(-[0-9a-f]{8})-[0-9a-f-]{27}$", "$1...");
    }

    private static Optional<Telling> decides(String text) {
        return Optional.of(new Telling(Verb.DECIDES, text));
    }

    private static String text(JsonNode line, String member) {
        return line.path(member).asText();
    }
}
