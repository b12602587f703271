package io.github.snapshotexporter.nightly;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.localcloud.AcceptedExport;
import io.github.snapshotexporter.localcloud.ExportCall;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.localcloud.LightsailEmulator;
import io.github.snapshotexporter.localcloud.QueuedMessage;
import io.github.snapshotexporter.world.PublishedDocuments;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Three nights with the fleet, one after the other, and what was to be seen of each. */
final class ThreeNights implements AutoCloseable {
    /** Their exports fail until the third night. */
    static final List<String> FAILING =
            List.of(Fleet.name("site-0", 0), Fleet.name("data-0", 0), Fleet.name("data-1", 1));
    /** Lightsail does not even accept them in the first night. */
    static final List<String> REFUSED = List.of(Fleet.name("site-1", 0), Fleet.name("data-2", 1));
    /** Deleted between the selection and their export. */
    static final List<String> VANISHING = List.of(Fleet.name("site-2", 1), Fleet.name("data-3", 2));
    /** In error, so never selected. */
    static final String BROKEN = Fleet.name("site-4", 2);
    /** Exported by hand before the first night. */
    static final String EXPORTED_BY_HAND = Fleet.name("data-4", 5);

    private static final int PAGE_SIZE = 25;
    private static final ExportScript FAILS =
            ExportScript.fails("NoCapacity", "No.").takes(Duration.ofMinutes(3));

    /** What one night has done. */
    record Seen(JsonNode report, Map<String, Integer> accepted, Map<String, String> destinations, int reports) {}

    private final World world = World.create().set("MAX_IN_FLIGHT", "100").set("SELECTION_POLICY", Fleet.POLICY);
    private final LightsailEmulator lightsail = world.lightsail().pageSize(PAGE_SIZE);
    private final Fleet fleet = new Fleet(world);

    World world() {
        return world;
    }

    Seen first() {
        lightsail.snapshot(EXPORTED_BY_HAND).exportedByHand(Fleet.FIRST_NIGHT.minus(Duration.ofHours(2)), ended());
        lightsail.snapshot(BROKEN).endsInError();
        FAILING.forEach(name -> lightsail.snapshot(name).exports(FAILS));
        REFUSED.forEach(this::refuse);
        throttle("GetInstanceSnapshots", 3);
        throttle("GetDiskSnapshots", 2);
        throttle("ExportSnapshot", 20);
        throttle("GetOperation", 20);
        throttle("GetExportSnapshotRecords", 3);
        Night.schedule(world, Fleet.FIRST_NIGHT);
        while (!"Dispatched".equals(stateOfFirst())) {
            world.deliverNext(Instant.MAX);
        }
        VANISHING.forEach(lightsail::remove);
        return spend(Fleet.FIRST_NIGHT);
    }

    /** Every time: where the look after a refusal is throttled, the call is repeated. */
    private void refuse(String name) {
        ExportCall refusal = ExportCall.error("InvalidInputException", 400, "This snapshot can't be exported.");
        lightsail.snapshot(name).onExport(Collections.nCopies(10, refusal).toArray(ExportCall[]::new));
    }

    private String stateOfFirst() {
        var state = world.item("run#" + Fleet.FIRST_NIGHT, "run").get("state");
        return state == null ? "" : state.s();
    }

    /** One request goes through and one does not, so many times. */
    private void throttle(String operation, int times) {
        for (int i = 0; i < times; i++) {
            lightsail.fault(operation, Fault.none(), Fault.throttle());
        }
    }

    private static ExportScript ended() {
        return ExportScript.succeeds().takes(Duration.ZERO);
    }

    Seen second() {
        Instant due = nextDay(1);
        REFUSED.forEach(name -> lightsail.snapshot(name).acceptsExports());
        Night.schedule(world, due);
        return spend(due);
    }

    /** The schedule's event comes twice at once, and so do the messages that it becomes. */
    Seen third() {
        Instant due = nextDay(2);
        FAILING.forEach(name -> lightsail.snapshot(name).exports(Night.succeeds()));
        atOnce(() -> Night.schedule(world, due), () -> Night.schedule(world, due));
        List<QueuedMessage> one = world.sqs().receive(world.queueUrl(), 1, World.VISIBILITY);
        List<QueuedMessage> other = world.sqs().receive(world.queueUrl(), 1, World.VISIBILITY);
        CountDownLatch selecting = new CountDownLatch(1);
        CountDownLatch otherIsOver = new CountDownLatch(1);
        world.tap().before(call -> {
            if (call.equals("Lightsail.GetInstanceSnapshots")) {
                selecting.countDown();
                await(otherIsOver);
            }
        });
        atOnce(() -> world.invokeAndDelete(one, World.FUNCTION_TIMEOUT), () -> {
            await(selecting);
            deliverElsewhere(other);
            otherIsOver.countDown();
        });
        world.calmDown();
        return spend(due);
    }

    private void deliverElsewhere(List<QueuedMessage> batch) {
        Set<String> comingBack = world.invokeElsewhere(batch);
        batch.stream()
                .filter(message -> !comingBack.contains(message.messageId()))
                .forEach(message -> world.sqs().delete(world.queueUrl(), message));
    }

    private Instant nextDay(int night) {
        Instant due = Fleet.FIRST_NIGHT.plus(Duration.ofDays(night));
        world.clock().advanceTo(due);
        world.sns().forgetPublished();
        fleet.grow(night);
        return due;
    }

    private Seen spend(Instant due) {
        Night.settleByMinutes(world);
        PublishedDocuments.assertValid(world);
        Map<String, Integer> accepted = lightsail.accepted().stream()
                .filter(export -> !export.at().isBefore(due))
                .collect(Collectors.toMap(AcceptedExport::snapshotName, export -> 1, Integer::sum, TreeMap::new));
        int reports = (int)
                world.publishedTypes().stream().filter("RunCompleted"::equals).count();
        return new Seen(Night.report(world, due.toString()), accepted, destinations(), reports);
    }

    /** As Lightsail tells them, by the names of the snapshots. */
    private Map<String, String> destinations() {
        lightsail.pageSize(1000);
        try {
            return world.aws().lightsail().getExportSnapshotRecords(request -> {}).exportSnapshotRecords().stream()
                    .filter(record -> record.stateAsString().equals("Succeeded"))
                    .collect(Collectors.toMap(
                            record -> record.sourceInfo().name(),
                            record -> record.destinationInfo().id()));
        } finally {
            lightsail.pageSize(PAGE_SIZE);
        }
    }

    private static void atOnce(Runnable one, Runnable other) {
        Thread first = Thread.ofVirtual().start(one);
        other.run();
        try {
            first.join();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(120, TimeUnit.SECONDS)) {
                throw new IllegalStateException("held for too long");
            }
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        world.close();
    }
}
