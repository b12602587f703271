package io.github.snapshotexporter.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.ExportCall;
import io.github.snapshotexporter.localcloud.QueuedMessage;
import io.github.snapshotexporter.world.InvocationDied;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Messages that a running move task moves back to the queue as soon as they are parked. */
class MovedBackAtOnceTest extends OneSnapshotFixture {
    private static final ExportCall DENIED = ExportCall.error("InvalidInputException", 400, "Not you.");

    @Test
    void a_rejected_request_that_is_moved_back_before_its_job_is_marked_as_ended_is_asked_again() {
        moveBackAtOnce();
        world.send(Requests.named("late-1", "order-7"));
        world.deliver(1, World.FUNCTION_TIMEOUT);
        assertThat(world.publishedTypes()).containsExactly("RequestRejected");
        assertThat(world.deadLetters()).hasSize(1);
        world.clock().advance(Duration.ofMinutes(1));
        world.lightsail().instanceSnapshot("late-1");

        world.settle();

        // Neither exported nor kept a second time: the letter itself was moved out of the dead-letter queue.
        assertThat(world.publishedTypes().contains("ExportSucceeded")
                        || world.deadLetters().size() == 2)
                .isTrue();
    }

    @Test
    void a_given_up_export_that_is_moved_back_before_its_job_is_marked_as_ended_is_asked_again() {
        moveBackAtOnce();
        snapshot.onExport(DENIED);
        world.send(Requests.named("my-site-1", "order-7"));
        world.deliver(1, World.FUNCTION_TIMEOUT);
        assertThat(world.publishedTypes()).containsExactly("ExportFailed");
        assertThat(world.deadLetters()).hasSize(1);
        world.clock().advance(Duration.ofMinutes(1));

        world.settle();

        assertThat(world.publishedTypes().contains("ExportSucceeded")
                        || world.deadLetters().size() == 2)
                .isTrue();
    }

    @Test
    void a_rejected_request_that_is_moved_back_and_received_before_its_first_receive_is_over_is_asked_again() {
        AtomicInteger writesSinceParked = new AtomicInteger();
        world.tap().before(call -> {
            // The first write marks what was parked; the second one would mark the end of the job.
            if (call.equals("DynamoDb.UpdateItem")
                    && !world.deadLetters().isEmpty()
                    && writesSinceParked.incrementAndGet() == 2) {
                world.lightsail().instanceSnapshot("late-1");
                world.clock().advance(Duration.ofMillis(20));
                moveBack();
                world.deliverElsewhere();
            }
        });
        world.send(Requests.named("late-1", "order-7"));

        world.settle();

        assertThat(writesSinceParked).hasValueGreaterThan(1);
        assertThat(world.publishedTypes()).containsExactly("RequestRejected", "ExportStarted", "ExportSucceeded");
    }

    @Test
    void a_given_up_export_that_is_moved_back_while_a_later_receive_notes_the_end_is_asked_again() {
        AtomicInteger writesSinceParked = new AtomicInteger();
        world.tap().before(call -> {
            // The first write marks what was parked; the second one would mark the end of the job.
            if (call.equals("DynamoDb.UpdateItem")
                    && !world.deadLetters().isEmpty()
                    && writesSinceParked.incrementAndGet() == 2) {
                throw new InvocationDied("before the end of the job is marked");
            }
        });
        snapshot.onExport(DENIED);
        world.send(Requests.named("my-site-1", "order-7"));
        world.deliver(1, World.FUNCTION_TIMEOUT);
        assertThat(world.deadLetters()).hasSize(1);
        world.clock().advance(World.VISIBILITY);
        Interruptions.doBefore(world, "DynamoDb.UpdateItem", () -> {
            moveBack();
            world.clock().advance(Duration.ofMillis(20));
        });

        world.settle();

        assertThat(world.publishedTypes().contains("ExportSucceeded")
                        || world.deadLetters().size() == 2)
                .isTrue();
    }

    /** What is parked is moved back before its job is marked as ended. */
    private void moveBackAtOnce() {
        AtomicBoolean once = new AtomicBoolean();
        world.tap().after(call -> {
            if (call.equals("Sqs.SendMessage") && !world.deadLetters().isEmpty() && !once.getAndSet(true)) {
                world.clock().advance(Duration.ofMillis(20));
                moveBack();
                world.clock().advance(Duration.ofMillis(20));
            }
        });
    }

    private void moveBack() {
        QueuedMessage letter = world.deadLetters().getFirst();
        world.send(letter.body(), letter.messageAttributes());
    }
}
