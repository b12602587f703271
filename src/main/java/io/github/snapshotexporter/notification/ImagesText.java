package io.github.snapshotexporter.notification;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.settings.Documentation;
import java.util.Locale;

/** What stands in EC2 and what was let go, as a person reads it. */
final class ImagesText {
    private static final int MOST_LINES = 30;

    /** So many are made in a month by one site, and nobody has said how many to keep. */
    private static final int MANY = 30;

    private static final int DAY = 10;

    private ImagesText() {}

    /** A paragraph that says it; nothing for a document of an earlier version. */
    static void add(MailText text, JsonNode document, Documentation pages) {
        JsonNode images = document.path("images");
        if (images.isMissingNode()) {
            return;
        }
        text.paragraph(standing(images));
        if (images.has("monthlyUsdAtMost") && images.path("keptGb").asInt() > 0) {
            text.line(String.format(
                    Locale.ROOT,
                    "They cost USD %.2f a month at most.",
                    images.path("monthlyUsdAtMost").asDouble()));
        }
        if (images.has("unreadable")) {
            text.line("EC2 does not tell which of them stand, so none was let go: "
                    + images.path("unreadable").asText());
        }
        if (!images.path("hasRules").asBoolean() && images.path("kept").asInt() > MANY) {
            text.line(
                    "No rule lets old ones go. Set one with a parameter of the stack, like KeepDaily=7 and KeepWeekly=4: "
                            + pages.page("images.md"));
        }
        addEach(
                text,
                "Let go:",
                document.path("expired"),
                images.path("expired").asInt());
        addEach(
                text,
                "NOT let go:",
                document.path("notExpired"),
                images.path("failed").asInt());
    }

    private static String standing(JsonNode images) {
        int kept = images.path("kept").asInt();
        if (kept == 0) {
            return "In EC2 there is no image.";
        }
        return String.format(
                Locale.ROOT,
                "In EC2 there %s %d image%s, %d GB at most, the oldest of %s.",
                kept == 1 ? "is" : "are",
                kept,
                kept == 1 ? "" : "s",
                images.path("keptGb").asInt(),
                images.path("oldest").asText().substring(0, DAY));
    }

    private static void addEach(MailText text, String label, JsonNode entries, int count) {
        if (count == 0) {
            return;
        }
        text.paragraph(label);
        int shown = 0;
        for (JsonNode entry : entries) {
            if (shown == MOST_LINES) {
                break;
            }
            shown++;
            text.item(entry.path("imageId").asText() + ", "
                    + entry.path("sourceSnapshotName").asText()
                    + (entry.has("message") ? ": " + entry.path("message").asText() : ""));
        }
        if (count > shown) {
            text.item("and " + (count - shown) + " more");
        }
    }
}
