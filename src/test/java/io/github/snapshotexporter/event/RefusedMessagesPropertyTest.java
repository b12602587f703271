package io.github.snapshotexporter.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.QueuedMessage;
import io.github.snapshotexporter.world.Payloads;
import io.github.snapshotexporter.world.PublishedDocuments;
import io.github.snapshotexporter.world.World;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.lifecycle.BeforeTry;

/** What cannot be understood costs one receive, reaches nobody but the people who are told, and is kept. */
class RefusedMessagesPropertyTest {
    /** More than any sentence quotes. */
    private static final int LONGEST_QUOTE = 130;

    private static final AtomicInteger NAMES = new AtomicInteger();
    private static World world;

    @BeforeContainer
    static void begin() {
        // The exports of earlier tries are still under way.
        world = World.create().set("MAX_IN_FLIGHT", "100");
    }

    @AfterContainer
    static void end() {
        world.close();
    }

    @BeforeTry
    void forget() {
        world.sns().forgetPublished();
        world.sqs().purge(deadLetterQueue());
        world.sqs().purge(world.queueUrl());
        world.tap().forgetCalls();
        world.lightsail().forgetCalls();
    }

    @Property(tries = 100, shrinking = ShrinkingMode.BOUNDED)
    void a_message_that_cannot_be_understood_is_rejected_at_once_and_kept(@ForAll("refused") String body) {
        String messageId = world.send(body);

        world.deliver();

        assertThat(world.queued()).isEmpty();
        assertThat(world.lightsail().calls()).isEmpty();
        assertThat(world.publishedTypes()).containsExactly("RequestRejected");
        assertThat(world.only("RequestRejected").path("error").path("reason").textValue())
                .isEqualTo("InvalidRequest");
        PublishedDocuments.assertValid(world);
        assertThat(world.deadLetters()).singleElement().satisfies(kept -> {
            assertThat(kept.body()).isEqualTo(body);
            assertThat(kept.messageAttributes())
                    .containsOnlyKeys("reason", "detail", "jobId", "firstSeen")
                    .containsEntry("reason", "InvalidRequest")
                    .containsEntry("jobId", messageId)
                    .containsEntry("firstSeen", "2026-11-22T02:00:00.000Z");
            assertThat(kept.messageAttributes().get("detail")).isNotBlank();
        });
        assertThat(longRuns(body))
                .noneMatch(run -> world.published().getFirst().message().contains(run))
                .noneMatch(run -> world.log().toString().contains(run));
    }

    @Property(tries = 5, shrinking = ShrinkingMode.OFF)
    void a_message_of_a_mebibyte_is_kept_whole(@ForAll("huge") String body) {
        world.send(body);

        world.deliver();

        assertThat(world.queued()).isEmpty();
        assertThat(world.lightsail().calls()).isEmpty();
        assertThat(world.publishedTypes()).containsExactly("RequestRejected");
        PublishedDocuments.assertValid(world);
        assertThat(world.deadLetters()).extracting(QueuedMessage::body).containsExactly(body);
    }

    @Property(tries = 10, shrinking = ShrinkingMode.BOUNDED)
    void bad_messages_never_hold_up_a_good_one_in_their_batch(@ForAll("batches") List<String> bad) {
        String name = "my-site-" + NAMES.incrementAndGet();
        world.lightsail().instanceSnapshot(name);
        bad.forEach(world::send);
        world.send(name);

        world.deliver();

        assertThat(world.lightsail().accepted(name)).hasSize(1);
        assertThat(world.deadLetters()).hasSize(9);
        assertThat(world.publishedTypes()).filteredOn("RequestRejected"::equals).hasSize(9);
        assertThat(world.publishedTypes()).filteredOn("ExportStarted"::equals).hasSize(1);
    }

    @Provide
    Arbitrary<List<String>> batches() {
        return refused().list().ofSize(9);
    }

    @Provide
    Arbitrary<String> refused() {
        return Payloads.refusedBodies().filter(Payloads::canBeSent);
    }

    @Provide
    Arbitrary<String> huge() {
        return Payloads.hugeBodies();
    }

    private static String deadLetterQueue() {
        return world.queueUrl() + "-dead-letter";
    }

    private static List<String> longRuns(String body) {
        return java.util.stream.IntStream.rangeClosed(0, body.length() - LONGEST_QUOTE)
                .filter(i -> i % LONGEST_QUOTE == 0)
                .mapToObj(i -> body.substring(i, i + LONGEST_QUOTE))
                .filter(run -> !run.isBlank())
                .toList();
    }
}
