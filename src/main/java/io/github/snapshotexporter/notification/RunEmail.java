package io.github.snapshotexporter.notification;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Words;
import io.github.snapshotexporter.settings.Documentation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The report of a run as a person reads it at breakfast: whether all is well, what is not and what happens next, what is in
 * EC2 now, and then the rest.
 */
record RunEmail(JsonNode document, Documentation pages) {
    /** What fits a screen or two; the JSON has more. */
    private static final int MOST_LINES = 100;

    private static final String SELECT_AGAIN =
            "move the message back from the dead-letter queue, or wait for the next run.";

    private static final Set<String> NOT_EXPORTED = Set.of("failed", "rejected");
    private static final Set<String> EXPORTED = Set.of("exported", "alreadyExported");
    private static final Set<String> UNFINISHED = Set.of("unfinished");

    Email written() {
        MailText text = new MailText().paragraph(headline());
        if (couldNotSelect()) {
            text.paragraph("The reason: " + Email.why(document.path("error")));
        }
        addMembers(text, "Not exported:", NOT_EXPORTED, RunEmail::withReason);
        addMembers(text, "Not ended yet:", UNFINISHED, RunEmail::name);
        nextSteps().forEach(step -> text.paragraph(step));
        addMembers(text, "In EC2 now:", EXPORTED, RunEmail::withResult);
        addOmitted(text);
        addLeftOut(text);
        ImagesText.add(text, document, pages);
        addFacts(text.gap());
        return new Email(subject(), text.toString());
    }

    private String status() {
        return document.path("status").asText();
    }

    private boolean couldNotSelect() {
        return document.has("error");
    }

    private boolean isNight() {
        return document.path("requestedBy").asText().equals("schedule");
    }

    private int count(String name) {
        return document.path("summary").path(name).asInt();
    }

    private int selected() {
        return count("selected");
    }

    private int exported() {
        return count("exported") + count("alreadyExported");
    }

    private int failed() {
        return count("failed") + count("rejected");
    }

    private int unfinished() {
        return count("unfinished");
    }

    private String subject() {
        if (couldNotSelect()) {
            return status() + ": the run could not select snapshots";
        }
        if (selected() == 0) {
            return status() + ": nothing to export to EC2";
        }
        if (unfinished() == selected()) {
            return status() + ": no export has ended yet, " + unfinished() + " under way";
        }
        String counts = status() + ": " + exported() + " of " + selected() + " snapshots exported to EC2";
        return failed() == 1
                ? counts
                        + members(NOT_EXPORTED).stream()
                                .findFirst()
                                .map(member -> ", not " + name(member))
                                .orElse("")
                : counts;
    }

    private String headline() {
        if (couldNotSelect()) {
            return "The run has failed: it could not select snapshots, so nothing was asked for.";
        }
        if (selected() == 0) {
            return NothingSelected.in(document).headline();
        }
        if (unfinished() == selected()) {
            return "No export had ended when the run's deadline passed.";
        }
        return switch (status()) {
            case "OK" ->
                selected() == 1
                        ? "The one snapshot that was selected is in EC2."
                        : "All " + selected() + " snapshots that were selected are in EC2.";
            case "PARTIAL" ->
                exported() + " of " + selected() + " snapshots that were selected " + (exported() == 1 ? "is" : "are")
                        + " in EC2.";
            default ->
                selected() == 1
                        ? "The one snapshot that was selected is not exported."
                        : "None of the " + selected() + " snapshots that were selected is exported.";
        };
    }

    private List<JsonNode> members(Set<String> outcomes) {
        return StreamSupport.stream(document.path("members").spliterator(), false)
                .filter(member -> outcomes.contains(member.path("outcome").asText()))
                .toList();
    }

    private void addMembers(MailText text, String heading, Set<String> outcomes, Function<JsonNode, String> words) {
        List<JsonNode> members = members(outcomes);
        if (members.isEmpty()) {
            return;
        }
        text.paragraph(heading);
        members.stream().limit(MOST_LINES).map(words).forEach(text::item);
        if (members.size() > MOST_LINES) {
            text.item("and " + (members.size() - MOST_LINES) + " more");
        }
    }

