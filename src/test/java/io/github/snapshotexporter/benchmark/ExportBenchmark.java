package io.github.snapshotexporter.benchmark;

import io.github.snapshotexporter.localcloud.DynamoDbLocal;
import io.github.snapshotexporter.localcloud.LambdaSqsEvent;
import io.github.snapshotexporter.localcloud.LocalClients;
import io.github.snapshotexporter.localcloud.LocalCloud;
import io.github.snapshotexporter.localcloud.QueuedMessage;
import io.github.snapshotexporter.snapstart.FunctionProcess;
import io.github.snapshotexporter.snapstart.RuntimeApi;
import io.github.snapshotexporter.snapstart.Wire;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Measures the first receive of one export, in a JVM of the function's own under AWS's runtime interface client, with the
 * collector and the compiler that Lambda chooses.
 */
final class ExportBenchmark {
    private static final int WARM_EXPORTS = 40;
    private static final int UNMEASURED = 10;
    private static final int BATCH = 10;
    private static final Duration SLOW = Duration.ofMillis(100);
    private static final String SNAP_START = "snap-start";
    private static final String ON_DEMAND = "on-demand";
    private static final List<String> SERVICES = List.of("DYNAMODB", "EC2", "LIGHTSAIL", "SNS", "SQS");

    private final int repetitions;
    private final List<String> prefix;
    private int snapshots;

    /** @param prefix of the command that starts the function, for example of a program that limits its CPU */
    ExportBenchmark(int repetitions, List<String> prefix) {
        this.repetitions = repetitions;
        this.prefix = prefix;
    }

    /** What one process has shown, which has gone through its hooks. */
    private record Restored(
            Duration hooks, Duration first, int classes, Duration warm, Duration cpuOfWarm, long residentMemory) {}

    void run() throws Exception {
        System.out.printf("""
                The first receive of one export, whose snapshot is ready; the emulators share %d processors with the function.
                Medians of %d processes, each of %d warm exports.

                """, Runtime.getRuntime().availableProcessors(), repetitions, WARM_EXPORTS);
        try (LocalCloud cloud = LocalCloud.start()) {
            // The emulators have to be warm as well.
            restored(cloud);
            List<Duration> fresh = new ArrayList<>();
            List<Restored> restored = new ArrayList<>();
            for (int n = 0; n < repetitions; n++) {
                fresh.add(fresh(cloud));
                restored.add(restored(cloud));
            }
            row("a fresh process to its first answer, without hooks", milliseconds(median(fresh)));
            row("start and hooks, before the snapshot", milliseconds(median(restored, Restored::hooks)));
            row("first invocation after the restore", milliseconds(median(restored, Restored::first)));
            row("classes loaded in it", Integer.toString(median(restored, Restored::classes)));
            row("a warm export", milliseconds(median(restored, Restored::warm)));
            row("CPU of a warm export", milliseconds(median(restored, Restored::cpuOfWarm)));
            row("resident memory after them", (median(restored, Restored::residentMemory) >> 20) + " MB");
            slow(cloud);
        }
    }

    private Duration fresh(LocalCloud cloud) throws Exception {
        Path folder = Files.createTempDirectory("benchmark");
        try (RuntimeApi lambda = RuntimeApi.start()) {
            long begun = System.nanoTime();
            try (FunctionProcess _ =
                    FunctionProcess.start(folder, lambda, environment(cloud.environment(), ON_DEMAND), prefix)) {
                lambda.invoke(batch(cloud, 1));
                return Duration.ofNanos(System.nanoTime() - begun);
            }
        }
    }

    private Restored restored(LocalCloud cloud) throws Exception {
        Path folder = Files.createTempDirectory("benchmark");
        try (RuntimeApi lambda = RuntimeApi.start()) {
            long begun = System.nanoTime();
            try (FunctionProcess function =
                    FunctionProcess.start(folder, lambda, environment(cloud.environment(), SNAP_START), prefix)) {
                lambda.awaitReady();
                Duration hooks = Duration.ofNanos(System.nanoTime() - begun);
                int loaded = function.loadedClasses().size();
                lambda.restore();
                Duration first = invoke(lambda, batch(cloud, 1));
                int classes = function.loadedClasses().size() - loaded;
                for (int n = 0; n < UNMEASURED; n++) {
                    invoke(lambda, batch(cloud, 1));
                }
                Duration cpuBefore = function.cpu();
                List<Duration> warm = new ArrayList<>();
                for (int n = 0; n < WARM_EXPORTS; n++) {
                    warm.add(invoke(lambda, batch(cloud, 1)));
                }
                Duration cpu = function.cpu().minus(cpuBefore).dividedBy(WARM_EXPORTS);
                return new Restored(hooks, first, classes, median(warm), cpu, function.residentMemory());
            }
        }
    }

