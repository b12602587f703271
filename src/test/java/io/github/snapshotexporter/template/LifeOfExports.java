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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the exporter does while exports go every way that they can go, watched once in a local cloud: the calls of the real
 * SDK clients, the lines of the log, and what was published.
 *
 * @param calls what was done to which resource of the stack
 */
record LifeOfExports(Set<Grant> calls, List<JsonNode> log, List<Published> published) {
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

    Set<String> stepsInLog() {
        return log.stream().map(line -> line.path("step").asText()).collect(Collectors.toSet());
    }

    private static LifeOfExports watch() {
        try (World world = World.create()) {
            world.set("EXPORT_DEADLINE", "PT2H").set("MAX_EXPORT_ATTEMPTS", "2").set("MAX_IN_FLIGHT", "8");
            Map<String, String> arns = new HashMap<>();
            Set<Grant> calls = new HashSet<>();
            ObservedCalls observer = new ObservedCalls(world.queueUrl(), world.table(), arns);
            // Jobs of one batch run side by side.
            world.tap().watch(request -> {
                synchronized (calls) {
                    calls.addAll(observer.grantsFor(request));
                }
            });
            exportsGoEveryWay(world, arns);
            requestsAreRepeated(world);
            somebodyAsksDirectly(world, arns);
            nobodyCanBeTold(world);
            return new LifeOfExports(Set.copyOf(calls), world.log(), world.published());
        }
    }

    private static void exportsGoEveryWay(World world, Map<String, String> arns) {
        instance(world, arns, "good").exports(A_WHILE);
        disk(world, arns, "disk").exports(A_WHILE);
        instance(world, arns, "pending").pendingForLooks(2);
        instance(world, arns, "by-hand").exportedByHand(ExportScript.succeeds());
        instance(world, arns, "by-hand-and-failed").exportedByHand(FAILS);
        instance(world, arns, "second-try").exports(FAILS, A_WHILE);
        instance(world, arns, "bad").exports(FAILS);
        instance(world, arns, "endless").exports(ExportScript.never());
        instance(world, arns, "late-record").exports(A_WHILE.recordListedAfter(Duration.ofMinutes(30)));
        instance(world, arns, "throttled").onExport(ExportCall.throttle());
        instance(world, arns, "unlucky").onExport(OOPS, OOPS, OOPS);
        instance(world, arns, "in-doubt").onExport(ExportCall.errorAfterAccepting("ServiceException", 500, "oops"));
        instance(world, arns, "no-operations").onExport(ExportCall.acceptWithoutOperations());
        instance(world, arns, "denied").onExport(ExportCall.error("AccessDeniedException", 400, "No."));
        instance(world, arns, "broken").state("error");
        world.lightsail().fault("GetOperation", Fault.throttle());
        arns.keySet().forEach(world::send);
        byRun(world, instance(world, arns, "of-run"));
        byRun(world, instance(world, arns, "of-run-bad").exports(FAILS));
        byRun(world, instance(world, arns, "of-run-endless").exports(ExportScript.never()));
        byRun(world, instance(world, arns, "of-run-broken").state("error"));
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

    private static void somebodyAsksDirectly(World world, Map<String, String> arns) {
        disk(world, arns, "direct");
        world.invoke("{\"sourceSnapshotName\": \"direct\"}");
        world.settle();
    }

    private static void nobodyCanBeTold(World world) {
        world.set("RETRY_DEADLINE", "PT5M");
        world.sns().failAlways(403, "AuthorizationError");
        world.send("missing");
        world.settle();
    }

    private static SnapshotScript instance(World world, Map<String, String> arns, String name) {
        return named(world.lightsail().instanceSnapshot(name), arns);
    }

    private static SnapshotScript disk(World world, Map<String, String> arns, String name) {
        return named(world.lightsail().diskSnapshot(name), arns);
    }

    private static SnapshotScript named(SnapshotScript snapshot, Map<String, String> arns) {
        arns.put(snapshot.name(), snapshot.arn());
        return snapshot;
    }

    private static void byRun(World world, SnapshotScript snapshot) {
        world.send("""
                {"job": "ExportRequest", "sourceSnapshotName": "%s", "arn": "%s", "resourceType": "%s", "runId": "run-1"}""".formatted(snapshot.name(), snapshot.arn(), "InstanceSnapshot"));
    }
}
