package io.github.snapshotexporter.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.job.AttemptId;
import io.github.snapshotexporter.job.ExportRequest;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.job.SnapshotName;
import io.github.snapshotexporter.ledger.ClaimAnswer;
import io.github.snapshotexporter.ledger.ExportEnd;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.ledger.ExportLedger;
import io.github.snapshotexporter.ledger.LedgerAnswer;
import io.github.snapshotexporter.ledger.Opening;
import io.github.snapshotexporter.lightsail.Snapshot;
import io.github.snapshotexporter.world.World;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many receives that want the same thing of the ledger at once. */
class LedgerContentionTest {
    private static final int THREADS = 50;
    private static final int SLOTS = 5;

    private final World world = World.create();
    private final ExportLedger ledger = world.ledgers(SLOTS).exports();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void of_fifty_that_claim_one_snapshot_one_wins() {
        List<ClaimAnswer> answers = atOnce(i -> ledger.claim(Optional.empty(), opening("my-site-1"), receive()));

        assertThat(answers.stream().filter(LedgerAnswer.Written.class::isInstance))
                .hasSize(1);
        assertThat(answers.stream().filter(LedgerAnswer.Refused.class::isInstance))
                .hasSize(THREADS - 1);
        assertThat(world.slots()).containsExactly(arn("my-site-1"));
    }

    @Test
    void of_fifty_that_take_over_one_export_one_wins() {
        Receive first = receive();
        ExportItem claimed = written(ledger.claim(Optional.empty(), opening("my-site-1"), first));
        ledger.release(claimed, false, first);
        ExportItem free = ledger.find(arn("my-site-1")).orElseThrow();

        List<ClaimAnswer> answers = atOnce(i -> ledger.takeOver(free, Optional.of("run-" + i), receive()));

        assertThat(answers.stream().filter(LedgerAnswer.Written.class::isInstance))
                .hasSize(1);
        assertThat(ledger.find(arn("my-site-1")).orElseThrow().runs()).hasSize(1);
    }

    @Test
    void of_fifty_snapshots_as_many_are_claimed_as_there_are_slots() {
        List<ClaimAnswer> answers = atOnce(i -> ledger.claim(Optional.empty(), opening("my-site-" + i), receive()));

        assertThat(answers.stream().filter(LedgerAnswer.Written.class::isInstance))
                .hasSize(SLOTS);
        assertThat(answers.stream().filter(ClaimAnswer.NoSlot.class::isInstance))
                .hasSize(THREADS - SLOTS);
        assertThat(world.slots()).hasSize(SLOTS);
    }

    @Test
    void fifty_snapshots_that_come_and_go_never_hold_more_slots_than_there_are_and_leave_none() {
        AtomicInteger holding = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ConcurrentHashMap<Integer, Boolean> ended = new ConcurrentHashMap<>();

        atOnce(i -> {
            Receive receive = receive();
            ClaimAnswer claim;
            do {
                claim = ledger.claim(Optional.empty(), opening("my-site-" + i), receive);
            } while (claim instanceof ClaimAnswer.NoSlot);
            most.accumulateAndGet(holding.incrementAndGet(), Math::max);
            ExportItem started = written(ledger.started(written(claim), List.of(), receive));
            holding.decrementAndGet();
            LedgerAnswer end = ledger.endStarted(
                    started, ExportEnd.succeeded(Optional.empty(), Optional.empty(), Optional.empty()));
            ended.put(i, end instanceof LedgerAnswer.Written);
            return end;
        });

        assertThat(most.get()).isBetween(1, SLOTS);
        assertThat(ended)
                .hasSize(THREADS)
                .allSatisfy((i, written) -> assertThat(written).isTrue());
        assertThat(world.slots()).isEmpty();
    }

    @Test
    void of_fifty_that_end_one_export_one_ends_it() {
        Receive receive = receive();
        ExportItem claimed = written(ledger.claim(Optional.empty(), opening("my-site-1"), receive));
        ExportItem started = written(ledger.started(claimed, List.of(), receive));

        List<ClaimAnswer> answers = atOnce(i -> ledger.endStarted(
                started, ExportEnd.succeeded(Optional.of("r" + i), Optional.empty(), Optional.empty())));

        assertThat(answers.stream().filter(LedgerAnswer.Written.class::isInstance))
                .hasSize(1);
        assertThat(world.slots()).isEmpty();
    }

    private static List<ClaimAnswer> atOnce(IntFunction<ClaimAnswer> action) {
        CountDownLatch all = new CountDownLatch(THREADS);
        List<Future<ClaimAnswer>> answers;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            answers = IntStream.range(0, THREADS)
                    .mapToObj(i -> threads.submit(() -> {
                        all.countDown();
                        all.await();
                        return action.apply(i);
                    }))
                    .toList();
        }
        return answers.stream().map(LedgerContentionTest::get).toList();
    }

    private static ClaimAnswer get(Future<ClaimAnswer> answer) {
        try {
            return answer.get();
        } catch (InterruptedException | ExecutionException failed) {
            throw new AssertionError("a thread failed", failed);
        }
    }

    private static ExportItem written(ClaimAnswer answer) {
        assertThat(answer).isInstanceOf(LedgerAnswer.Written.class);
        return ((LedgerAnswer.Written) answer).item();
    }

    private static Opening opening(String name) {
        ExportRequest request = ExportRequest.byName(SnapshotName.of(name), false, Optional.empty(), Optional.empty());
        Snapshot snapshot = new Snapshot(
                arn(name),
                SnapshotName.of(name),
                ResourceType.INSTANCE_SNAPSHOT,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
        return Opening.byRequest(AttemptId.first(arn(name)), snapshot, request, false, "job-of-" + name);
    }

    private Receive receive() {
        return world.receive(UUID.randomUUID().toString());
    }

    private static String arn(String name) {
        return "arn:aws:lightsail:eu-central-1:111122223333:InstanceSnapshot/" + name;
    }
}
