package io.github.snapshotexporter.notification;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.job.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * A document as a person reads it: what happened, the facts, and what to do next.
 *
 * @param subject under 100 characters of ASCII, as SNS wants it
 */
record Email(String subject, String text) {
    private static final int LONGEST_SUBJECT = 99;

    static Email about(JsonNode document) {
        MilestoneType type = MilestoneType.ofWireName(document.path("type").asText());
        if (type == MilestoneType.RUN_COMPLETED) {
            return RunEmail.about(document);
        }
        if (type == MilestoneType.RETENTION_COMPLETED) {
            return aboutRetention(document);
        }
        String name = document.path("sourceSnapshotName").asText();
        String headline = headline(type, document);
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, headline, name)).append("\n\n");
        addFacts(text, document);
        text.append("\nNext step: ").append(nextStep(type, document)).append('\n');
        return new Email(subject(type, name), text.toString());
    }

    private static Email aboutRetention(JsonNode document) {
        JsonNode images = document.path("images");
        int expired = images.path("expired").asInt();
        int failed = images.path("failed").asInt();
        return new Email(
                (failed > 0 || images.has("unreadable") ? "PARTIAL: " : "OK: ") + expired
                        + (expired == 1 ? " image" : " images") + " let go in EC2",
                String.format(
                        Locale.ROOT,
                        "What the rules do not keep was to be let go.\n%s\nNext step: %s\n",
                        ImagesText.of(document),
                        nextStepAfterRetention(failed, images)));
    }

    private static String nextStepAfterRetention(int failed, JsonNode images) {
        if (images.has("unreadable")) {
            return "compare the function's role with docs/permissions.md, then ask again.";
        }
        return failed > 0
                ? "see the reasons above; the next retention tries again. Deleting needs a rule of the stack, like KeepLast."
                : "none.";
    }

    private static String subject(MilestoneType type, String name) {
        String subject = switch (type) {
                    case EXPORT_STARTED -> "Export started: ";
                    case EXPORT_SUCCEEDED -> "Exported to EC2: ";
                    case EXPORT_FAILED -> "EXPORT FAILED: ";
                    case EXPORT_ABANDONED -> "EXPORT ABANDONED: ";
                    case ALREADY_EXPORTED -> "Already exported: ";
                    case REQUEST_REJECTED -> name.isEmpty() ? "REQUEST REJECTED" : "REQUEST REJECTED: ";
                    case RUN_COMPLETED, RETENTION_COMPLETED ->
                        throw new IllegalArgumentException("this has an e-mail of its own");
                }
                + name;
        return subject.length() <= LONGEST_SUBJECT ? subject : subject.substring(0, LONGEST_SUBJECT - 3) + "...";
    }

    private static String headline(MilestoneType type, JsonNode document) {
        return switch (type) {
            case EXPORT_STARTED ->
                document.path("adopted").asBoolean()
                        ? "An export of the Lightsail snapshot %s to EC2 was found and is followed from now on."
                        : "The export of the Lightsail snapshot %s to EC2 has started.";
            case EXPORT_SUCCEEDED -> "The Lightsail snapshot %s was exported to EC2.";
            case EXPORT_FAILED -> "The Lightsail snapshot %s could not be exported to EC2.";
            case EXPORT_ABANDONED ->
                switch (Reason.ofCode(document.path("error").path("reason").asText())) {
                    case EXPORT_DEADLINE ->
                        "The export of the Lightsail snapshot %s has not ended in time and is no longer followed.";
                    case ACCESS_DENIED, UNAUTHENTICATED ->
                        "The export of the Lightsail snapshot %s is no longer followed, because Lightsail has refused for"
                                + " hours to tell how it goes.";
                    default ->
                        "The export of the Lightsail snapshot %s is no longer followed, and nobody knows yet how it ends.";
                };
            case ALREADY_EXPORTED -> "The Lightsail snapshot %s was exported before, so nothing was started.";
            case REQUEST_REJECTED ->
                document.has("sourceSnapshotName")
                        ? "The request to export %s was rejected."
                        : "A request was rejected that names no snapshot.";
            case RUN_COMPLETED, RETENTION_COMPLETED ->
                throw new IllegalArgumentException("this has an e-mail of its own");
        };
    }

    private static void addFacts(StringBuilder text, JsonNode document) {
        JsonNode snapshot = document.path("snapshot");
        JsonNode error = document.path("error");
        add(text, "Result", document.path("destination").path("id").asText());
        add(text, "Reason", error.path("reason").asText());
        add(text, "Code", error.path("code").asText());
        add(text, "Message", error.path("message").asText());
        add(text, "Snapshot of", snapshot.path("fromResourceName").asText());
        add(text, "Kind", snapshot.path("resourceType").asText());
        add(text, "Size", snapshot.has("sizeInGb") ? snapshot.path("sizeInGb").asInt() + " GB" : "");
        add(text, "Requested by", document.path("requestedBy").asText());
        add(
                text,
                "Run",
                document.path("runId").asText()
                        + (document.path("runReported").asBoolean() ? " (reported before this export has ended)" : ""));
        add(text, "Job", document.path("jobId").asText());
        add(text, "Attempts", document.path("attempts").asText());
        add(
                text,
                "Took",
                document.has("durationSeconds")
                        ? took(document.path("durationSeconds").asLong())
                        : "");
        add(text, "Region", document.path("region").asText());
        add(text, "Account", document.path("account").asText());
        add(text, "Time", document.path("time").asText());
    }

    private static void add(StringBuilder text, String label, String value) {
        if (!value.isEmpty()) {
            text.append(String.format(Locale.ROOT, "%-14s%s\n", label + ":", value));
        }
    }

    /** A duration as a person says it. */
    static String took(long seconds) {
        Duration time = Duration.ofSeconds(seconds);
        return time.toHours() > 0
                ? String.format(Locale.ROOT, "%d h %d min", time.toHours(), time.toMinutesPart())
                : String.format(Locale.ROOT, "%d min %d s", time.toMinutes(), time.toSecondsPart());
    }

    private static String nextStep(MilestoneType type, JsonNode document) {
        return switch (type) {
            case EXPORT_STARTED -> "none. You will be told how it ends.";
            case EXPORT_SUCCEEDED ->
                document.has("destination")
                        ? "none. " + whereToFind(document) + " EC2 bills its storage from now on.\n"
                                + beforeLaunch(document)
                        : "look in EC2 under AMIs and Snapshots: Lightsail reports success but has not listed the result.";
            case ALREADY_EXPORTED -> whereToFind(document) + " To export it once more, ask with \"force\": true.";
            case EXPORT_ABANDONED ->
                "look in the Lightsail console under Exports. It may still end well; asking for the snapshot again takes up"
                        + " an export that has come through and starts a new one otherwise.";
            case EXPORT_FAILED, REQUEST_REJECTED ->
                nextStep(Reason.ofCode(document.path("error").path("reason").asText()));
            case RUN_COMPLETED, RETENTION_COMPLETED ->
                throw new IllegalArgumentException("this has an e-mail of its own");
        };
    }

    private static String beforeLaunch(JsonNode document) {
        List<String> hints = ImageHints.beforeLaunch(document);
        return ImageHints.consoleLink(document)
                + (hints.isEmpty() ? "" : "\n\nBefore you use it:\n- " + String.join("\n- ", hints));
    }

    private static String whereToFind(JsonNode document) {
        return document.has("destination")
                ? String.format(
                        Locale.ROOT,
                        "You find %s in EC2, in %s.",
                        document.path("destination").path("id").asText(),
                        document.path("region").asText())
                : "You find it in EC2 under AMIs or Snapshots.";
    }

    /** What to do about this reason. */
    static String nextStep(Reason reason) {
        return switch (reason) {
            case INVALID_REQUEST -> "mend the request as the message says and send it again.";
            case SNAPSHOT_NOT_FOUND ->
                "check the name or the day, and the Region; an automatic snapshot is asked for by sourceResourceName.";
            case SNAPSHOT_FAILED -> "take a new snapshot: this one ended in the state \"error\".";
            case SNAPSHOT_REPLACED -> "ask again if you want the snapshot that has this name now.";
            case COPY_NAME_TAKEN ->
                "delete the snapshot that has the name of the copy, if nobody needs it, then ask again.";
            case PENDING_DEADLINE -> "check in Lightsail why the snapshot is not ready, and ask again when it is.";
            case NO_SLOT -> "ask again later, or raise the number of exports in flight (MAX_IN_FLIGHT).";
            case EXPORT_IN_PROGRESS -> "wait for the end of the export that is under way, then force a new one.";
            case ACCESS_DENIED -> "check the function's role and its tag condition, then ask again.";
            case UNAUTHENTICATED -> "check the credentials the function runs with, then ask again.";
            case INVALID_INPUT -> "read Lightsail's message: it will refuse this snapshot every time.";
            case IMAGE_FAILED -> "look at the image in EC2, and ask again: the snapshot is exported once more.";
            case OPERATION_FAILED, EXPORT_FAILED ->
                "read Lightsail's message; not every snapshot can be exported. You may ask again.";
            default ->
                "read the log of the function, then move the message back from the dead-letter queue or ask again.";
        };
    }
}
