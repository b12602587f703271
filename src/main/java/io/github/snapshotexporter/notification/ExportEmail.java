package io.github.snapshotexporter.notification;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.SnapshotName;
import io.github.snapshotexporter.job.Words;
import io.github.snapshotexporter.settings.Documentation;
import java.time.Duration;
import java.util.List;

/** What a person reads of one export, or of one request. */
final class ExportEmail {
    private ExportEmail() {}

    static Email started(JsonNode document) {
        MailText text = new MailText()
                .paragraph(
                        document.path("adopted").asBoolean()
                                ? "An export of " + snapshot(document)
                                        + " to EC2 was found and is followed from now on."
                                : "The export of " + snapshot(document) + " to EC2 has started.")
                .paragraph("Next step: none. You will be told how it ends.");
        return email("OK: export of " + shortly(document) + " to EC2 under way", text, document);
    }

    static Email succeeded(JsonNode document, Documentation pages) {
        MailText text = new MailText().paragraph(capitalized(snapshot(document)) + " was exported to EC2.");
        if (document.has("destination")) {
            text.paragraph("Next step: none. " + whereToFind(document) + " EC2 bills its storage from now on.")
                    .line(ImageHints.consoleLink(document));
            addHints(text, ImageHints.beforeLaunch(document, pages));
        } else {
            text.paragraph("Next step: look in EC2 under AMIs and Snapshots: Lightsail reports success but has not"
                            + " listed the result.")
                    .paragraph("The reason: " + Email.why(document.path("error")));
        }
        return email("OK: " + shortly(document) + " exported to EC2", text, document);
    }

    private static void addHints(MailText text, List<String> hints) {
        if (!hints.isEmpty()) {
            text.paragraph("Before you use it:");
            hints.forEach(text::item);
        }
    }

    static Email failed(JsonNode document, Documentation pages) {
        MailText text = new MailText()
                .paragraph(capitalized(snapshot(document))
                        + " could not be exported to EC2. It stays in Lightsail as it is.");
        addWhy(text, document, nextStep(reason(document)), pages);
        return email("FAILED: " + shortly(document) + " not exported to EC2", text, document);
    }

    static Email abandoned(JsonNode document, Documentation pages) {
        String sentence = switch (reason(document)) {
            case EXPORT_DEADLINE -> "The export of %s has not ended in time and is no longer followed.";
            case ACCESS_DENIED, UNAUTHENTICATED ->
                "The export of %s is no longer followed, because Lightsail has refused for hours to tell how it goes.";
            default -> "The export of %s is no longer followed, and nobody knows yet how it ends.";
        };
        MailText text = new MailText().paragraph(sentence.replace("%s", snapshot(document)));
        addWhy(
                text,
                document,
                "look in the Lightsail console under Exports. It may still end well; asking for the snapshot again takes up"
                        + " an export that has come through and starts a new one otherwise.",
                pages);
        return email("FAILED: export of " + shortly(document) + " no longer followed", text, document);
    }

    static Email alreadyExported(JsonNode document) {
        MailText text = new MailText()
                .paragraph(capitalized(snapshot(document)) + " was exported before, so nothing was started.")
                .paragraph("Next step: none. " + whereToFind(document)
                        + " To export it once more, ask with \"force\": true.");
        return email("OK: " + shortly(document) + " was exported before", text, document);
    }

    static Email rejected(JsonNode document, Documentation pages) {
        boolean named = document.has("sourceSnapshotName");
        MailText text = new MailText()
                .paragraph(
                        named
                                ? "The request to export " + name(document) + " was rejected."
                                : "A request was rejected that names no snapshot.");
        addWhy(text, document, nextStep(reason(document)), pages);
        return email(
                named ? "FAILED: request for " + name(document) + " rejected" : "FAILED: a request was rejected",
                text,
                document);
    }

    private static void addWhy(MailText text, JsonNode document, String nextStep, Documentation pages) {
        text.paragraph("The reason: " + Email.why(document.path("error")))
                .paragraph("Next step: " + nextStep)
                .line("What each reason means: " + pages.page("errors.md"));
    }

