package io.github.snapshotexporter.notification;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.settings.Documentation;

/** What a person reads of a retention that somebody has asked for. */
record RetentionEmail(JsonNode document, Documentation pages) {
    Email written() {
        MailText text = new MailText().paragraph("What the rules do not keep was to be let go.");
        text.paragraph("Next step: " + nextStep());
        ImagesText.add(text, document, pages);
        text.gap()
                .fact("Job", document.path("jobId").asText())
                .fact("Region", document.path("region").asText())
                .fact("Account", document.path("account").asText())
                .fact("Time", document.path("time").asText());
        int expired = images().path("expired").asInt();
        return new Email(
                (failed() > 0 || isUnreadable() ? "PARTIAL: " : "OK: ") + expired
                        + (expired == 1 ? " image" : " images") + " let go in EC2",
                text.toString());
    }

    private JsonNode images() {
        return document.path("images");
    }

    private int failed() {
        return images().path("failed").asInt();
    }

    private boolean isUnreadable() {
        return images().has("unreadable");
    }

    private String nextStep() {
        if (isUnreadable()) {
            return "compare the function's role with what it needs, then ask again. What it needs: "
                    + pages.page("permissions.md");
        }
        return failed() > 0
                ? "see below what is left; the next retention tries again. Deleting needs a rule of the stack, like KeepLast."
                : "none.";
    }
}
