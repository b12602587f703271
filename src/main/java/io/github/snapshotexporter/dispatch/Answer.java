package io.github.snapshotexporter.dispatch;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.lightsail.OperationJson;
import java.time.Duration;
import java.util.Optional;

/**
 * What a direct invocation is answered.
 *
 * @param retryAfter when the exporter itself goes on
 * @param export as it is now, where the answer is about one
 */
public record Answer(
        Word outcome,
        String jobId,
        Optional<String> sourceSnapshotName,
        Optional<Reason> reason,
        String message,
        Optional<Duration> retryAfter,
        Optional<ExportItem> export)
        implements Reply {

    private static final JsonMapper JSON = new JsonMapper();

    /** How the invocation went, in one word. */
    public enum Word {
        STARTED,
        WAITING,
        IN_PROGRESS,
        ALREADY_EXPORTED,
        /** The request was given up and is kept in the dead-letter queue. */
        REJECTED,
        /** An event that asks for nothing. */
        IGNORED,
        /** A run, which the queue carries on. */
        QUEUED
    }

    static Answer of(Word outcome, String jobId) {
        return new Answer(outcome, jobId, Optional.empty(), Optional.empty(), "", Optional.empty(), Optional.empty());
    }

    Answer about(Optional<String> name) {
        return new Answer(outcome, jobId, name, reason, message, retryAfter, export);
    }

    Answer because(Reason why) {
        return new Answer(outcome, jobId, sourceSnapshotName, Optional.of(why), message, retryAfter, export);
    }

    Answer saying(String sentence) {
        return new Answer(outcome, jobId, sourceSnapshotName, reason, sentence, retryAfter, export);
    }

    Answer comingBack(Duration after) {
        return new Answer(outcome, jobId, sourceSnapshotName, reason, message, Optional.of(after), export);
    }

    Answer showing(Optional<ExportItem> item) {
        return new Answer(outcome, jobId, sourceSnapshotName, reason, message, retryAfter, item);
    }

    /** The answer as JSON; members without a value are left out. */
    @Override
    public String toJson() {
        ObjectNode json = JSON.createObjectNode().put("outcome", outcome.name());
        putUnlessEmpty(json, "jobId", jobId);
        sourceSnapshotName.ifPresent(name -> json.put("sourceSnapshotName", name));
        reason.ifPresent(why -> json.put("reason", why.code()));
        putUnlessEmpty(json, "message", message);
        retryAfter.ifPresent(after -> json.put("retryAfterSeconds", after.toSeconds()));
        export.filter(item -> !item.progress().operations().isEmpty())
                .ifPresent(item -> json.set(
                        "operations", OperationJson.write(item.progress().operations())));
        export.flatMap(item -> item.end().destination())
                .ifPresent(destination -> json.putObject("destination")
                        .put("id", destination.id())
                        .put("service", destination.service()));
        return json.toString();
    }

    private static void putUnlessEmpty(ObjectNode json, String name, String value) {
        if (!value.isEmpty()) {
            json.put(name, value);
        }
    }
}
