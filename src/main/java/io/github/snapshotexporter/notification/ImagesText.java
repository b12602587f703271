package io.github.snapshotexporter.notification;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What stands in EC2 and what was let go, as a person reads it. */
final class ImagesText {
    private static final int MOST_LINES = 30;

    /** So many are made in a month by one site, and nobody has said how many to keep. */
    private static final int MANY = 30;

    private static final int DAY = 10;

    private ImagesText() {}

    /** Lines that say it, after an empty one; nothing for a document of an earlier version. */
    static String of(JsonNode document) {
        JsonNode images = document.path("images");
        if (images.isMissingNode()) {
            return "";
        }
        List<String> lines = new ArrayList<>();
        lines.add(standing(images));
        if (images.has("unreadable")) {
            lines.add("EC2 does not tell which of them stand, so none was let go: "
                    + images.path("unreadable").asText());
        }
        addEach(
                lines,
                "Let go:",
                document.path("expired"),
                images.path("expired").asInt());
        addEach(
                lines,
                "NOT let go:",
                document.path("notExpired"),
                images.path("failed").asInt());
        if (images.has("monthlyUsdAtMost") && images.path("keptGb").asInt() > 0) {
            lines.add(String.format(
                    Locale.ROOT,
                    "They cost USD %.2f a month at most.",
                    images.path("monthlyUsdAtMost").asDouble()));
        }
        if (!images.path("hasRules").asBoolean() && images.path("kept").asInt() > MANY) {
            lines.add("No rule lets old ones go. Set one with a parameter of the stack, like KeepDaily=7 and"
                    + " KeepWeekly=4; docs/images.md tells how.");
        }
        return "\n" + String.join("\n", lines) + "\n";
    }

    private static String standing(JsonNode images) {
        int kept = images.path("kept").asInt();
        if (kept == 0) {
            return "In EC2: no image.";
        }
        return String.format(
                Locale.ROOT,
                "In EC2: %d image%s, %d GB at most, the oldest of %s.",
                kept,
                kept == 1 ? "" : "s",
                images.path("keptGb").asInt(),
                images.path("oldest").asText().substring(0, DAY));
    }

    private static void addEach(List<String> lines, String label, JsonNode entries, int count) {
        if (count == 0) {
            return;
        }
        lines.add(label);
        int shown = 0;
        for (JsonNode entry : entries) {
            if (shown == MOST_LINES) {
                break;
            }
            shown++;
            lines.add("  " + entry.path("imageId").asText() + "  "
                    + entry.path("sourceSnapshotName").asText()
                    + (entry.has("message") ? ": " + entry.path("message").asText() : ""));
        }
        if (count > shown) {
            lines.add("  and " + (count - shown) + " more");
        }
    }
}
