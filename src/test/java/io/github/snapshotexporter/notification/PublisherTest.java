package io.github.snapshotexporter.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.snapshotexporter.localcloud.Published;
import io.github.snapshotexporter.settings.Documentation;
import io.github.snapshotexporter.world.EventFiles;
import io.github.snapshotexporter.world.PublishedDocuments;
import io.github.snapshotexporter.world.World;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PublisherTest {
    private final World world = World.create();
    private final Publisher publisher =
            new Publisher(world.aws().sns(), world.sns().topicArn(), Documentation.OF_THE_PROJECT);

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void a_document_is_published_as_it_is_with_a_text_for_people_and_attributes_to_filter_by() {
        ObjectNode document = document();

        publisher.publish(document.toString(), false);

        PublishedDocuments.assertValid(world);
        Published message = world.published().getFirst();
        assertThat(message.document()).isEqualTo(document);
        assertThat(message.subject()).isEqualTo("OK: my-site-1 exported to EC2");
        assertThat(message.attributes())
                .containsOnlyKeys("type", "resourceType", "sourceSnapshotName", "fromResourceName");
    }

    @Test
    void a_document_with_huge_operations_is_published_with_those_that_fit() {
        ObjectNode document = document();
        ArrayNode operations = document.withArray("operations");
        JsonNode operation = operations.get(0);
        for (int i = 0; i < 1_000; i++) {
            operations.add(((ObjectNode) operation.deepCopy()).put("operationDetails", "\u20ac\"\\".repeat(100)));
        }

        publisher.publish(document.toString(), false);

        PublishedDocuments.assertValid(world);
        Published message = world.published().getFirst();
        // One more would not fit.
        assertThat(message.message().getBytes(StandardCharsets.UTF_8)).hasSizeBetween(198_000, 200_000);
        assertThat(message.document().path("operations").get(0)).isEqualTo(operation);
        assertThat(message.document().path("destination").path("id").textValue())
                .isEqualTo("ami-0123456789abcdef0");
    }

    @Test
    void a_document_with_one_operation_that_is_too_large_is_published_without_it() {
        ObjectNode document = document();
        ((ObjectNode) document.path("operations").get(0)).put("operationDetails", "x".repeat(1_000_000));

        publisher.publish(document.toString(), false);

        PublishedDocuments.assertValid(world);
        assertThat(world.published().getFirst().document().path("operations")).isEmpty();
    }

    private static ObjectNode document() {
        return (ObjectNode) EventFiles.document("sqs_published-document");
    }
}