    private static Email email(String subject, MailText text, JsonNode document) {
        addFacts(text.gap(), document);
        return new Email(subject, text.toString());
    }

    private static String name(JsonNode document) {
        return document.path("sourceSnapshotName").asText();
    }

    /** As a person knows it: the name of a copy is the exporter's own. */
    private static String snapshot(JsonNode document) {
        return isCopy(document)
                ? "the automatic snapshot of " + source(document) + ", by its copy " + name(document) + ","
                : "the Lightsail snapshot " + name(document);
    }

    private static String shortly(JsonNode document) {
        return isCopy(document) ? "automatic snapshot of " + source(document) : name(document);
    }

    private static boolean isCopy(JsonNode document) {
        return !source(document).isEmpty() && AutoSnapshot.mayBeCopyName(SnapshotName.of(name(document)));
    }

    private static String source(JsonNode document) {
        return document.path("snapshot").path("fromResourceName").asText();
    }

    private static String capitalized(String sentence) {
        return "T" + sentence.substring(1);
    }

    private static Reason reason(JsonNode document) {
        return Reason.ofCode(document.path("error").path("reason").asText());
    }

    private static String whereToFind(JsonNode document) {
        return document.has("destination")
                ? "You find " + document.path("destination").path("id").asText() + " in EC2, in "
                        + document.path("region").asText() + "."
                : "You find it in EC2 under AMIs or Snapshots.";
    }

    private static void addFacts(MailText text, JsonNode document) {
        JsonNode snapshot = document.path("snapshot");
        text.fact("Result", document.path("destination").path("id").asText())
                .fact("Snapshot of", snapshot.path("fromResourceName").asText())
                .fact("Kind", snapshot.path("resourceType").asText())
                .fact(
                        "Size",
                        snapshot.has("sizeInGb") ? snapshot.path("sizeInGb").asInt() + " GB" : "")
                .fact("Requested by", document.path("requestedBy").asText())
                .fact(
                        "Run",
                        document.path("runId").asText()
                                + (document.path("runReported").asBoolean()
                                        ? " (reported before this export has ended)"
                                        : ""))
                .fact("Job", document.path("jobId").asText())
                .fact("Attempts", document.path("attempts").asText())
                .fact(
                        "Took",
                        document.has("durationSeconds")
                                ? Words.of(Duration.ofSeconds(
                                        document.path("durationSeconds").asLong()))
                                : "")
                .fact("Region", document.path("region").asText())
                .fact("Account", document.path("account").asText())
                .fact("Time", document.path("time").asText());
    }

    /** What to do about this reason. */
    private static String nextStep(Reason reason) {
        return switch (reason) {
            case INVALID_REQUEST -> "mend the request as the reason says and send it again.";
            case SNAPSHOT_NOT_FOUND ->
                "check the name or the day, and the Region; an automatic snapshot is asked for by sourceResourceName.";
            case SNAPSHOT_FAILED -> "take a new snapshot: this one ended in the state \"error\".";
            case SNAPSHOT_REPLACED -> "ask again if you want the snapshot that has this name now.";
            case COPY_NAME_TAKEN ->
                "delete the snapshot that has the name of the copy, if nobody needs it, then ask again.";
            case PENDING_DEADLINE -> "check in Lightsail why the snapshot is not ready, and ask again when it is.";
            case NO_SLOT -> "ask again later, or raise how many exports may be under way at once (MaxInFlight).";
            case EXPORT_IN_PROGRESS -> "wait for the end of the export that is under way, then force a new one.";
            case ACCESS_DENIED -> "check the function's role and its tag condition, then ask again.";
            case UNAUTHENTICATED -> "check the credentials the function runs with, then ask again.";
            case INVALID_INPUT -> "read what Lightsail says: it will refuse this snapshot every time.";
            case IMAGE_FAILED -> "look at the image in EC2, and ask again: the snapshot is exported once more.";
            case OPERATION_FAILED, EXPORT_FAILED ->
                "read what Lightsail says; not every snapshot can be exported. You may ask again.";
            default ->
                "read the log of the function, then move the message back from the dead-letter queue or ask again.";
        };
    }
}
