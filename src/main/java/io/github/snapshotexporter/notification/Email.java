package io.github.snapshotexporter.notification;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.settings.Documentation;
import java.util.Arrays;

/**
 * A document as a person reads it: what happened, what to do next, where it is, and then the facts.
 *
 * @param subject under 100 characters of ASCII, as SNS wants it; begins with how it ended, so that subjects can be sorted
 */
record Email(String subject, String text) {
    private static final int LONGEST_SUBJECT = 99;

    Email {
        subject = subject.length() <= LONGEST_SUBJECT ? subject : subject.substring(0, LONGEST_SUBJECT - 3) + "...";
    }

    static Email about(JsonNode document, Documentation pages) {
        return switch (MilestoneType.ofWireName(document.path("type").asText())) {
            case EXPORT_STARTED -> ExportEmail.started(document);
            case EXPORT_SUCCEEDED -> ExportEmail.succeeded(document, pages);
            case EXPORT_FAILED -> ExportEmail.failed(document, pages);
            case EXPORT_ABANDONED -> ExportEmail.abandoned(document, pages);
            case ALREADY_EXPORTED -> ExportEmail.alreadyExported(document);
            case REQUEST_REJECTED -> ExportEmail.rejected(document, pages);
            case RUN_COMPLETED -> new RunEmail(document, pages).written();
            case RETENTION_COMPLETED -> new RetentionEmail(document, pages).written();
        };
    }

    /** Why something did not work out: the words first, for whoever looks it up the codes behind them. */
    static String why(String message, String... codes) {
        String known = String.join(
                ", ", Arrays.stream(codes).filter(code -> !code.isEmpty()).toList());
        return message.isEmpty() ? known : known.isEmpty() ? message : message + " (" + known + ")";
    }

    /** The same of a document's error. */
    static String why(JsonNode error) {
        return why(
                error.path("message").asText(),
                error.path("reason").asText(),
                error.path("code").asText());
    }
}
