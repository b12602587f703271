package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What has been seen so far: how each message ended, and what was published. */
final class Observed {
    private final Map<String, String> ends = new HashMap<>();
    private final Map<String, Set<String>> reasons = new HashMap<>();
    private final Map<String, JsonNode> rejections = new HashMap<>();
    private final List<JsonNode> documents = new ArrayList<>();

    /** A job's message is done with, for this reason; it was about what has this label. */
    synchronized void ended(String jobId, String label, String reason) {
        ends.put(jobId, reason);
        reasons.computeIfAbsent(label, any -> new HashSet<>()).add(reason);
        notifyAll();
    }

    synchronized void published(JsonNode document) {
        documents.add(document);
        notifyAll();
    }

    /** A message without a snapshot was told to be rejected with this document. */
    synchronized void rejected(String jobId, JsonNode document) {
        rejections.put(jobId, document);
        notifyAll();
    }

    /** Why the job's message is done with, once it is. */
    synchronized Optional<String> endOf(String jobId) {
        return Optional.ofNullable(ends.get(jobId));
    }

    /** Whether a message about what has this label is done with for one of these reasons. */
    synchronized boolean hasEnded(String label, String... anyOf) {
        return List.of(anyOf).stream()
                .anyMatch(reason -> reasons.getOrDefault(label, Set.of()).contains(reason));
    }

    synchronized Optional<JsonNode> rejectionOf(String jobId) {
        return Optional.ofNullable(rejections.get(jobId));
    }

    /** All that was published, in its order. */
    synchronized List<JsonNode> published() {
        return List.copyOf(documents);
    }

    /** What was published of this type about the snapshot. */
    synchronized List<JsonNode> published(String snapshot, String type) {
        return documents.stream()
                .filter(document ->
                        snapshot.equals(document.path("sourceSnapshotName").textValue()))
                .filter(document -> type.equals(document.path("type").textValue()))
                .toList();
    }

    /** What was published of this type, about whatever. */
    synchronized List<JsonNode> publishedOf(String type) {
        return documents.stream()
                .filter(document -> type.equals(document.path("type").textValue()))
                .toList();
    }

    /** Waits until it holds, but not for longer than this; returns whether it does. */
    synchronized boolean await(Predicate<Observed> condition, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.test(this)) {
            long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }
}
