package io.github.snapshotexporter.export;

import static io.github.snapshotexporter.export.Steps.waitForNextReceive;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.lightsail.ExportRecordListings;
import io.github.snapshotexporter.localcloud.Call;
import io.github.snapshotexporter.localcloud.ExportCall;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many calls of Lightsail following an export costs. */
class TrackingCallsTest {
    private final World world = World.create();

    @AfterEach
    void close() {
        world.close();
    }

    /** Where the listing of records is known already, by the look for another snapshot. */
    @Test
    void the_first_receive_of_a_request_makes_nine_calls() {
        world.lightsail().instanceSnapshot("other-1");
        world.send("other-1");
        world.deliver();
        List<String> calls = new CopyOnWriteArrayList<>();
        world.tap().before(calls::add);
        world.lightsail().instanceSnapshot("fresh-1");
        world.send("fresh-1");

        world.deliver(1, World.FUNCTION_TIMEOUT);

        assertThat(calls)
                .containsExactly(
                        "DynamoDb.GetItem",
                        "Lightsail.GetInstanceSnapshot",
                        "DynamoDb.GetItem",
                        "DynamoDb.TransactWriteItems",
                        "Lightsail.ExportSnapshot",
                        "DynamoDb.UpdateItem",
                        "Sns.Publish",
                        "Sqs.SendMessage",
                        "DynamoDb.TransactWriteItems");
    }

    @Test
    void until_the_operation_has_ended_a_receive_makes_at_most_one_call() {
        world.lightsail()
                .instanceSnapshot("my-site-1")
                .onExport(ExportCall.acceptWithOperations(3))
                .exports(ExportScript.succeeds().takes(Duration.ofHours(1)).operationsEndApart(Duration.ofMinutes(20)));
        world.send("my-site-1");
        world.deliver();

        while (world.published().size() < 2) {
            world.lightsail().forgetCalls();
            waitForNextReceive(world);
            world.deliver();
            if (world.published().size() < 2) {
                assertThat(world.lightsail().calls())
                        .extracting(Call::operation)
                        .containsExactly("GetOperation");
            }
        }

        assertThat(world.lightsail().calls())
                .extracting(Call::operation)
                .containsExactly("GetOperation", "GetExportSnapshotRecords");
    }

    @Test
    void where_no_operation_was_returned_a_receive_makes_one_listing_instead() {
        world.lightsail()
                .instanceSnapshot("my-site-1")
                .onExport(ExportCall.acceptWithoutOperations())
                .exports(ExportScript.succeeds().takes(Duration.ofHours(1)));
        world.send("my-site-1");
        world.deliver();

        for (int receives = 0; receives < 4; receives++) {
            world.lightsail().forgetCalls();
            waitForNextReceive(world);
            world.deliver();

            assertThat(world.lightsail().calls())
                    .extracting(Call::operation)
                    .containsExactly("GetExportSnapshotRecords");
        }
    }

    @Test
    void ten_exports_that_end_in_one_batch_share_one_listing() {
        startTen();
        world.clock().advance(Duration.ofHours(1));
        world.lightsail().forgetCalls();
        world.tap().before(call -> world.clock().advance(Duration.ofMillis(1)));

        world.deliver();

        assertThat(world.lightsail().count("GetOperation")).isEqualTo(10);
        assertThat(world.lightsail().count("GetExportSnapshotRecords")).isEqualTo(1);
        assertThat(Collections.frequency(world.publishedTypes(), "ExportSucceeded"))
                .isEqualTo(10);
    }

    @Test
    void ten_exports_that_end_in_one_batch_share_one_listing_of_many_pages() {
        world.lightsail().pageSize(4);
        startTen();
        world.clock().advance(Duration.ofHours(1));
        world.lightsail().forgetCalls();

        world.deliver();

        assertThat(world.lightsail().count("GetExportSnapshotRecords")).isEqualTo(3);
        assertThat(Collections.frequency(world.publishedTypes(), "ExportSucceeded"))
                .isEqualTo(10);
    }

    @Test
    void ten_exports_that_wait_for_one_listing_fail_with_it_together() {
        startTen();
        world.clock().advance(Duration.ofHours(1));
        world.lightsail().forgetCalls();
        world.lightsail().faultAlways("GetExportSnapshotRecords", Fault.error("ServiceException", 500, "oops"));
        Queue<Thread> jobs = new ConcurrentLinkedQueue<>();
        AtomicBoolean listed = new AtomicBoolean();
        world.tap().before(call -> {
            if (call.equals("Lightsail.GetOperation")) {
                jobs.add(Thread.currentThread());
            } else if (call.equals("Lightsail.GetExportSnapshotRecords") && listed.compareAndSet(false, true)) {
                holdUntilTheOthersWait(jobs);
            }
        });

        world.deliver();

        assertThat(world.lightsail().count("GetExportSnapshotRecords"))
                .as("once, and once more in place")
                .isEqualTo(2);
        assertThat(world.queued()).hasSize(10);
    }

    @Test
    void a_listing_of_the_batch_before_is_not_used_for_a_result() {
        startTen();
        world.clock().advance(Duration.ofHours(1));
        world.deliver(1, World.FUNCTION_TIMEOUT);
        world.clock().advance(Duration.ofSeconds(1));
        world.lightsail().forgetCalls();

        world.deliver(1, World.FUNCTION_TIMEOUT);

        assertThat(world.lightsail().count("GetExportSnapshotRecords")).isEqualTo(1);
    }

    @Test
    void requests_without_a_call_in_doubt_share_a_listing_of_the_last_ten_minutes() {
        world.lightsail().instanceSnapshot("my-site-1");
        world.lightsail().instanceSnapshot("my-site-2");
        world.lightsail().instanceSnapshot("my-site-3");
        world.send("my-site-1");
        world.deliver();
        world.clock().advance(Duration.ofMinutes(10));
        world.sqs().purge(world.queueUrl());
        world.send("my-site-2");
        world.deliver();
        assertThat(world.lightsail().count("GetExportSnapshotRecords")).isEqualTo(1);
        world.clock().advance(Duration.ofMillis(1));
        world.send("my-site-3");

        world.deliver();

        assertThat(world.lightsail().count("GetExportSnapshotRecords")).isEqualTo(2);
    }

    /** A job that came only after the failure would rightly make a listing of its own. */
    private static void holdUntilTheOthersWait(Queue<Thread> jobs) {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        CountDownLatch never = new CountDownLatch(1);
        try {
            while (jobs.stream().filter(TrackingCallsTest::waitsForAListing).count() < 9) {
                if (System.nanoTime() > end || never.await(1, TimeUnit.MILLISECONDS)) {
                    throw new IllegalStateException("held for too long");
                }
            }
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static boolean waitsForAListing(Thread job) {
        return job.getState() == Thread.State.WAITING
                && Arrays.stream(job.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().equals(ExportRecordListings.class.getName()));
    }

    private void startTen() {
        world.set("MAX_IN_FLIGHT", "10");
        IntStream.range(0, 10).forEach(i -> {
            world.lightsail()
                    .instanceSnapshot("my-site-" + i)
                    .exports(ExportScript.succeeds().takes(Duration.ofMinutes(30)));
            world.send("my-site-" + i);
        });
        world.deliver();
        assertThat(world.lightsail().accepted()).hasSize(10);
    }
}