    /** The name of a copy is the exporter's own, so that of its source stands here. */
    private static String name(JsonNode member) {
        return member.has("fromResourceName")
                ? member.path("fromResourceName").asText() + ", automatic snapshot of "
                        + member.path("restoreDate").asText()
                : member.path("sourceSnapshotName").asText();
    }

    private static String withReason(JsonNode member) {
        return name(member) + ": "
                + Email.why(
                        member.path("message").asText(), member.path("reason").asText());
    }

    private static String withResult(JsonNode member) {
        String result = member.has("destination")
                ? member.path("destination").path("id").asText()
                : "Lightsail has not told the id";
        return result + ": " + name(member)
                + (member.path("outcome").asText().equals("alreadyExported") ? " (exported before)" : "");
    }

    private void addOmitted(MailText text) {
        int omitted = document.path("membersOmitted").asInt();
        if (omitted > 0) {
            text.paragraph("Of " + omitted + " more there is no room to tell here.");
        }
    }

    private List<String> nextSteps() {
        List<String> steps = new ArrayList<>();
        if (couldNotSelect()) {
            steps.add(afterFailedSelection(
                    Reason.ofCode(document.path("error").path("reason").asText())));
        }
        if (failed() > 0) {
            steps.add("Nothing is lost: the snapshots stay in Lightsail as they are, and "
                    + (isNight()
                            ? "the next night tries again with those that it selects."
                            : "you may ask for them again."));
            steps.add("Next step: read what each reason means: " + pages.page("errors.md"));
        }
        if (unfinished() > 0) {
            steps.add("Next step: none for what has not ended. You are told by another e-mail how it ends.");
        }
        int overLimit = document.path("leftOut").path("OverLimit").asInt();
        if (overLimit > 0) {
            steps.add("Next step: raise the limit (SelectLimit) if the " + overLimit + " over it are to be exported.");
        }
        if (document.path("leftOut").has("SourceRefused")) {
            steps.add(
                    "Next step: read the log for the instances and disks whose automatic snapshots Lightsail refuses to"
                            + " list.");
        }
        if (steps.isEmpty()) {
            steps.add("Next step: "
                    + (selected() == 0 ? NothingSelected.in(document).nextStep() : "none."));
        }
        return steps;
    }

    private String afterFailedSelection(Reason reason) {
        return switch (reason) {
            case ACCESS_DENIED ->
                "Next step: compare the function's role with what it needs, then " + SELECT_AGAIN + " What it needs: "
                        + pages.page("permissions.md");
            case UNAUTHENTICATED -> "Next step: check the credentials the function runs with, then " + SELECT_AGAIN;
            default -> "Next step: read the log of the function, then " + SELECT_AGAIN;
        };
    }

    /** For example {@code 3 over limit, 12 too old}. */
    private void addLeftOut(MailText text) {
        String counts = document.path("leftOut").properties().stream()
                .map(count -> count.getValue().asInt() + " " + words(count.getKey()))
                .collect(Collectors.joining(", "));
        if (!counts.isEmpty()) {
            text.paragraph("Left out: " + counts + ".");
        }
    }

    private void addFacts(MailText text) {
        text.fact("Exported", count("exportedGb") == 0 ? "" : count("exportedGb") + " GB")
                .fact(
                        "Took",
                        Words.of(Duration.ofSeconds(
                                document.path("durationSeconds").asLong())))
                .fact("Run", document.path("runId").asText())
                .fact("Requested by", document.path("requestedBy").asText())
                .fact("Region", document.path("region").asText())
                .fact("Account", document.path("account").asText());
    }

    /** The words of a name in camel case, in small letters. */
    static String words(String name) {
        return name.replaceAll("([A-Z])", " $1").strip().toLowerCase(Locale.ROOT);
    }
}
