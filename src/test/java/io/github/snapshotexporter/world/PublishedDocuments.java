package io.github.snapshotexporter.world;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.github.snapshotexporter.localcloud.Published;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What every published message must be, whatever it is about. */
public final class PublishedDocuments {
    /** SNS takes 262,144 bytes with attributes; the exporter leaves room. */
    public static final int LARGEST_MESSAGE = 200_000;

    private static final int MOST_ATTRIBUTES = 10;
    private static final JsonSchema SCHEMA = schema();

    private PublishedDocuments() {}

    /** Asserts that every message published so far keeps the promises made to subscribers. */
    public static void assertValid(World world) {
        assertValid(world.published());
    }

    /** Asserts that each message keeps the promises made to subscribers, and that all of them do together. */
    public static void assertValid(List<Published> messages) {
        messages.forEach(PublishedDocuments::assertValid);
        assertRepetitionsAreTheSame(messages);
    }

    /** Asserts that a document follows {@code docs/published-document.schema.json}. */
    public static void assertFollowsSchema(JsonNode document) {
        Set<ValidationMessage> problems = SCHEMA.validate(document);
        assertThat(problems).as(document.toPrettyString()).isEmpty();
    }

    private static void assertValid(Published message) {
        JsonNode document = message.document();
        assertThat(document).as("the default text is JSON").isNotNull();
        assertFollowsSchema(document);
        assertThat(message.message().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(LARGEST_MESSAGE);
        assertThat(message.subject()).isNotBlank().hasSizeLessThan(100).matches("[ -~]+");
        assertThat(message.attributes())
                .hasSizeLessThanOrEqualTo(MOST_ATTRIBUTES)
                .isEqualTo(expectedAttributes(document));
        assertThat(message.email()).contains("\nNext step: ").doesNotContain("%s", "Optional[", "\u0000");
    }

    private static Map<String, String> expectedAttributes(JsonNode document) {
        Map<String, String> expected = new HashMap<>();
        expected.put("type", document.path("type").asText());
        expected.put("reason", document.path("error").path("reason").asText());
        expected.put(
                "resourceType", document.path("snapshot").path("resourceType").asText());
        expected.put("sourceSnapshotName", document.path("sourceSnapshotName").asText());
        expected.put(
                "fromResourceName",
                document.path("snapshot").path("fromResourceName").asText());
        expected.put(
                "runId",
                document.path("runReported").asBoolean()
                        ? ""
                        : document.path("runId").asText());
        expected.values().removeIf(String::isEmpty);
        return expected;
    }

    private static void assertRepetitionsAreTheSame(List<Published> messages) {
        Map<String, Published> first = new HashMap<>();
        for (Published message : messages) {
            String id = message.document().path("id").asText();
            assertThat(message).as("a repetition of " + id).isEqualTo(first.computeIfAbsent(id, any -> message));
        }
    }

    private static JsonSchema schema() {
        try {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(Files.readString(Path.of("docs", "published-document.schema.json")));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
