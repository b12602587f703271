package io.github.snapshotexporter.template;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.localcloud.ExportCall;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.localcloud.Published;
import io.github.snapshotexporter.localcloud.SnapshotScript;
import io.github.snapshotexporter.world.EventFiles;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * What the exporter does while exports go every way that they can go, watched once in a local cloud: the calls of the real
 * SDK clients, the lines of the log, and what was published.
 *
 * @param calls what was done to which resource of the stack
 * @param callsWithRequiredTag the same where a tag is required, of what depends on it
 * @param callsWithRules the same where a rule lets images go
 */
record LifeOfExports(
        Set<Grant> calls,
        Set<Grant> callsWithRequiredTag,
        Set<Grant> callsWithRules,
        List<JsonNode> log,
        List<Published> published) {
    private static final ExportScript A_WHILE = ExportScript.succeeds().takes(Duration.ofMinutes(10));
    private static final ExportScript FAILS = ExportScript.fails("CopyFailed", "Not now.");
    private static final ExportCall OOPS = ExportCall.error("ServiceException", 500, "oops");

    /** Static initialisers run once, whichever test comes first. */
    private static final class Once {
        static final LifeOfExports WATCHED = watch();
    }

    static LifeOfExports observed() {
        return Once.WATCHED;
    }

    Set<String> membersOfLogLines() {
        return log.stream()
                .flatMap(JsonNode::propertyStream)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static LifeOfExports watch() {
        try (World world = World.create()) {
            world.set("EXPORT_DEADLINE", "PT2H").set("MAX_EXPORT_ATTEMPTS", "2").set("MAX_IN_FLIGHT", "8");
            Set<Grant> calls = watch(world, () -> {
                exportsGoEveryWay(world);
                requestsAreRepeated(world);
                somebodyAsksDirectly(world);
                automaticSnapshotsAreExported(world, "site", "data");
                nightsGoEveryWay(world);
                somebodyAsksWhatWouldExpire(world);
                somebodyChecksTheStack(world);
                nobodyCanBeTold(world);
            });
            Set<Grant> callsWithRequiredTag = watch(world, () -> {
                world.set("REQUIRED_TAG_KEY", "backup").set("REQUIRED_TAG_VALUE", "every night");
                automaticSnapshotsAreExported(world, "tagged-site", "tagged-data");
            });
            Set<Grant> callsWithRules = watch(world, () -> {
                world.set("KEEP_LAST", "1");
                world.send("{\"select\": {\"sources\": [\"no-such-site\"]}, \"requestId\": \"night-4\"}");
                world.settle();
            });
            return new LifeOfExports(calls, callsWithRequiredTag, callsWithRules, world.log(), world.published());
        }
    }

    private static Set<Grant> watch(World world, Runnable life) {
        Set<Grant> calls = ConcurrentHashMap.newKeySet();
        ObservedCalls observer = new ObservedCalls(
                world.queueUrl(),
                world.table(),
                name -> world.lightsail().snapshot(name).arn());
        world.tap().watch(request -> calls.addAll(observer.grantsFor(request)));
        life.run();
        return Set.copyOf(calls);
    }

    private static void exportsGoEveryWay(World world) {
        instance(world, "good").exports(A_WHILE);
        disk(world, "disk").exports(A_WHILE);
        instance(world, "pending").pendingForLooks(2);
        instance(world, "by-hand").exportedByHand(ExportScript.succeeds());
        instance(world, "by-hand-and-failed").exportedByHand(FAILS);
        instance(world, "second-try").exports(FAILS, A_WHILE);
        instance(world, "bad").exports(FAILS);
        instance(world, "endless").exports(ExportScript.never());
        instance(world, "late-record").exports(A_WHILE.recordListedAfter(Duration.ofMinutes(30)));
        instance(world, "throttled").onExport(ExportCall.throttle());
        instance(world, "unlucky").onExport(OOPS, OOPS, OOPS);
        instance(world, "in-doubt").onExport(ExportCall.errorAfterAccepting("ServiceException", 500, "oops"));
        instance(world, "no-operations").onExport(ExportCall.acceptWithoutOperations());
        instance(world, "denied").onExport(ExportCall.error("InvalidInputException", 400, "No."));
        instance(world, "broken").state("error");
        world.lightsail().fault("GetOperation", Fault.throttle());
        world.lightsail().snapshotNames().forEach(world::send);
        byRun(world, instance(world, "of-run"));
        byRun(world, instance(world, "of-run-bad").exports(FAILS));
        byRun(world, instance(world, "of-run-endless").exports(ExportScript.never()));
        byRun(world, instance(world, "of-run-broken").state("error"));
        world.send("missing");
        world.send("no name");
        world.send("{}");
        world.send(EventFiles.text("cloudtrail_failed-call"));
        world.send(EventFiles.text("cloudtrail_create-disk-snapshot"));
        world.settle();
    }

    private static void requestsAreRepeated(World world) {
        for (String name : List.of("good", "bad", "endless", "second-try")) {
            world.send(name);
            world.send("{\"sourceSnapshotName\": \"" + name + "\", \"force\": true}");
        }
        world.settle();
    }

    private static void somebodyAsksDirectly(World world) {
        disk(world, "direct");
        world.invoke("{\"sourceSnapshotName\": \"direct\"}");
        world.settle();
    }

    private static void somebodyChecksTheStack(World world) {
        world.sns().subscribed(ObservedCalls.OPERATIONS_TOPIC, 1, 0);
        world.set("OPERATIONS_TOPIC_ARN", ObservedCalls.OPERATIONS_TOPIC);
        world.invoke("{\"check\": {}}");
    }

    private static void nobodyCanBeTold(World world) {
        world.set("RETRY_DEADLINE", "PT5M");
        world.sns().failAlways(403, "AuthorizationError");
        world.send("missing");
        world.settle();
    }

    private static void automaticSnapshotsAreExported(World world, String instance, String disk) {
        world.lightsail().instance(instance).withAutoSnapshots("2026-11-21").copies(copy -> copy.pendingForLooks(1));
        world.lightsail().disk(disk).withAutoSnapshots("2026-11-21");
        for (String source : List.of(instance, disk)) {
            world.send("{\"sourceResourceName\": \"%s\", \"useLatestRestorableAutoSnapshot\": true}".formatted(source));
        }
        world.settle();
    }

    private static void nightsGoEveryWay(World world) {
        instance(world, "new").exports(A_WHILE);
        disk(world, "new-disk").exports(A_WHILE);
        instance(world, "new-bad").exports(FAILS);
        world.send("{\"select\": {\"createdWithin\": \"P1D\"}, \"requestId\": \"night-1\"}");
        world.settle();
        world.lightsail().fault("GetDiskSnapshots", Fault.throttle(), Fault.error("InvalidInputException", 400, "No."));
        world.send("{\"select\": {}, \"requestId\": \"night-2\"}");
        world.settle();
        world.send("{\"select\": {\"includeAutomatic\": true}, \"requestId\": \"night-3\"}");
        world.settle();
    }

    private static void somebodyAsksWhatWouldExpire(World world) {
        world.lightsail()
                .instanceSnapshot("newer")
                .fromResource("site-of-two")
                .createdAt(world.clock().instant());
        world.lightsail()
                .instanceSnapshot("older")
                .fromResource("site-of-two")
                .createdAt(world.clock().instant().minus(Duration.ofDays(1)));
        world.send("newer");
        world.send("older");
        world.settle();
        world.invoke("{\"retain\": {\"keepLast\": 1, \"dryRun\": true}}");
    }

    private static SnapshotScript instance(World world, String name) {
        return world.lightsail().instanceSnapshot(name);
    }

    private static SnapshotScript disk(World world, String name) {
        return world.lightsail().diskSnapshot(name);
    }

    private static void byRun(World world, SnapshotScript snapshot) {
        world.send("""
                {"job": "ExportRequest", "sourceSnapshotName": "%s", "arn": "%s", "resourceType": "%s", "runId": "run-1"}""".formatted(snapshot.name(), snapshot.arn(), "InstanceSnapshot"));
    }
}
