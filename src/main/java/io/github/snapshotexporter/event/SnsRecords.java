package io.github.snapshotexporter.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.job.InvalidRequestException;

/** What SNS sends to a Lambda function: one message, in a list. */
final class SnsRecords {
    private SnsRecords() {}

    static boolean isSns(JsonNode payload) {
        return "aws:sns"
                .equals(payload.path("Records").path(0).path("EventSource").textValue());
    }

    /** @throws InvalidRequestException when it is not exactly one SNS message */
    static String onlyMessage(JsonNode payload) {
        JsonNode message = payload.path("Records").path(0).path("Sns").path("Message");
        if (!isSns(payload) || payload.path("Records").size() != 1 || !message.isTextual()) {
            throw new InvalidRequestException("Records must hold exactly one record of SNS with a text in Sns.Message");
        }
        return message.textValue();
    }
}
