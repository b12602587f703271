package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.sqs.model.Message;

/** How everything has ended, as a table, and whether that is as expected. */
final class DemoSummary {
    private static final Map<String, Long> EXPECTED_DOCUMENTS = new TreeMap<>(Map.of(
            "ExportStarted", 9L,
            "ExportSucceeded", 7L,
            "ExportFailed", 2L,
            "AlreadyExported", 1L,
            "RequestRejected", 3L,
            "RunCompleted", 1L));
    private static final int EXPECTED_PARKED = 3;

    private final LocalCloud cloud;
    private final Observed observed;

    DemoSummary(LocalCloud cloud, Observed observed) {
        this.cloud = cloud;
        this.observed = observed;
    }

    /** Prints how these have ended. */
    void table(Screen screen, List<Story> stories) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("about", "what came in", "how it ended", "result or reason", "calls"));
        stories.forEach(story -> rows.add(row(story)));
        screen.heading("How these have ended");
        screen.table(rows);
        screen.line("");
        screen.line("calls: how often ExportSnapshot was called / how often Lightsail began an export");
        if (rows.stream().anyMatch(row -> row.get(2).contains("adopted"))) {
            screen.line("adopted: the export was under way already, so it was followed, and none begun");
        }
    }

    /** Prints the verdict on all of the stories, and returns whether all is as expected. */
    boolean verdict(Screen screen, List<Story> stories) {
        List<Message> parked = parked();
        List<String> problems = problems(stories, parked);
        if (problems.isEmpty()) {
            screen.line(
                    "All %d ended as expected. Lightsail accepted %d exports, %d documents were published, %d messages"
                                    .formatted(
                                            stories.size(),
                                            cloud.lightsail().accepted().size(),
                                            observed.published().size(),
                                            parked.size())
                            + " are in the dead-letter queue.");
        } else {
            screen.line("NOT as expected:");
            problems.forEach(problem -> screen.line("  - " + problem));
        }
        return problems.isEmpty();
    }

    private List<String> row(Story story) {
        Story.Ending end = story.ending().apply(observed).orElse(new Story.Ending("has not ended", ""));
        String calls = story.calls()
                .map(wanted ->
                        Story.Calls.of(cloud.lightsail(), story.snapshot()).toString())
                .orElse("none");
        return List.of(story.label(), story.cameIn(), end.how(), end.result(), calls);
    }

    private List<String> problems(List<Story> stories, List<Message> parked) {
        List<String> problems = new ArrayList<>();
        stories.forEach(story -> problems.addAll(story.problems(observed, cloud.lightsail())));
        List<JsonNode> documents = observed.published();
        Map<String, Long> types = documents.stream()
                .collect(Collectors.groupingBy(
                        document -> document.path("type").asText(), TreeMap::new, Collectors.counting()));
        if (!types.equals(EXPECTED_DOCUMENTS)) {
            problems.add("published were " + types + ", expected " + EXPECTED_DOCUMENTS);
        }
        Set<String> ids = new HashSet<>();
        documents.stream()
                .filter(document -> !ids.add(document.path("id").asText()))
                .forEach(document -> problems.add("published twice: " + document));
        if (parked.size() != EXPECTED_PARKED) {
            problems.add(parked.size() + " messages are in the dead-letter queue, expected " + EXPECTED_PARKED);
        }
        List<String> copied = cloud.lightsail().copied().stream()
                .map(AcceptedCopy::snapshotName)
                .toList();
        List<String> deleted = cloud.lightsail().deleted().stream()
                .map(AcceptedDeletion::snapshotName)
                .toList();
        if (!deleted.equals(copied)) {
            problems.add("deleted were " + deleted + ", expected only the copies " + copied);
        }
        parked.stream()
                .filter(message -> !message.messageAttributes().containsKey("reason"))
                .forEach(message -> problems.add("parked without a reason: " + message.body()));
        return problems;
    }

    private List<Message> parked() {
        return cloud.elasticMq()
                .client()
                .receiveMessage(receive -> receive.queueUrl(cloud.deadLetterQueueUrl())
                        .maxNumberOfMessages(10)
                        .messageAttributeNames("All"))
                .messages();
    }
}
