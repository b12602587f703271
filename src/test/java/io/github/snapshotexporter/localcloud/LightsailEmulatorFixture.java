package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.lightsail.LightsailClient;
import software.amazon.awssdk.services.lightsail.model.ExportSnapshotRecord;
import software.amazon.awssdk.services.lightsail.model.InstanceSnapshot;
import software.amazon.awssdk.services.lightsail.model.Operation;

/** A Lightsail emulator on a clock that stands still, with a client that does not retry. */
abstract class LightsailEmulatorFixture {

    final MutableClock clock = MutableClock.at("2026-11-22T02:00:00.123Z");
    LightsailEmulator lightsail;
    LightsailClient client;

    @BeforeEach
    void start() {
        lightsail = LightsailEmulator.start(clock);
        client = client(Duration.ofSeconds(20));
    }

    @AfterEach
    void stop() {
        client.close();
        lightsail.close();
    }

    /** Makes these calls at once, and each takes longer than the three seconds that its client waits. */
    void assertTimeOut(List<Consumer<LightsailClient>> calls) {
        // The first call of a JVM takes longest, and these must have arrived before they are given up.
        client.getInstances(r -> {});
        try (LightsailClient impatient = client(Duration.ofSeconds(3));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> made = new ArrayList<>();
            calls.forEach(call -> made.add(threads.submit(() -> call.accept(impatient))));

            assertThat(made)
                    .allSatisfy(call -> assertThat(catchThrowable(call::get))
                            .hasCauseInstanceOf(ApiCallAttemptTimeoutException.class));
        }
    }

    private LightsailClient client(Duration timeout) {
        return LocalClients.configured(LightsailClient.builder(), lightsail.endpoint())
                .overrideConfiguration(configuration ->
                        configuration.apiCallAttemptTimeout(timeout).retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build();
    }

    InstanceSnapshot describe(String name) {
        return client.getInstanceSnapshot(r -> r.instanceSnapshotName(name)).instanceSnapshot();
    }

    String state(String name) {
        return describe(name).stateAsString();
    }

    List<Operation> export(String name) {
        return client.exportSnapshot(r -> r.sourceSnapshotName(name)).operations();
    }

    Operation operation(String id) {
        return client.getOperation(r -> r.operationId(id)).operation();
    }

    List<ExportSnapshotRecord> records() {
        return client.getExportSnapshotRecords(r -> {}).exportSnapshotRecords();
    }
}
