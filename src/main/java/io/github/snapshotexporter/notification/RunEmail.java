package io.github.snapshotexporter.notification;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.job.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The report of a run as a person reads it at breakfast: whether all is well, then what is not, then the rest. */
record RunEmail(JsonNode document) {
    /** What fits a screen or two; the JSON has more. */
    private static final int MOST_LINES = 100;

    private static final int LONGEST_NAME = 60;

    static Email about(JsonNode document) {
        RunEmail email = new RunEmail(document);
        String text = String.format(
                Locale.ROOT,
                "%s\n\n%s\n%s\nNext step: %s\n%s",
                email.headline(),
                email.facts(),
                email.members(),
                String.join(" ", email.nextSteps()),
                ImagesText.of(document));
        return new Email(email.subject(), text);
    }

    private String status() {
        return document.path("status").asText();
    }

    private boolean couldNotSelect() {
        return document.has("error");
    }

    private int count(String name) {
        return document.path("summary").path(name).asInt();
    }

    private int exported() {
        return count("exported") + count("alreadyExported");
    }

    private int failed() {
        return count("failed") + count("rejected");
    }

    private boolean onlyUnfinished() {
        return count("selected") > 0 && count("unfinished") == count("selected");
    }

    private String subject() {
        if (couldNotSelect()) {
            return status() + ": the run could not select snapshots";
        }
        if (count("selected") == 0) {
            return status() + ": nothing to export to EC2";
        }
        return onlyUnfinished()
                ? String.format(Locale.ROOT, "%s: no export has ended yet, %d under way", status(), count("unfinished"))
                : String.format(
                        Locale.ROOT, "%s: %d of %d snapshots exported to EC2", status(), exported(), count("selected"));
    }

    private String headline() {
        if (couldNotSelect()) {
            return "The run has failed: it could not select snapshots, so nothing was asked for.";
        }
        if (count("selected") == 0) {
            return NothingSelected.in(document).headline();
        }
        if (onlyUnfinished()) {
            return "No export had ended when the run's deadline passed.";
        }
        return switch (status()) {
            case "OK" -> "Everything that was selected is exported.";
            case "PARTIAL" -> "Not everything that was selected is exported.";
            default -> "Nothing that was selected is exported.";
        };
    }

    private String facts() {
        StringBuilder facts = new StringBuilder();
        if (!couldNotSelect()) {
            for (String name : List.of("selected", "exported", "alreadyExported", "failed", "rejected", "unfinished")) {
                add(facts, words(name), count(name) == 0 ? "" : Integer.toString(count(name)));
            }
            add(facts, "exported size", count("exportedGb") == 0 ? "" : count("exportedGb") + " GB");
        }
        add(facts, "left out", leftOut());
        JsonNode error = document.path("error");
        for (String name : List.of("reason", "code", "message")) {
            add(facts, name, error.path(name).asText());
        }
        add(facts, "took", Email.took(document.path("durationSeconds").asLong()));
        for (String name : List.of("runId", "requestedBy", "region", "account")) {
            add(facts, words(name).replace(" id", ""), document.path(name).asText());
        }
        return facts.toString();
    }

    private static void add(StringBuilder facts, String label, String value) {
        if (!value.isEmpty()) {
            String capitalized = label.substring(0, 1).toUpperCase(Locale.ROOT) + label.substring(1);
            facts.append(String.format(Locale.ROOT, "%-18s%s\n", capitalized + ":", value));
        }
    }

    /** For example {@code 3 over limit, 12 too old}. */
    private String leftOut() {
        return document.path("leftOut").properties().stream()
                .map(count -> count.getValue().asInt() + " " + words(count.getKey()))
                .collect(Collectors.joining(", "));
    }

    private String members() {
        List<JsonNode> members = StreamSupport.stream(document.path("members").spliterator(), false)
                .toList();
        List<JsonNode> shown = members.stream().limit(MOST_LINES).toList();
        int width = shown.stream()
                .mapToInt(member -> member.path("sourceSnapshotName").asText().length())
                .max()
                .orElse(1);
        StringBuilder lines = new StringBuilder();
        shown.forEach(member -> lines.append(line(member, Math.min(width, LONGEST_NAME))));
        int omitted = document.path("membersOmitted").asInt() + members.size() - shown.size();
        if (omitted > 0) {
            lines.append("and ").append(omitted).append(" more\n");
        }
        return lines.toString();
    }

    private static String line(JsonNode member, int width) {
        String result = member.has("destination")
                ? member.path("destination").path("id").asText()
                : member.path("reason").asText();
        return String.format(
                                Locale.ROOT,
                                "%-16s %s  %s",
                                words(member.path("outcome").asText()),
                                padded(member.path("sourceSnapshotName").asText(), width),
                                result)
                        .stripTrailing()
                + "\n";
    }

    private static String padded(String name, int width) {
        return name + " ".repeat(Math.max(0, width - name.length()));
    }

    private List<String> nextSteps() {
        if (couldNotSelect()) {
            return List.of(afterFailedSelection(
                    Reason.ofCode(document.path("error").path("reason").asText())));
        }
        List<String> steps = new ArrayList<>();
        int overLimit = document.path("leftOut").path("OverLimit").asInt();
        if (failed() > 0) {
            steps.add("see the reasons above, which docs/errors.md explains; each failure was also told by itself.");
        }
        if (count("unfinished") > 0) {
            steps.add(
                    "what is unfinished goes on. If it fails, you are told; if it succeeds late, look in EC2, or in the"
                            + " next report, which leaves it out as already exported.");
        }
        if (overLimit > 0) {
            steps.add("raise the limit (SelectLimit) if the " + overLimit + " over it are to be exported.");
        }
        if (document.path("leftOut").has("SourceRefused")) {
            steps.add("read the log for the instances and disks whose automatic snapshots Lightsail refuses to list.");
        }
        if (steps.isEmpty()) {
            steps.add(count("selected") == 0 ? NothingSelected.in(document).nextStep() : "none.");
        }
        return steps;
    }

    private static String afterFailedSelection(Reason reason) {
        String first = switch (reason) {
            case ACCESS_DENIED -> "compare the function's role with docs/permissions.md";
            case UNAUTHENTICATED -> "check the credentials the function runs with";
            default -> "read the log of the function";
        };
        return first + ", then move the message back from the dead-letter queue, or wait for the next run.";
    }

    /** The words of a name in camel case, in small letters. */
    static String words(String name) {
        return name.replaceAll("([A-Z])", " $1").strip().toLowerCase(Locale.ROOT);
    }
}