    /** Over a wire that takes its time, which also sees every call. */
    private void slow(LocalCloud cloud) throws Exception {
        Map<String, String> environment = new HashMap<>(cloud.environment());
        List<Wire> wires = new ArrayList<>();
        for (String service : SERVICES) {
            Wire wire = Wire.to(URI.create(environment.get("AWS_ENDPOINT_URL_" + service)), SLOW);
            wires.add(wire);
            environment.put("AWS_ENDPOINT_URL_" + service, wire.endpoint().toString());
        }
        Path folder = Files.createTempDirectory("benchmark");
        try (RuntimeApi lambda = RuntimeApi.start();
                FunctionProcess _ =
                        FunctionProcess.start(folder, lambda, environment(environment, SNAP_START), prefix)) {
            lambda.awaitReady();
            lambda.restore();
            for (int n = 0; n < UNMEASURED; n++) {
                invoke(lambda, batch(cloud, 1));
            }
            calls(wires);
            Duration one = invoke(lambda, batch(cloud, 1));
            Map<String, Long> calls = calls(wires);
            List<Duration> ones = new ArrayList<>(List.of(one));
            List<Duration> batches = new ArrayList<>();
            for (int n = 0; n < repetitions; n++) {
                ones.add(invoke(lambda, batch(cloud, 1)));
                batches.add(invoke(lambda, batch(cloud, BATCH)));
            }
            row("an export at 100 ms a call", milliseconds(median(ones)));
            row("a batch of ten at 100 ms a call", milliseconds(median(batches)));
            row(
                    "calls of one export",
                    Long.toString(
                            calls.values().stream().mapToLong(Long::longValue).sum()));
            System.out.println(calls.entrySet().stream()
                    .map(call -> call.getValue() + " " + call.getKey())
                    .collect(Collectors.joining(", ", "    ", "")));
        } finally {
            wires.forEach(Wire::close);
        }
    }

    private static Map<String, Long> calls(List<Wire> wires) {
        return wires.stream()
                .flatMap(wire -> wire.takeRequests().stream())
                .collect(Collectors.groupingBy(Wire.Request::operation, TreeMap::new, Collectors.counting()));
    }

    private static Duration invoke(RuntimeApi lambda, String event) throws Exception {
        long begun = System.nanoTime();
        String answer = lambda.invoke(event);
        Duration taken = Duration.ofNanos(System.nanoTime() - begun);
        if (!answer.contains("\"batchItemFailures\":[]")) {
            throw new IllegalStateException("the export was not begun: " + answer);
        }
        return taken;
    }

    /** Of messages that each ask for the export of a snapshot that nobody has asked for before. */
    private String batch(LocalCloud cloud, int size) {
        return LambdaSqsEvent.of(
                cloud.elasticMq().queueArn(cloud.exportQueueUrl()),
                IntStream.range(0, size).mapToObj(n -> message(cloud)).toList());
    }

    private QueuedMessage message(LocalCloud cloud) {
        String name = "benchmark-" + ++snapshots;
        cloud.lightsail().instanceSnapshot(name);
        return QueuedMessage.justReceived(Integer.toString(snapshots), name, Instant.now());
    }

    /** With a ledger of its own, in which all slots are free. */
    private static Map<String, String> environment(Map<String, String> cloud, String initializationType) {
        Map<String, String> environment = new HashMap<>(cloud);
        String table = "ledger-" + UUID.randomUUID();
        try (DynamoDbClient dynamoDb = LocalClients.dynamoDb(URI.create(cloud.get("AWS_ENDPOINT_URL_DYNAMODB")))) {
            DynamoDbLocal.createLedgerTable(dynamoDb, table);
        }
        environment.put("LEDGER_TABLE_NAME", table);
        environment.putAll(Map.of("AWS_LAMBDA_INITIALIZATION_TYPE", initializationType, "MAX_IN_FLIGHT", "100"));
        return environment;
    }

    private static <T, V extends Comparable<V>> V median(List<T> measured, Function<T, V> value) {
        return median(measured.stream().map(value).toList());
    }

    private static <V extends Comparable<V>> V median(List<V> measured) {
        return measured.stream().sorted().toList().get(measured.size() / 2);
    }

    private static void row(String what, String measured) {
        System.out.printf("%-55s %12s%n", what, measured);
    }

    private static String milliseconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f ms", time.toNanos() / 1e6);
    }
}
