package io.github.snapshotexporter.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.Published;
import io.github.snapshotexporter.world.World;
import org.junit.jupiter.api.Test;

/** A message that nobody can read, and so of which no snapshot is known. */
class UnreadableMessageTest {
    @Test
    void its_rejection_is_matched_with_its_dead_letter_by_the_job_and_names_no_snapshot() {
        try (World world = World.create()) {
            String messageId = world.send("no name");

            world.settle();

            Published told = world.published().getFirst();
            assertThat(told.document().path("jobId").asText()).isEqualTo(messageId);
            assertThat(world.deadLetters())
                    .singleElement()
                    .satisfies(kept -> assertThat(kept.messageAttributes()).containsEntry("jobId", messageId));
            assertThat(told.subject()).isEqualTo("FAILED: a request was rejected");
            assertThat(told.email())
                    .startsWith("A request was rejected that names no snapshot.")
                    .contains(messageId)
                    .doesNotContain("a request was");
        }
    }
}
