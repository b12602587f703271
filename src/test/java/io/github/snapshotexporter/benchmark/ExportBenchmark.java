package io.github.snapshotexporter.benchmark;

import io.github.snapshotexporter.localcloud.DynamoDbLocal;
import io.github.snapshotexporter.localcloud.LambdaSqsEvent;
import io.github.snapshotexporter.localcloud.LocalClients;
import io.github.snapshotexporter.localcloud.LocalCloud;
import io.github.snapshotexporter.localcloud.QueuedMessage;
import io.github.snapshotexporter.snapstart.FunctionProcess;
import io.github.snapshotexporter.snapstart.RuntimeApi;
import io.github.snapshotexporter.snapstart.Wire;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Measures the first receive of one export, in a JVM of the function's own under AWS's runtime interface client, with the
 * collector and the compiler that Lambda chooses; of an earlier state as well, in turns with the one of now.
 */
final class ExportBenchmark {
    private static final int WARM_EXPORTS = 40;
    private static final int SLOW_EXPORTS = 3;
    private static final int UNMEASURED = 10;
    private static final int BATCH = 10;
    private static final Duration SLOW = Duration.ofMillis(100);
    private static final String SNAP_START = "snap-start";
    private static final String ON_DEMAND = "on-demand";
    private static final List<String> SERVICES = List.of("DYNAMODB", "EC2", "LIGHTSAIL", "SNS", "SQS");

    private final LocalCloud cloud;
    private final List<String> prefix;
    private int snapshots;

    private ExportBenchmark(LocalCloud cloud, List<String> prefix) {
        this.cloud = cloud;
        this.prefix = prefix;
    }

    /**
     * Measures and prints.
     *
     * @param before a checkout of an earlier state that was built
     * @param prefix of the command that starts the function, for example of a program that limits its CPU
     */
    static void run(int repetitions, Optional<Path> before, List<String> prefix) throws Exception {
        List<MeasuredState> states = new ArrayList<>();
        if (before.isPresent()) {
            states.add(MeasuredState.before(before.get()));
        }
        states.add(MeasuredState.now());
        System.out.printf("""
                The first receive of one export, whose snapshot is ready; the emulators share %d processors with the function.
                Medians of %d processes, each of %d warm exports, or of %d at 100 ms a call.

                """, Runtime.getRuntime().availableProcessors(), repetitions, WARM_EXPORTS, SLOW_EXPORTS);
        try (LocalCloud cloud = LocalCloud.start()) {
            new ExportBenchmark(cloud, prefix).measure(states, repetitions);
        }
        print(states);
    }

    private void measure(List<MeasuredState> states, int repetitions) throws Exception {
        // The emulators have to be warm as well, and the files of each state read once.
        inTurns(states, this::restored);
        states.forEach(MeasuredState::forget);
        for (int n = 0; n < repetitions; n++) {
            inTurns(states, this::fresh);
            inTurns(states, this::restored);
            inTurns(states, this::slow);
        }
    }

    private void inTurns(List<MeasuredState> states, MeasuredState.Trial trial) throws Exception {
        for (MeasuredState state : states) {
            // The records of earlier exports would be listed by the later processes.
            cloud.lightsail().forgetEverything();
            state.put(trial);
        }
    }

    private void fresh(MeasuredState state) throws Exception {
        try (RuntimeApi lambda = RuntimeApi.start()) {
            long begun = System.nanoTime();
            try (FunctionProcess _ = start(lambda, state, environment(cloud.environment(), ON_DEMAND))) {
                invoke(lambda, 1);
                state.add(ExportRow.FRESH, System.nanoTime() - begun);
            }
        }
    }

    private void restored(MeasuredState state) throws Exception {
        try (RuntimeApi lambda = RuntimeApi.start()) {
            long begun = System.nanoTime();
            try (FunctionProcess function = start(lambda, state, environment(cloud.environment(), SNAP_START))) {
                lambda.awaitReady();
                state.add(ExportRow.HOOKS, System.nanoTime() - begun);
                int loaded = function.loadedClasses().size();
                lambda.restore();
                state.add(ExportRow.FIRST, invoke(lambda, 1));
                state.add(ExportRow.CLASSES, function.loadedClasses().size() - loaded);
                warmUp(lambda);
                Duration cpuBefore = function.cpu();
                state.add(ExportRow.WARM, medianOf(WARM_EXPORTS, lambda, 1));
                state.add(
                        ExportRow.CPU_OF_WARM,
                        function.cpu().minus(cpuBefore).dividedBy(WARM_EXPORTS).toNanos());
                state.add(ExportRow.MEMORY, function.residentMemory());
            }
        }
    }

