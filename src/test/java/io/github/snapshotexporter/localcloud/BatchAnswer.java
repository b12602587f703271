package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.sqs.model.Message;

/** Reads a function's partial batch answer as Lambda does. */
final class BatchAnswer {

    private BatchAnswer() {}

    /** The ids of the messages that the function is done with; throws where Lambda takes the whole batch as failed. */
    static Set<String> done(String answer, List<Message> messages) throws JsonProcessingException {
        Set<String> done = messages.stream().map(Message::messageId).collect(Collectors.toCollection(HashSet::new));
        Set<String> sent = Set.copyOf(done);
        for (JsonNode failure : Json.parse(answer).path("batchItemFailures")) {
            String id = failure.path("itemIdentifier").asText("");
            if (!sent.contains(id)) {
                throw new IllegalArgumentException("The answer names a message that is not of its batch: '" + id + "'");
            }
            done.remove(id);
        }
        return done;
    }
}
