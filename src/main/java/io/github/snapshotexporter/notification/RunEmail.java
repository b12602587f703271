package io.github.snapshotexporter.notification;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.job.Reason;
import java.util.Locale;
import java.util.stream.Collectors;

/** The report of a run as a person reads it at breakfast: whether all is well, then what is not, then the rest. */
final class RunEmail {
    /** What fits a screen or two; the JSON has more. */
    private static final int MOST_LINES = 100;

    private RunEmail() {}

    static Email about(JsonNode document) {
        JsonNode summary = document.path("summary");
        String status = document.path("status").asText();
        String subject = "%s: %d of %d snapshots exported to EC2"
                .formatted(
                        status,
                        summary.path("exported").asInt()
                                + summary.path("alreadyExported").asInt(),
                        summary.path("selected").asInt());
        StringBuilder text = new StringBuilder(headline(status, summary)).append("\n\n");
        for (String count :
                new String[] {"selected", "exported", "alreadyExported", "failed", "rejected", "unfinished"}) {
            text.append("%-18s%d\n"
                    .formatted(label(count) + ":", summary.path(count).asInt()));
        }
        text.append("%-18s%d GB\n"
                .formatted("Exported size:", summary.path("exportedGb").asInt()));
        text.append("%-18s%s\n"
                .formatted("Took:", Email.took(document.path("durationSeconds").asLong())));
        text.append("%-18s%s\n".formatted("Run:", document.path("runId").asText()));
        if (document.has("leftOut")) {
            text.append("%-18s%s\n".formatted("Left out:", leftOut(document.path("leftOut"))));
        }
        JsonNode error = document.path("error");
        for (String fact : new String[] {"reason", "code", "message"}) {
            if (error.has(fact)) {
                text.append("%-18s%s\n"
                        .formatted(label(fact) + ":", error.path(fact).asText()));
            }
        }
        text.append('\n');
        int lines = 0;
        for (JsonNode member : document.path("members")) {
            if (lines++ == MOST_LINES) {
                break;
            }
            text.append(line(member));
        }
        int omitted = document.path("membersOmitted").asInt()
                + Math.max(0, document.path("members").size() - MOST_LINES);
        if (omitted > 0) {
            text.append("and ").append(omitted).append(" more\n");
        }
        text.append("\nNext step: ").append(nextStep(document)).append('\n');
        return new Email(subject(document, status, subject), text.toString());
    }

    /** For example {@code 3 over limit, 12 too old}. */
    private static String leftOut(JsonNode counts) {
        return counts.properties().stream()
                .map(count -> count.getValue().asInt() + " "
                        + label(count.getKey()).strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }

    private static String subject(JsonNode document, String status, String counts) {
        return document.has("error") ? status + ": the nightly run could not select snapshots" : counts;
    }

    private static String nextStep(JsonNode document) {
        if (document.has("error")) {
            return Email.nextStep(
                    Reason.ofCode(document.path("error").path("reason").asText()));
        }
        if (document.path("status").asText().equals("OK")) {
            return "none.";
        }
        JsonNode summary = document.path("summary");
        boolean onlyUnfinished =
                summary.path("failed").asInt() + summary.path("rejected").asInt() == 0;
        return onlyUnfinished
                ? "look in the Lightsail console under Exports; what is unfinished still publishes its own end."
                : "see the reasons above; each failure was also told by itself.";
    }

    private static String headline(String status, JsonNode summary) {
        if (summary.path("selected").asInt() == 0 && status.equals("OK")) {
            return "Nothing was to be exported: no snapshot was selected, or all are exported already.";
        }
        return switch (status) {
            case "OK" -> "Everything that was selected is exported.";
            case "PARTIAL" -> "Not everything that was selected is exported.";
            default -> "The run has failed.";
        };
    }

    private static String label(String count) {
        String words = count.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private static String line(JsonNode member) {
        String result = member.has("destination")
                ? member.path("destination").path("id").asText()
                : member.path("reason").asText();
        return "%-16s%s  %s\n"
                .formatted(
                        label(member.path("outcome").asText()).toLowerCase(Locale.ROOT),
                        member.path("sourceSnapshotName").asText(),
                        result);
    }
}