    /** Over a wire that takes its time, which also sees every call. */
    private void slow(MeasuredState state) throws Exception {
        Map<String, String> environment = new HashMap<>(cloud.environment());
        List<Wire> wires = new ArrayList<>();
        try (RuntimeApi lambda = RuntimeApi.start()) {
            for (String service : SERVICES) {
                Wire wire = Wire.to(URI.create(environment.get("AWS_ENDPOINT_URL_" + service)), SLOW);
                wires.add(wire);
                environment.put("AWS_ENDPOINT_URL_" + service, wire.endpoint().toString());
            }
            try (FunctionProcess _ = start(lambda, state, environment(environment, SNAP_START))) {
                lambda.awaitReady();
                lambda.restore();
                warmUp(lambda);
                wires.forEach(Wire::takeRequests);
                invoke(lambda, 1);
                Map<String, Long> calls = calls(wires);
                state.calls(calls);
                state.add(
                        ExportRow.CALLS,
                        calls.values().stream().mapToLong(Long::longValue).sum());
                state.add(ExportRow.SLOW, medianOf(SLOW_EXPORTS, lambda, 1));
                state.add(ExportRow.SLOW_BATCH, medianOf(SLOW_EXPORTS, lambda, BATCH));
            }
        } finally {
            wires.forEach(Wire::close);
        }
    }

    private FunctionProcess start(RuntimeApi lambda, MeasuredState state, Map<String, String> environment)
            throws IOException {
        return FunctionProcess.start(
                Files.createTempDirectory("benchmark"), lambda, environment, state.function(), prefix);
    }

    private void warmUp(RuntimeApi lambda) throws Exception {
        for (int n = 0; n < UNMEASURED; n++) {
            invoke(lambda, 1);
        }
    }

    private static Map<String, Long> calls(List<Wire> wires) {
        return wires.stream()
                .flatMap(wire -> wire.takeRequests().stream())
                .collect(Collectors.groupingBy(Wire.Request::operation, TreeMap::new, Collectors.counting()));
    }

    private long medianOf(int times, RuntimeApi lambda, int size) throws Exception {
        List<Long> taken = new ArrayList<>();
        for (int n = 0; n < times; n++) {
            taken.add(invoke(lambda, size));
        }
        return ExportRow.median(taken);
    }

    /** How long it takes, in nanoseconds, to export so many snapshots that nobody has asked for before. */
    private long invoke(RuntimeApi lambda, int size) throws Exception {
        String event = LambdaSqsEvent.of(
                cloud.elasticMq().queueArn(cloud.exportQueueUrl()),
                IntStream.range(0, size).mapToObj(n -> message()).toList());
        long begun = System.nanoTime();
        String answer = lambda.invoke(event);
        long taken = System.nanoTime() - begun;
        if (!answer.contains("\"batchItemFailures\":[]")) {
            throw new IllegalStateException("the export was not begun: " + answer);
        }
        return taken;
    }

    private QueuedMessage message() {
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

    private static void print(List<MeasuredState> states) {
        if (states.size() > 1) {
            print("", states, MeasuredState::name);
        }
        for (ExportRow row : ExportRow.values()) {
            print(
                    row.what(),
                    states,
                    state -> state.median(row).stream()
                            .mapToObj(row::show)
                            .findFirst()
                            .orElse("-"));
        }
        SortedSet<String> operations = states.stream()
                .flatMap(state -> state.calls().keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        for (String operation : operations) {
            print(
                    "    " + operation,
                    states,
                    state -> state.calls().isEmpty()
                            ? "-"
                            : Long.toString(state.calls().getOrDefault(operation, 0L)));
        }
        for (MeasuredState state : states) {
            state.troubles()
                    .forEach(trouble -> System.out.printf("Not all could be measured %s: %s%n", state.name(), trouble));
        }
    }

    private static void print(String what, List<MeasuredState> states, Function<MeasuredState, String> value) {
        System.out.printf(
                "%-55s%s%n",
                what, states.stream().map(value).map(" %12s"::formatted).collect(Collectors.joining()));
    }
}
