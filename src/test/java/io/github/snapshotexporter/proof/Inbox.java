package io.github.snapshotexporter.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** The run's own queue: what the stack has published and what EventBridge has told since the run has begun. */
final class Inbox {
    private static final int MOST_AT_ONCE = 10;
    private static final JsonMapper JSON = new JsonMapper();

    private final SqsClient sqs;
    private final String url;
    private final List<JsonNode> documents = new ArrayList<>();
    private final List<JsonNode> events = new ArrayList<>();

    Inbox(SqsClient sqs, String url) {
        this.sqs = sqs;
        this.url = url;
    }

    /** Takes what has come. */
    void receive() {
        List<Message> messages;
        do {
            messages = sqs.receiveMessage(request -> request.queueUrl(url)
                            .maxNumberOfMessages(MOST_AT_ONCE)
                            .waitTimeSeconds(1))
                    .messages();
            for (Message message : messages) {
                sort(message.body());
                sqs.deleteMessage(request -> request.queueUrl(url).receiptHandle(message.receiptHandle()));
            }
        } while (messages.size() == MOST_AT_ONCE);
    }

    private void sort(String body) {
        try {
            JsonNode json = JSON.readTree(body);
            (json.has("detail-type") ? events : documents).add(json);
        } catch (JsonProcessingException other) {
            // Whatever it is, it is neither; the raw answers have it.
            return;
        }
    }

    /** What the stack has published about this snapshot, or this job. */
    List<JsonNode> about(String snapshotOrJob) {
        return documents.stream()
                .filter(document -> document.path("sourceSnapshotName").asText().equals(snapshotOrJob)
                        || document.path("jobId").asText().equals(snapshotOrJob))
                .toList();
    }

    List<JsonNode> events() {
        return List.copyOf(events);
    }
}
